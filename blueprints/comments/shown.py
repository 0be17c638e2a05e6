"""Comments with their answers as pages show them, and the words around a form."""

from typing import Any

from flask import url_for

from app.comments.queries import CommentView, Thread
from app.comments.rules import WORDINGS, Purpose
from app.crisis import ELSEWHERE, EMERGENCY, HELPLINES
from blueprints.blog.discussion import comment_arguments

Arguments = dict[str, Any]


def thread_arguments(thread: Thread, slug: str, *, is_open: bool) -> Arguments:
    """Return one comment and its first answers, with the address of the rest where there are more."""
    more = thread.count - len(thread.answers)
    return {
        "first": _with_doors(thread.first, slug, is_open=is_open),
        "answers": [_with_doors(one, slug, is_open=is_open) for one in thread.answers],
        "more": more,
        "url": url_for("comments.show_thread", slug=slug, comment_id=thread.first.id),
    }


def agreed_words(purpose: Purpose, wording: str) -> str:
    """Return the sentence beside a box."""
    return WORDINGS[purpose, wording]


def offer(said: str) -> dict[str, object]:
    """Return the lines of those who listen, where there is a reason to show them."""
    care = said == "care"
    return {"helplines": HELPLINES if care else (), "emergency": EMERGENCY, "elsewhere": ELSEWHERE}


def _with_doors(view: CommentView, slug: str, *, is_open: bool) -> Arguments:
    answer = url_for("comments.write", slug=slug, to=view.id) if is_open else None
    report = url_for("comments.report", slug=slug, comment_id=view.id)
    return comment_arguments(view, answer_url=answer, report_url=report)
