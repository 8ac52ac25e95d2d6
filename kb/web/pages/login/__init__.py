"""`/login`: the ways to come in."""
