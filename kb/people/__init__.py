"""Accounts, memberships, sign-in, one-time links, tokens: who is asking, and what that makes of them as a viewer.

Every function takes a transaction (`kb.state`) first: what belongs together happens in one. Import the module that is
meant (`from kb.people import accounts`); tables.py is this room's own.
"""
