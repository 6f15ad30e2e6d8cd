"""Numbers that others give out: what is wrong with one, in a sentence."""
