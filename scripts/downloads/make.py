"""Make the demo's PDF and EPUB from Markdown: `python -m scripts.downloads.make` (needs Chromium, as the tests do)."""

import html
import shutil
import zipfile
from pathlib import Path

from markdown_it import MarkdownIt

HERE = Path(__file__).parent
OUT = HERE.parents[1] / "app" / "demo" / "files"
TITLE, SLUG = "Pacing in practice", "pacing-in-practice"
STYLE = """
@page { size: A5; margin: 16mm 15mm; }
body { font: 11.5pt/1.5 "DejaVu Sans", Arial, sans-serif; color: #23272b; text-align: left; }
h1 { font-size: 24pt; line-height: 1.2; margin: 0 0 6mm; }
h2 { font-size: 17pt; line-height: 1.25; margin: 0 0 5mm; break-before: page; }
p { margin: 0 0 4mm; orphans: 3; widows: 3; }
hr { border: 0; border-top: 1px solid #ddd5c7; margin: 6mm 0; }
"""
PAGE = (
    '<!doctype html>\n<html xmlns="http://www.w3.org/1999/xhtml" lang="en" xml:lang="en"><head><meta charset="utf-8"/>'
    "<title>{title}</title><style>{style}</style></head><body>{body}</body></html>\n"
)
CONTAINER = (
    '<?xml version="1.0"?>\n<container version="1.0" xmlns="urn:oasis:names:tc:opendocument:xmlns:container">\n'
    '<rootfiles><rootfile full-path="book.opf" media-type="application/oebps-package+xml"/></rootfiles></container>\n'
)
PACKAGE = """<?xml version="1.0" encoding="utf-8"?>
<package xmlns="http://www.idpf.org/2007/opf" version="3.0" unique-identifier="id" xml:lang="en">
<metadata xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:identifier id="id">soft-hours-{slug}</dc:identifier>
<dc:title>{title}</dc:title><dc:language>en</dc:language><dc:creator>Soft Hours</dc:creator>
<meta property="dcterms:modified">2026-11-26T00:00:00Z</meta>
<meta property="schema:accessMode">textual</meta><meta property="schema:accessibilityHazard">none</meta></metadata>
<manifest><item id="text" href="text.xhtml" media-type="application/xhtml+xml"/>
<item id="nav" href="nav.xhtml" media-type="application/xhtml+xml" properties="nav"/></manifest>
<spine><itemref idref="text"/></spine></package>
"""


def main() -> None:
    """Write both files."""
    source = (HERE / "pacing_in_practice.md").read_text()
    headings = [line.removeprefix("## ") for line in source.splitlines() if line.startswith("## ")]
    body = MarkdownIt("commonmark", {"xhtmlOut": True}).render(source)
    for number, words in enumerate(headings, start=1):
        body = body.replace(
            f"<h2>{html.escape(words)}</h2>", f'<h2 id="part-{number}">{html.escape(words)}</h2>'
        )
    OUT.mkdir(exist_ok=True)
    make_book(body, headings)
    make_pdf(PAGE.format(title=TITLE, style=STYLE, body=body))


def make_book(body: str, headings: list[str]) -> None:
    """Write the EPUB: the text as it is, in the reader's own type, and a list of its parts."""
    links = "".join(
        f'<li><a href="text.xhtml#part-{number}">{html.escape(words)}</a></li>'
        for number, words in enumerate(headings, start=1)
    )
    nav = f'<nav xmlns:epub="http://www.idpf.org/2007/ops" epub:type="toc"><h1>Contents</h1><ol>{links}</ol></nav>'
    with zipfile.ZipFile(OUT / f"{SLUG}.epub", "w") as book:
        book.writestr(entry("mimetype", zipfile.ZIP_STORED), "application/epub+zip")
        for name, words in {
            "META-INF/container.xml": CONTAINER,
            "book.opf": PACKAGE.format(slug=SLUG, title=TITLE),
            "text.xhtml": PAGE.format(title=TITLE, style="", body=body),
            "nav.xhtml": PAGE.format(title="Contents", style="", body=nav),
        }.items():
            book.writestr(entry(name, zipfile.ZIP_DEFLATED), words)


def entry(name: str, how: int) -> zipfile.ZipInfo:
    """Return an entry with a fixed date, so that the same source makes the same book."""
    info = zipfile.ZipInfo(name, date_time=(2026, 11, 26, 0, 0, 0))
    info.compress_type = how
    return info


def make_pdf(page: str) -> None:
    """Print the page as a tagged PDF with an outline."""
    from playwright.sync_api import sync_playwright

    system = next((found for name in ("chromium", "google-chrome") if (found := shutil.which(name))), None)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=system, args=["--no-sandbox"])
        sheet = browser.new_page()
        sheet.set_content(page)
        sheet.pdf(path=str(OUT / f"{SLUG}.pdf"), prefer_css_page_size=True, tagged=True, outline=True)
        browser.close()


if __name__ == "__main__":
    main()
