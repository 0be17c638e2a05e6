"""One search over everything that visitors may see: articles, products, resources, doors and standing pages.

Document: what the search knows of one published thing, as plain values; there is one for each (kind, subject) that
visitors may see and none for anything else (C6). Rooms put and drop documents inside their own publishing
transaction, and name a source (sources.py) from which the index can be rebuilt. The database keeps its full text index
in step by triggers: SQLite by FTS5, PostgreSQL by tsvector; both stem English words.
Vocabulary: every word of every document as it is written, found again by its trigrams, so that a slip of the finger
can be mended. Topics bridge words: who types one of a topic's synonyms finds what is about the topic.
What people type here is about their health: it is never logged and never kept.
"""
