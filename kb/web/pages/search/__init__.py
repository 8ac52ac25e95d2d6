"""`/search`: what a search finds, as a page, in other people's pages, and to take away."""
