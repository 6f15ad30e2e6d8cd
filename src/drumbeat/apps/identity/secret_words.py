"""Words that open something: made here, given away once, kept only as a hash."""

from __future__ import annotations

import hashlib
import secrets

_BYTES = 32  # 256 bits: nobody finds one by trying


def new_word() -> str:
    """Return a word that nobody can guess, fit for an address."""
    return secrets.token_urlsafe(_BYTES)


def hash_of(word: str) -> str:
    """Return what is kept of a word.

    Looking a row up by it takes the same time for a near miss as for any other. No
    salt and no slow hash: there is no list of likely words to try.
    """
    return hashlib.sha256(word.encode()).hexdigest()
