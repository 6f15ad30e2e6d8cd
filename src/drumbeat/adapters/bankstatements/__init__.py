"""The files of banks: what they say exactly, or a sentence why they are not read."""
