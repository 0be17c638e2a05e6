"""The forms of a page as a browser without script would send them."""

from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import urljoin
from xml.etree.ElementTree import Element

import html5lib

Pairs = list[tuple[str, str]]


@dataclass(frozen=True, kw_only=True)
class SentForm:
    """Where a form goes and what stands in it; `names` has boxes that are not ticked too."""

    method: str
    action: str
    pairs: Pairs
    names: tuple[str, ...]
    with_file: bool

    def with_value(self, name: str, value: str) -> Pairs:
        """Return what is sent when one field holds another value."""
        return [*(pair for pair in self.pairs if pair[0] != name), (name, value)]


def forms_of(html: str, path: str) -> Iterator[SentForm]:
    """Yield each form of a page that was fetched from `path`, with the fields that stand apart and name it."""
    root = html5lib.parse(html, namespaceHTMLElements=False)
    for form in root.iter("form"):
        nodes = [node for node in form.iter() if not node.get("form")]
        nodes += [node for node in root.iter() if form.get("id") and node.get("form") == form.get("id")]
        fields = [pair for node in nodes for pair in pairs_of(node)]
        yield SentForm(
            method=(form.get("method") or "get").upper(),
            action=urljoin(path, form.get("action") or path),
            pairs=[(name, value) for name, value, is_sent in fields if is_sent],
            names=tuple(dict.fromkeys(name for name, _, _ in fields)),
            with_file=form.get("enctype") == "multipart/form-data",
        )


def pairs_of(node: Element) -> Iterator[tuple[str, str, bool]]:
    """Yield (name, value, whether it is sent as the page stands) for one control."""
    name, kind = node.get("name"), node.get("type")
    if not name:
        return
    if node.tag == "select":
        options = list(node.iter("option"))
        chosen = [one for one in options if one.get("selected") is not None] or options[:1]
        yield name, chosen[0].get("value") or "" if chosen else "", True
    elif node.tag == "textarea":
        yield name, "".join(node.itertext()), True
    elif node.tag == "input":
        is_sent = kind not in ("checkbox", "radio") or node.get("checked") is not None
        yield name, node.get("value") or "", is_sent and kind != "file"
    elif node.tag == "button":
        yield name, node.get("value") or "", False
