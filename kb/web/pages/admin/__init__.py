"""`/admin`: looking after the library, for admins alone."""
