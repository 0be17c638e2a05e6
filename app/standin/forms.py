"""Stripe's way of writing nested values in a form: line_items[0][price_data][currency]=eur."""

import re
from typing import Any
from urllib.parse import parse_qsl

from app.standin.errors import refused

Tree = dict[str, Any]
_KEY = re.compile(r"([^\[\]]+)((?:\[[^\[\]]*\])*)")
_PART = re.compile(r"\[([^\[\]]*)\]")
_DEEPEST = 12


def decode(text: str) -> Tree:
    """Return the tree of a form body or query string; leaves are strings, lists stay dicts keyed by index."""
    tree: Tree = {}
    try:
        pairs = parse_qsl(text, keep_blank_values=True, strict_parsing=False, max_num_fields=6000)
    except ValueError as too_many:
        raise refused("The request holds too many parameters.") from too_many
    for name, value in pairs:
        match = _KEY.fullmatch(name)
        if match is None:
            raise refused(f"Invalid parameter name: {name}", param=name[:200])
        parts = [match.group(1), *_PART.findall(match.group(2))]
        if len(parts) > _DEEPEST:
            raise refused(f"Parameter nested too deeply: {name[:200]}", param=name[:200])
        _place(tree, parts, value, name)
    return tree


def _place(tree: Tree, parts: list[str], value: str, name: str) -> None:
    node = tree
    for part in parts[:-1]:
        child = node.setdefault(part if part else str(len(node)), {})
        if not isinstance(child, dict):
            raise refused(f"Parameter given as a value and as a group: {name[:200]}", param=name[:200])
        node = child
    last = parts[-1] if parts[-1] else str(len(node))
    if isinstance(node.get(last), dict):
        raise refused(f"Parameter given as a value and as a group: {name[:200]}", param=name[:200])
    node[last] = value
