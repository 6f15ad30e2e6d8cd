"""What clients open with a private link, without signing in: words, shapes, views."""
