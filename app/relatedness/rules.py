"""The kinds of node in the graph."""

from enum import StrEnum


class NodeKind(StrEnum):
    """What can stand at either end of an edge."""

    ARTICLE = "article"
    PRODUCT = "product"
    RESOURCE = "resource"
    DOOR = "door"
