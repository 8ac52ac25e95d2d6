"""/api/v1: the read side for scripts and other software, one module for each resource.

Answers come from the same calls as the pages; their shapes stand in `shapes`, with the examples that the API's own
documentation shows. Errors are problem documents (kb.web.serving.errors).
"""
