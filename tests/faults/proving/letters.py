"""What must hold of letters between the books, the mail server and what readers were told (E1 to E4)."""

from collections import Counter
from collections.abc import Sequence
from datetime import UTC, datetime

from tests.faults.proving.books import Books, Row
from tests.faults.proving.giving import cards_told
from tests.faults.proving.judge import UNCERTAIN, Finding
from tests.faults.proving.readers import Reader, Readers
from tests.support.mail import text_of
from tests.support.smtp import SmtpServer

WORKERS = ("worker", "database")  # whose end may leave copies in `sending`
ENDS = ("accepted", "rejected", "uncertain", "withheld")


def judge_letters(books: Books, post: SmtpServer, readers: Readers, killed: dict[str, int]) -> list[Finding]:
    """Return what does not hold."""
    copies = books.rows(
        "SELECT d.id, d.campaign_id, d.subscriber_id, d.state, d.sending_at, s.email, c.audience, c.content"
        " FROM deliveries d JOIN subscribers s ON s.id = d.subscriber_id JOIN campaigns c ON c.id = d.campaign_id"
    )
    titles = readers.titles
    with post.lock:
        taken = [(to, text_of(message), str(message["Message-ID"])) for to, message in post.messages]
    return [
        finding("E1", "each of an audience has one copy, and it has ended", len(copies), audiences(copies, killed)),
        finding("E2", "nothing starts after a stop was answered", *after_stops(copies, readers.people)),
        finding("E4", "what was accepted has arrived, no other", len(copies), arrivals(copies, taken, titles)),
        finding("E4", "no mail has gone out twice", len(taken), twice(taken)),
        finding("G3", "the code of each bought gift card came once", *cards_told(books, post, UNCERTAIN)),
        finding("E3", "who asked, confirmed or stopped is on or off the list", *standing(books, readers.people)),
    ]  # fmt: skip


def finding(code: str, rule: str, looked_at: int, problems: Sequence[str]) -> Finding:
    """Return a rule with what was found."""
    return Finding(code=code, rule=rule, looked_at=looked_at, problems=tuple(problems))


def audiences(copies: list[Row], killed: dict[str, int]) -> list[str]:
    """E1: as many copies as people, nobody twice, each at an end; what a kill left in `sending` is named so later."""
    problems = []
    for campaign in {row["campaign_id"] for row in copies}:
        mine = [row for row in copies if row["campaign_id"] == campaign]
        people = {row["subscriber_id"] for row in mine}
        if not len(people) == len(mine) == mine[0]["audience"]:
            problems.append(
                f"campaign {campaign}: {mine[0]['audience']} people, {len(mine)} copies for {len(people)}"
            )
    left = [row for row in copies if row["state"] not in ENDS]
    may_be = sum(killed.get(one, 0) for one in WORKERS)
    if len(left) > may_be or any(row["state"] != "sending" for row in left):
        problems += [f"copy {row['id']} is {row['state']}" for row in left]
    return problems


def after_stops(copies: list[Row], people: list[Reader]) -> tuple[int, list[str]]:
    """E2: by the site's clock, which stands still against the machine's while letters go out."""
    stopped = {one.email: one.stopped_at for one in people if one.stopped_at}
    mine = [row for row in copies if row["email"] in stopped and row["sending_at"]]
    return len(stopped), [
        f"copy {row['id']} started at {row['sending_at']}, its reader had stopped at {stopped[row['email']]}"
        for row in mine
        if moment(row["sending_at"]) > (stopped[row["email"]] or datetime.now(UTC))
    ]


def moment(stored: object) -> datetime:
    """Return a moment as SQLite or PostgreSQL keeps it; both keep UTC."""
    found = stored if isinstance(stored, datetime) else datetime.fromisoformat(str(stored))
    return found if found.tzinfo else found.replace(tzinfo=UTC)


def arrivals(copies: list[Row], taken: list[tuple[str, str, str]], titles: list[str]) -> list[str]:
    """E4: one mail for each accepted copy, at most one for each uncertain one, none for the rest."""
    came = Counter((to, next((one for one in titles if one in text), "")) for to, text, _ in taken)
    problems = []
    for row in copies:
        title = next((one for one in titles if one in str(row["content"])), "")
        count = came[row["email"], title] if title else 1
        least, most = {"accepted": (1, 1), "uncertain": (0, 1), "sending": (0, 1)}.get(row["state"], (0, 0))
        if title and not least <= count <= most:
            problems.append(f"copy {row['id']} is {row['state']} and arrived {count} times")
    return problems


def twice(taken: list[tuple[str, str, str]]) -> list[str]:
    """E4: what may have been handed over is left to staff, not sent again; a mail keeps its Message-ID."""
    counts = Counter((to, identity) for to, _, identity in taken)
    return [f"{identity} came {count} times to {to}" for (to, identity), count in counts.items() if count > 1]


def standing(books: Books, people: list[Reader]) -> tuple[int, list[str]]:
    """E3: whoever confirmed is on the list, and whoever stopped is off it; a stop without an answer may be either."""
    states = {row["email"]: row["state"] for row in books.rows("SELECT email, state FROM subscribers")}
    wanted = {
        one.email: "unsubscribed" if one.stopped_at else "confirmed"
        for one in people
        if one.stop_url and (one.stopped_at or not one.has_pressed)
    }
    return len(wanted), [
        f"{email} is {states.get(email)}, not {state}"
        for email, state in wanted.items()
        if states.get(email) != state
    ]
