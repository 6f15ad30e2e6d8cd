"""The speed goals, measured: `make bench` prints them and writes latest.json."""
