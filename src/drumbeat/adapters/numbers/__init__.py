"""Which numbers were given, outside the database."""
