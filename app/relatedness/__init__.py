"""The graph: what an article leads to, why, and by whose word.

Node: article, product, resource, door. Edge: from a node to a node, with rank, score, a short true reason, a source
(pinned by staff, suggested by computation, written in the body), a state and an expiry (the article's review date).
A rejected suggestion never comes back. Suggestions are computed by a job when something changes and obey the same
link matrix as people do; pages read one indexed table.
"""
