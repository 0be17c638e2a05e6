"""Every correction of our articles, newest first: what was wrong, what it says now, and when."""

from flask import render_template, request, url_for

from app.content.correcting import list_corrections
from app.web.page_cache import cached_page
from blueprints.blog.hall import blog

PAGE_SIZE = 50


@blog.get("/corrections/")
@cached_page
def show_corrections() -> str:
    """Show the corrections of articles that readers can see."""
    raw = request.args.get("before", "")
    before = int(raw) if raw.isascii() and raw.isdigit() and len(raw) < 16 else 0
    found = list_corrections(PAGE_SIZE + 1, before=before)
    rows = found[:PAGE_SIZE]
    older = url_for("blog.show_corrections", before=rows[-1][0].id) if len(found) > PAGE_SIZE else None
    return render_template("blog/corrections.html", rows=rows, is_first=not before, older_url=older)
