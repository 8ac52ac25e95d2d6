"""People and their programs: how they come in, which groups they are in, and what is theirs.

Accounts, invitations, signing in, keys; and what somebody does with an account of their own.
"""
