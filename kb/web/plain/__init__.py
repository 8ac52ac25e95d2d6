"""From model objects to words, addresses and colours, and back: nothing here knows who is asking."""
