"""The page check: what must be true of every HTML answer of ours."""

import re
from typing import Any
from xml.etree.ElementTree import Element

import html5lib
from flask.testing import FlaskClient

from tests.support.styles import missing_styles

#: kinds of fields that a browser checks by itself, in a bubble of its own words that floats over the page
JUDGED = {"email", "url", "number"}
TEXTLESS = {"hidden", "submit", "button", "reset", "image"}


class PageCheck:
    """Collects complaints about the pages that a test has fetched."""

    def __init__(self) -> None:
        self.complaints: list[str] = []

    def client_class(self) -> type[FlaskClient]:
        """Return a client that sends what browsers send and shows each HTML answer to this check."""
        check = self

        class BrowserClient(FlaskClient):
            def open(self, *args: Any, **kwargs: Any) -> Any:
                kwargs.setdefault("base_url", "http://127.0.0.1:8000")
                headers = dict(kwargs.pop("headers", None) or {})
                headers.setdefault("Sec-Fetch-Site", "same-origin")
                kwargs["headers"] = headers
                response = super().open(*args, **kwargs)
                if response.mimetype == "text/html" and response.data and not response.content_encoding:
                    check.look(response.get_data(as_text=True), response.request.path)
                return response

        return BrowserClient

    def look(self, html: str, path: str) -> None:
        """Add a complaint for everything that is wrong with one page."""
        parser = html5lib.HTMLParser(namespaceHTMLElements=False)
        root = parser.parse(html)
        for position, code, details in parser.errors:
            self.complain(path, f"HTML error {code} {details} at {position}")
        nodes = list(root.iter())
        self._headings(path, nodes)
        self._ids(path, nodes)
        self._controls(path, nodes)
        for words in missing_styles(nodes):
            self.complain(path, words)
        for node in nodes:
            if node.tag == "img" and (node.get("alt") is None or not node.get("width")):
                self.complain(path, f"img without alt or width: {node.get('src')}")
            if node.tag == "script" and not node.get("src") and node.get("type") != "application/ld+json":
                self.complain(path, "inline script")
            inline = [name for name in node.attrib if name == "style" or re.match(r"on[a-z]+$", str(name))]
            if node.tag == "style" or inline:
                self.complain(path, f"inline style or handler on <{node.tag}> {inline}")

    def complain(self, path: str, words: str) -> None:
        """Note one complaint."""
        self.complaints.append(f"{path}: {words}")

    def assert_clean(self) -> None:
        """Fail the test when there was any complaint."""
        assert not self.complaints, "\n".join(self.complaints[:20])

    def _headings(self, path: str, nodes: list[Element]) -> None:
        headings = [text_of(node) for node in nodes if node.tag == "h1"]
        title = next((text_of(node) for node in nodes if node.tag == "title"), "")
        if len(headings) != 1:
            self.complain(path, f"{len(headings)} h1 elements")
        elif not title.removeprefix("Error: ").startswith(headings[0]):
            self.complain(path, f"the title {title!r} does not start with the heading {headings[0]!r}")

    def _ids(self, path: str, nodes: list[Element]) -> None:
        ids = [node.get("id") for node in nodes if node.get("id")]
        for twice in {one for one in ids if ids.count(one) > 1}:
            self.complain(path, f"the id {twice} stands twice")
        for node in nodes:
            target = node.get("href") or ""
            if target.startswith("#") and len(target) > 1 and target[1:] not in ids:
                self.complain(path, f"the link {target} leads nowhere")
            for name in (node.get("aria-describedby") or "").split():
                if name not in ids:
                    self.complain(path, f"aria-describedby {name} is not on the page")

    def _controls(self, path: str, nodes: list[Element]) -> None:
        labelled = {node.get("for") for node in nodes if node.tag == "label"}
        wrapped = {id(child) for node in nodes if node.tag == "label" for child in node.iter()}
        for node in nodes:
            if node.tag in ("input", "select", "textarea") and node.get("type") not in TEXTLESS:
                named = node.get("id") in labelled or id(node) in wrapped or node.get("aria-label")
                if not named and not node.get("aria-labelledby"):
                    self.complain(path, f"a field without a label: {node.get('name')}")
            if node.tag == "form" and node.get("novalidate") is None:
                for field in node.iter():
                    if field.get("type") in JUDGED or field.get("required") is not None:
                        self.complain(
                            path, f"the browser judges {field.get('name')} before we can: novalidate"
                        )


def text_of(node: Element) -> str:
    """Return the text of an element with spaces folded."""
    return " ".join("".join(node.itertext()).split())
