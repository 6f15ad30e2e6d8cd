"""What we put before clients to agree on: projects, billing plans, changes of terms.

An offer is frozen like an issued document; what became of it are facts beside it.
"""
