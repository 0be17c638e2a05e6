"""The shared taxonomy: what articles, products, resources and doors are about.

Topic: a slug, a name, one warm sentence, and synonyms, the words people really type. Staff edit them; the graph and
the search read them.
"""
