"""The journal as readers meet it: articles, topics, resources, and what machines read of them."""

from blueprints.blog import (
    articles,
    authors,
    exports,
    feeds,
    gathered,
    machines,
    references,
    resources,
    sitemaps,
    topics,
)
from blueprints.blog.hall import blog

__all__ = [
    "articles",
    "authors",
    "blog",
    "exports",
    "feeds",
    "gathered",
    "machines",
    "references",
    "resources",
    "sitemaps",
    "topics",
]
