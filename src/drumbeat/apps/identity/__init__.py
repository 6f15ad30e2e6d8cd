"""Workspaces and the people in them.

owns: User, Workspace, Member, Notice.
does not own: clients and their contacts.
always true: a member belongs to one workspace; who may see what is asked here.
"""
