"""Folder, index, catalog, history and links in step: what every change of documents goes through.

A library is opened, refreshed from its folder and recorded in its history; what moves is planned with every link to it,
and carried out all at once or not at all.
"""
