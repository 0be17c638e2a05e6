"""The journal as readers meet it: articles, topics, resources, and what machines read of them."""

from blueprints.blog import (
    articles,
    authors,
    corrections,
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
    "corrections",
    "exports",
    "feeds",
    "gathered",
    "machines",
    "references",
    "resources",
    "sitemaps",
    "topics",
]
