"""The limit: a bare Django page with the same work to do (session, user, three indexed queries on big tables, 36 cards).

It is what Django itself costs on this machine; the pages of the house are told as ratios to it.
"""
