"""Pages for people: translate a request, make one call, render frozen rows."""
