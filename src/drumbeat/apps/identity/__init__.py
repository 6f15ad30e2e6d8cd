"""Workspaces and the people in them.

owns: User, Workspace, Member, Invitation, ApiToken, Notice.
does not own: clients and their contacts.
always true: a member belongs to one workspace; who may see what is asked here; a
    workspace keeps an owner; what opens something is kept only as a hash.
"""
