"""The library as a whole, for whoever looks after it: started, checked, mended, backed up, purged."""
