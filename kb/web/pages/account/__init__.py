"""`/account`: what somebody does with their own account."""
