"""Knowledge Club: the memory of peer learning groups.

The rooms of the house, each importing only from those above it: `model`, `markup`, `access`, `library`, `search`,
`sandbox`, `usecases`, `web`, `api`, and `app`, where the parts are put together. docs/architecture.md is the tour.
"""

__version__ = "0.1.0"
