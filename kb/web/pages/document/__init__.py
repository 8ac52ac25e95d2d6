"""`/d/…`: one document, and all that is done with it."""
