"""What leaves the site other than as a page, or stands in its head: citations, cards, embeds, feeds, calendars, mails.

Knows what they say and in which form other software reads them. Of mails it knows how a mail server is spoken to; when
they are sent, and sent again, is up to kb.jobs.
"""
