"""The audit trail.

owns: Activity (who did what to which subject, when), one hash chain per workspace.
does not own: the facts themselves.
always true: seq counts 1..n without a hole; each hash covers the one before; rows are
never changed or removed (database triggers).
"""
