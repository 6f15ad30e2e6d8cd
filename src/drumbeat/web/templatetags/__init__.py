"""What templates in Django's language may call."""
