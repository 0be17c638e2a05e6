"""Articles that belong together in an order: a series has a page, and each of its parts knows the one before and after.

An article belongs to one series at most. What is not published is passed over by readers and keeps its place.
"""
