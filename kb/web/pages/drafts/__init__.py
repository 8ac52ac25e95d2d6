"""`/drafts`: what was taken in, until it is published."""
