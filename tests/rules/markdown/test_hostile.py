"""Hostile texts: nothing gets through, judged on the tree a browser would build; and nothing takes long."""

import time
from collections.abc import Callable

import html5lib
import pytest

from app.markdown import render_markdown

ALLOWED = {
    "html", "head", "body", "p", "h2", "h3", "h4", "a", "em", "strong", "ul", "ol", "li", "blockquote", "pre", "code",
    "br", "hr", "sup", "table", "thead", "tbody", "tr", "th", "td", "section", "div", "figure", "figcaption",
}  # fmt: skip
ATTRIBUTES = {"href", "rel", "id", "class", "aria-label", "data-label", "start", "data-card", "role", "scope"}
HOSTILE = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "<svg/onload=alert(1)>",
    "<iframe srcdoc='<script>alert(1)</script>'>",
    "<math><mtext></form><form><mglyph><style></math><img src onerror=alert(1)>",
    "<noscript><p title='</noscript><img src=x onerror=alert(1)>'>",
    "<!--><img src=x onerror=alert(1)>-->",
    "<style>*{display:none}</style>",
    "<a href='javascript:alert(1)'>x</a>",
    "[x](javascript:alert(1))",
    "[x](JaVaScRiPt:alert(1))",
    "[x](java\nscript:alert(1))",
    "[x](&#106;avascript:alert(1))",
    "[x](&#x6A;&#x61;vascript:alert(1))",
    "[x](\\javascript:alert(1))",
    "[x](%6aavascript:alert(1))",
    "[x](\x01javascript:alert(1))",
    "[x](data:text/html;base64,PHNjcmlwdD4=)",
    "[x](vbscript:msgbox(1))",
    "[x](file:///etc/passwd)",
    "[x](//evil.example)",
    "[x](/\\evil.example)",
    "<javascript:alert(1)>",
    "[x][1]\n\n[1]: javascript:alert(1)",
    '[x](https://a.example "onmouseover=alert(1) \\"><script>alert(1)</script>")',
    "![x](javascript:alert(1))",
    "![x](https://spy.example/pixel.gif)",
    "```<script>\nalert(1)\n```",
    "``` \"onload=alert(1)\n```",
    "# <img src=x onerror=alert(1)>",
    "|<script>|<b onclick=alert(1)>|\n|-|-|\n|<script>alert(1)</script>|x|",
    ":::note\n<script>alert(1)</script>",
    ":::note onclick=alert(1)\nx\n:::",
    "::product{\"><script>alert(1)</script>}",
    "::product{a",
    "::figure{1|<script>alert(1)</script>}",
    "::figure{1|\" onload=alert(1)}",
    "::figure{javascript:alert(1)}",
    "::video{javascript:alert(1)|x}",
    "::video{https://a.example/\"><script>alert(1)</script>|x}",
    "::video{https://a.example/|<img src=x onerror=alert(1)>}",
    "::video{https://a.example/' onmouseover='alert(1)|x}",
    ":::note\n:::note\n::product{a}\n:::\n<iframe src=//evil.example>",
    "::finding{1}{2}",
    "[@doi:10.1000/\"><script>alert(1)</script>]",
    "[@doi:10.1000/<img/src=x/onerror=alert(1)>]",
    "[^1]\n\n[^1]: <script>alert(1)</script>",
    "^[<script>alert(1)</script>]",
    "a\x00<scr\x00ipt>alert(1)</scr\x00ipt>",
    "&lt;script&gt;alert(1)&lt;/script&gt;",
    "\u2028<script>\u2029alert(1)</script>",
    "<plaintext>",
    "</body></html><script>alert(1)</script>",
    "<base href=https://evil.example>",
    "<form action=https://evil.example><input name=x>",
    "<details open ontoggle=alert(1)>",
]  # fmt: skip


@pytest.mark.parametrize("text", HOSTILE)
def test_only_what_is_allowed_is_in_the_tree(text: str) -> None:
    for variant in (text, f"> {text}", f"- {text}", f"Words {text} words", f"{text}\n\n{text}"):
        root = html5lib.parse(render_markdown(variant).html, namespaceHTMLElements=False)
        for node in root.iter():
            assert node.tag in ALLOWED, node.tag
            assert set(node.attrib) <= ATTRIBUTES, node.attrib
            href = node.get("href")
            assert href is None or is_harmless(href), href


def is_harmless(href: str) -> bool:
    """Say whether a browser would go somewhere decent."""
    if href.startswith("/"):
        return not href.startswith(("//", "/\\"))
    return href.startswith(("#", "https://", "http://", "mailto:", "tel:"))


SHAPES: dict[str, Callable[[int], str]] = {
    "quotes in quotes": lambda n: ">" * n + "a",
    "lists in lists": lambda n: "- " * n + "a",
    "emphasis": lambda n: "*a **b " * n,
    "open brackets": lambda n: "[" * n,
    "half links": lambda n: "[a](<" * n,
    "nested links": lambda n: "[" * n + "a" + "](b)" * n,
    "half pictures": lambda n: "![" * n,
    "ticks": lambda n: " ".join("`" * (i % 200 + 1) for i in range(n // 50)),
    "half autolinks": lambda n: "<http:" * n,
    "long tables": lambda n: "|a|b|\n|-|-|\n" + "|a\n" * n,
    "wide tables": lambda n: "|a" * n + "\n" + "|-" * n + "\n",
    "footnotes": lambda n: "[^1]" * n + "\n\n[^1]: x",
    "footnotes in footnotes": lambda n: "^[" * n,
    "open notes": lambda n: ":::note\n" * n,
    "open directives": lambda n: "::product{" * n,
    "directives": lambda n: "::product{a}\n" * (n // 2),
    "figures": lambda n: "::figure{1|a}\n" * (n // 2),
    "open figures": lambda n: "::figure{1|" * n,
    "videos": lambda n: "::video{https://a.example/?utm_source=x|a}\n" * (n // 4),
    "half videos": lambda n: "::video{https://" * n,
    "notes in notes": lambda n: "".join(":" * (at % 40 + 3) + "note\n" for at in range(n)),
    "stars": lambda n: "*" * n + "a" + "*" * n,
    "stars and lines": lambda n: "*_" * n + "a",
    "half citations": lambda n: "[@doi:10." * n,
    "straight quotes": lambda n: "'\"" * n,
    "entities": lambda n: "&" * n,
    "references": lambda n: "[a]: b\n" * n,
    "quoted lists": lambda n: "> - " * n,
    "headings alike": lambda n: "# a\n" * n,
}


@pytest.mark.parametrize("shape", SHAPES)
def test_twice_the_text_takes_at_most_two_and_a_half_times_as_long(shape: str) -> None:
    make = SHAPES[shape]
    for _attempt in range(5):
        short, long = (best_time(make(n)) for n in (2000, 4000))
        if long <= max(2.5 * short, 0.02):
            return
    pytest.fail(f"{short:.3f} s and {long:.3f} s")


def best_time(text: str) -> float:
    """Return the lesser of two measurements of this process's own time, in seconds."""
    times = []
    for _ in range(2):
        start = time.process_time()
        render_markdown(text)
        times.append(time.process_time() - start)
    return min(times)
