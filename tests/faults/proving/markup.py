"""Reading a page as a robot needs it: forms with their fields, links, the heading."""

from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any
from urllib.parse import urljoin


@dataclass(kw_only=True)
class Field:
    """One input, select or textarea."""

    name: str
    kind: str
    value: str = ""
    is_checked: bool = False
    options: list[str] = field(default_factory=list)


@dataclass(kw_only=True)
class Form:
    """One form: where it goes, its fields in order, its buttons as (name, value, words)."""

    action: str
    method: str
    fields: list[Field] = field(default_factory=list)
    buttons: list[tuple[str, str, str]] = field(default_factory=list)

    def has(self, name: str) -> bool:
        """Say whether a field of this name is there."""
        return any(one.name == name for one in self.fields)

    def filled(self, typed: dict[str, str]) -> list[tuple[str, str]]:
        """Return what is sent: what is typed where a field of that name is, else what the page suggests.

        Check boxes are ticked when `typed` names them; of radio rows the typed, the checked or the first is sent.
        """
        sent: list[tuple[str, str]] = []
        radios: dict[str, list[Field]] = {}
        for one in self.fields:
            if one.kind == "radio":
                radios.setdefault(one.name, []).append(one)
            elif one.kind == "checkbox":
                sent += [(one.name, one.value or "on")] if one.is_checked or one.name in typed else []
            else:
                suggested = one.value or (one.options[0] if one.options else "")
                sent.append((one.name, typed.get(one.name, suggested)))
        for name, rows in radios.items():
            wanted = [row for row in rows if row.value == typed.get(name)] or [
                row for row in rows if row.is_checked
            ]
            sent.append((name, (wanted or rows)[0].value))
        return sent

    def agreed(self) -> list[tuple[str, str]]:
        """Return what is sent when every check box is ticked and the rest stays as the page suggests."""
        return self.filled({one.name: one.value for one in self.fields if one.kind == "checkbox"})


class Reader(HTMLParser):
    """Gathers forms, links and the words of headings and buttons."""

    def __init__(self, url: str) -> None:
        super().__init__(convert_charrefs=True)
        self.url = url
        self.forms: list[Form] = []
        self.links: list[tuple[str, str]] = []
        self.heading = ""
        self.words: list[str] = []
        self._form: Form | None = None
        self._select: Field | None = None
        self._open: list[tuple[str, Any, list[str]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        at = {name: value or "" for name, value in attrs}
        if tag == "form":
            action = urljoin(self.url, at.get("action", "") or self.url)
            self._form = Form(action=action, method=at.get("method", "get").lower())
            self.forms.append(self._form)
        elif tag in ("input", "textarea", "select") and self._form is not None and at.get("name"):
            self._add_field(tag, at)
        elif tag == "option" and self._select is not None:
            self._select.options.append(at.get("value", ""))
            if "selected" in at:
                self._select.value = at.get("value", "")
        elif tag in ("button", "a", "h1"):
            self._open.append((tag, at, []))

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._form = None
        elif tag == "select":
            self._select = None
        elif tag in ("button", "a", "h1") and any(one[0] == tag for one in self._open):
            while self._open:
                name, at, parts = self._open.pop()
                self._close(name, at, " ".join("".join(parts).split()))
                if name == tag:
                    return

    def handle_data(self, data: str) -> None:
        self.words.append(data)
        for _, _, parts in self._open:
            parts.append(data)

    def _add_field(self, tag: str, at: dict[str, str]) -> None:
        kind = at.get("type", "text") if tag == "input" else tag
        found = Field(name=at["name"], kind=kind, value=at.get("value", ""), is_checked="checked" in at)
        assert self._form is not None
        self._form.fields.append(found)
        if tag == "select":
            self._select = found

    def _close(self, name: str, at: dict[str, str], words: str) -> None:
        if name == "h1":
            self.heading = self.heading or words
        elif name == "a":
            self.links.append((urljoin(self.url, at.get("href", "")), words))
        elif self._form is not None and at.get("type", "submit") == "submit":
            self._form.buttons.append((at.get("name", ""), at.get("value", ""), words))


@dataclass(kw_only=True)
class Page:
    """An answer as a person sees it."""

    url: str
    status: int
    html: str
    begins: str = ""  # the first bytes of what is no page

    def __post_init__(self) -> None:
        reader = Reader(self.url)
        reader.feed(self.html)
        reader.close()
        self.forms, self.links, self.heading = reader.forms, reader.links, reader.heading
        self.text = " ".join(" ".join(reader.words).split())

    def form_with(self, *names: str) -> Form | None:
        """Return the first form that has all these fields."""
        return next((one for one in self.forms if all(one.has(name) for name in names)), None)

    def form_saying(self, words: str) -> Form | None:
        """Return the first form with a button that says these words."""
        return next((one for one in self.forms if any(words in button[2] for button in one.buttons)), None)

    def link_to(self, path: str) -> str | None:
        """Return the first link whose address contains `path`."""
        return next((url for url, _ in self.links if path in url), None)
