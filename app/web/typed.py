"""Giving back what was typed into a form that is not taken, so that nothing is lost over it."""

from flask import Response, make_response, render_template, request

_HIDDEN = frozenset({"password", "new_password", "new_password_confirm", "code", "token"})
#: what pages put into their forms to know them by; nobody typed it
_MARKS = frozenset({"revision", "sheet", "serial", "slug_seen", "seen", "edition", "wording", "next"})


def list_typed() -> list[tuple[str, str]]:
    """Return what the form of this request brought, without its secrets, its marks and what is empty."""
    left_out = _HIDDEN | _MARKS
    return [(name, value) for name, value in request.form.items(multi=True) if value and name not in left_out]


def give_typed_back(
    title: str, sentence: str, *, address: str = "/", label: str = "Go to the first page"
) -> Response:
    """Answer 403 with a page that says why and shows everything that was typed, to copy."""
    page = render_template(
        "errors/typed.html", title=title, sentence=sentence, typed=list_typed(), address=address, label=label
    )
    response = make_response(page, 403)
    response.headers["Cache-Control"] = "no-store"
    return response
