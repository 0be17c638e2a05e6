"""Counting what is read, shown and followed, without a cookie, a script or a write.

A page says what it is by `note_page`. Where it is made for one visitor it is counted at once; where it is kept in front
of Flask, what is to be counted is kept beside it. Both only add to sums in the process, which are written in batches:
at most PAUSE seconds after the first of them, and when the process ends. A process that is killed loses those seconds.
Programs (search engines, monitors, browsers fetching ahead) are left out by what they call themselves, and staff too.
"""

import atexit
import re
from collections import Counter
from collections.abc import Callable, Mapping
from functools import lru_cache
from threading import Lock, Timer
from typing import Any

import structlog
from flask import Flask, Response, current_app, g, request, session
from flask_login import current_user

from app.db import transaction
from app.effect.counting import Followed, Shown, add_seen
from app.web.page_cache import KEPT, MARK, SHOWS
from app.web.security import SESSION_KEY
from app.web.templating import site_today
from app.web.via import own_via

PAUSE = 20.0
_PROGRAM = re.compile(
    r"(?<!cu)bot(?:\b|[/_])|crawl|spider|slurp|scrap|archiv|fetch|monitor|preview|facebookexternalhit|headless|lighthouse"
    r"|curl|wget|python|java/|go-http|okhttp|libwww|httpclient|axios|node|perl|ruby|php|feed|rss|scan|check|index",
    re.IGNORECASE,
)
_log = structlog.get_logger("counting")


class Tally:
    """The sums of one process that are not written yet."""

    def __init__(self, app: Flask) -> None:
        self.app = app
        self.views: Counter[Shown] = Counter()
        self.followed: Counter[Followed] = Counter()
        self.lock = Lock()
        self.pause: float | None = None
        self.timer: Timer | None = None

    def begin(self, pause: float = PAUSE) -> None:
        """Write by itself from now on (a server's process); a test writes when it wants to."""
        self.pause = pause
        atexit.register(self.write)

    def saw(self, shown: Shown) -> None:
        """Count one view of an article and of every edge on its page."""
        with self.lock:
            self.views[shown] += 1
            self._arm()

    def follow(self, followed: Followed) -> None:
        """Count one step along an edge."""
        with self.lock:
            self.followed[followed] += 1
            self._arm()

    def write(self) -> None:
        """Write what is counted, on the site's day; what cannot be written waits for the next time."""
        with self.lock:
            views, followed = self.views, self.followed
            self.views, self.followed, self.timer = Counter(), Counter(), None
        if not views and not followed:
            return
        try:
            with self.app.app_context(), transaction():
                add_seen(views, followed, day=site_today())
        except Exception as error:  # the database is down: the sums wait
            _log.warning("sums could not be written", error=type(error).__name__)
            with self.lock:
                self.views.update(views)
                self.followed.update(followed)

    def _arm(self) -> None:
        if self.pause is not None and self.timer is None:
            self.timer = Timer(self.pause, self.write)
            self.timer.daemon = True
            self.timer.start()


def init_counting(app: Flask) -> None:
    """Count each page that says what it is."""
    app.extensions["tally"] = Tally(app)
    app.after_request(count_page)


def watch_kept(app: Flask) -> Callable[[str, dict[str, Any]], None]:
    """Return what the page cache calls each time it sends a page."""
    tally: Tally = app.extensions["tally"]

    def watch(shows: str, environ: dict[str, Any]) -> None:
        if is_person(environ):
            tally.saw(read_shown(shows))

    return watch


def note_page(kind: str, subject_id: int, edges: tuple[int, ...] = ()) -> None:
    """Say what the page in hand is, and which edges it shows."""
    g.noted = (kind, subject_id, edges)


def count_page(response: Response) -> Response:
    """Count the page that was noted, or write beside it what the page cache shall count (an after_request function)."""
    noted = g.get("noted")
    if noted is None or response.status_code != 200:
        return response
    kind, subject_id, edges = noted
    shown = (subject_id, edges) if kind == "article" else None
    if request.environ.get(KEPT) and MARK in response.headers:
        if shown:
            response.headers[SHOWS] = write_shown(shown)
        return response
    if not is_person(request.environ) or is_ours():
        return response
    tally: Tally = current_app.extensions["tally"]
    came = own_via()
    if came is not None and is_a_step(request.environ):
        tally.follow((came.last, kind, subject_id))
    if shown:
        tally.saw(shown)
    return response


def is_person(environ: Mapping[str, Any]) -> bool:
    """Say whether a request looks like somebody opening a page, by what its headers say."""
    if environ.get("REQUEST_METHOD") != "GET":
        return False
    ahead = environ.get("HTTP_SEC_PURPOSE", "") + environ.get("HTTP_PURPOSE", "")
    if "prefetch" in ahead or environ.get("HTTP_SEC_FETCH_DEST", "document") not in ("document", "iframe"):
        return False
    return not _is_program(environ.get("HTTP_USER_AGENT", "")[:300])


def is_ours() -> bool:
    """Say whether a member of staff is looking; of a visitor without a session nothing is asked."""
    return SESSION_KEY in session and bool(current_user.is_authenticated and current_user.is_staff)


def is_a_deed() -> bool:
    """Say whether what is pressed counts: neither a program's doing nor that of staff."""
    return not _is_program(request.user_agent.string[:300]) and not is_ours()


def is_a_step(environ: Mapping[str, Any]) -> bool:
    """Say whether a page was reached from another of ours: not by a link that was sent on, and not by reloading."""
    if environ.get("HTTP_CACHE_CONTROL", "") in ("max-age=0", "no-cache"):
        return False
    return bool(environ.get("HTTP_SEC_FETCH_SITE", "same-origin") == "same-origin")


def write_shown(shown: Shown) -> str:
    """Return what is kept beside a page: "7:1,2,3"."""
    article_id, edges = shown
    return f"{article_id}:{','.join(map(str, edges))}"


def read_shown(written: str) -> Shown:
    """Return what was kept beside a page."""
    article_id, _, edges = written.partition(":")
    return int(article_id), tuple(int(one) for one in edges.split(",") if one)


@lru_cache(maxsize=4096)
def _is_program(agent: str) -> bool:
    return not agent or _PROGRAM.search(agent) is not None
