"""The pages: one module for each, named as in its address, with a template of the same name.

Where many addresses begin alike, their pages lie in a folder of that name, those of `/d/…` in `document`. Each handler
does the same four things: who is asking, read the parameters, one call into the rooms below, fill the page.
"""
