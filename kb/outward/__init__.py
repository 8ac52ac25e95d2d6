"""What leaves the site other than as a page: mails. Knows what they say and how a mail server is spoken to; when they
are sent, and sent again, is up to kb.jobs.
"""
