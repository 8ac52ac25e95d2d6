"""What every request and answer goes through: who is asking, what may come in, how pages are made and sent.

A handler meets all of it as its `visit`.
"""
