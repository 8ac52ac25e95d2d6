"""The site: its pages, what they are made of, and what every answer goes through.

A request comes in through `serving`; `routing` knows every page; a page in `pages` puts together `pieces`, and says
things in the words of `plain`.
"""
