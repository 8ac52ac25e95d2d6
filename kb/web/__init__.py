"""The pages: one module for each page, named as in its address, with a template of the same name.

Each handler does the same four things: who is asking, read the parameters, one call into the rooms below, fill the
page. What all of them need of a request stands in `visit`; how addresses are made, in `addresses`.
"""
