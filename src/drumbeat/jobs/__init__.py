"""The background work: the duties of a day and who does them."""
