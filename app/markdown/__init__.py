"""Texts written in Markdown, turned into safe HTML once, when they are saved.

CommonMark with tables, footnotes, `:::note` callouts, directives on a line of their own (`::product{slug}`,
`::resource{slug}`, `::door{slug}`, `::finding{1}`, `::figure{12|Caption}`, `::video{https://a.example/b|Title}`) and
citations (`[@doi:10.1000/x]`, `[@pmid:1]`). No HTML, no pictures but those. Directives stay in the result as
placeholders, which `fill` turns into cards when a page is shown; a video is a link. Knows no room and no Flask.
"""

from app.markdown.filling import fill
from app.markdown.plainly import render_plainly
from app.markdown.rendering import Heading, Rendered, render_markdown
from app.markdown.typesetting import curl_quotes, plain_words

__all__ = ["Heading", "Rendered", "curl_quotes", "fill", "plain_words", "render_markdown", "render_plainly"]
