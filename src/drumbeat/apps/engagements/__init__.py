"""What was agreed.

owns: Engagement, its versioned terms, Project with Deliverable and their acceptance.
does not own: what is billed from it.
always true: terms are added as a new version, never edited; a file is imported once.
"""
