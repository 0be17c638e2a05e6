"""Whether the rules for a page's classes came along with it: a kind's bundle holds only what the kind uses."""

import re
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from xml.etree.ElementTree import Element

from app.web.assets import WITHOUT, bundle
from app.web.preferences import CHOICES

CSS = Path(__file__).resolve().parents[2] / "static" / "css"
SHEET = re.compile(r"^/static/\w+/css/(.+)\.css$")
CHOSEN = {f"data-{name}" for name in CHOICES}


def missing_styles(nodes: Iterable[Element]) -> list[str]:
    """Return what a page wears and its style sheets do not know."""
    here, attributes, sheets = set[str](), set[str](), list[str]()
    for node in nodes:
        here |= set((node.get("class") or "").split())
        attributes |= {str(name) for name in node.attrib}
        if node.tag == "link" and (found := SHEET.match(node.get("href") or "")):
            sheets.append(found[1])
    if not sheets:
        return []
    known = frozenset().union(*(classes_in(text_of(name)) for name in sheets))
    missing = [f"{sheets} do not know the class {name}" for name in sorted(owed(here, attributes) - known)]
    for kind in [name.removeprefix("bundle-") for name in sheets]:
        missing += [f"the bundle {kind} left out {one}" for one in left_out(kind, here, attributes)]
    if CHOSEN & attributes and "comfort" not in sheets:
        missing.append(f"{sorted(CHOSEN & attributes)} without css/comfort.css")
    return missing


def owed(here: set[str], attributes: set[str]) -> set[str]:
    """Return the classes on a page for which a sheet of ours has a rule that would match by classes and attributes."""
    return {name for one in all_selectors() if suits(one, here, attributes) for name in classes_in(one)}


def left_out(kind: str, here: set[str], attributes: set[str]) -> list[str]:
    """Return the selectors of sheets which the kind does without that would match by classes and attributes."""
    texts = [text_of(f"components/{name}") for name in sorted(WITHOUT.get(kind, ()))]
    return [one for text in texts for one in selectors_in(text) if suits(one, here, attributes)]


def suits(selector: str, here: set[str], attributes: set[str]) -> bool:
    """Whether a selector asks for classes, and for none and no attribute that is not on the page."""
    classes = classes_in(selector)
    return bool(classes) and classes <= here and set(re.findall(r"\[([\w-]+)", selector)) <= attributes


@cache
def all_selectors() -> list[str]:
    """Return the selectors of every sheet."""
    return [one for path in sorted(CSS.rglob("*.css")) for one in selectors_in(path.read_text())]


@cache
def text_of(name: str) -> str:
    """Return a sheet by its name below css/, or a kind's bundle as it is served."""
    return (
        bundle(CSS, name.removeprefix("bundle-"))
        if name.startswith("bundle-")
        else (CSS / f"{name}.css").read_text()
    )


@cache
def classes_in(css: str) -> frozenset[str]:
    """Return the classes that CSS, or one selector, asks for (those in :not() do not make a rule match)."""
    selectors = " ".join(selectors_in(css)) if "{" in css else css
    return frozenset(re.findall(r"\.(-?[A-Za-z][\w-]*)", re.sub(r":not\([^)]*\)", "", selectors)))


@cache
def selectors_in(css: str) -> list[str]:
    """Return the selectors of CSS, one by one; a comma in :is() or :where() parts tags only in our sheets."""
    heads = re.findall(r"([^{};]+)\{", re.sub(r"/\*.*?\*/", "", css, flags=re.S))
    return [one.strip() for head in heads if not head.strip().startswith("@") for one in head.split(",")]
