"""Pictures that people bring: read with care, written anew."""
