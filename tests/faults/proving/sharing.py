"""What many want at one moment though it is there for few: a code with so many uses, and one gift card."""

from dataclasses import dataclass, replace

from tests.faults.proving.books import Books
from tests.faults.proving.cards import CARD_CODE
from tests.faults.proving.errands import Errand, Way
from tests.faults.proving.history import History
from tests.faults.proving.judge import Finding
from tests.faults.proving.markup import Page
from tests.faults.proving.rush import Crowd, rush_of
from tests.faults.proving.staff import Staff
from tests.faults.proving.till import Till
from tests.support.site import Site

CARD_VALUE = 3000  # minor units: more than one small order, less than two


@dataclass(frozen=True, kw_only=True)
class Sharing:
    """How many want how much: `uses` of a code for `attempts`, one card for `hands`."""

    uses: int
    attempts: int
    hands: int


def share(
    site: Site, till: Till, staff: Staff, books: Books, history: History, sharing: Sharing, *, seed: int, slug: str,
    first: int,
) -> list[Finding]:  # fmt: skip
    """Let a crowd use one code, then another crowd one gift card, and count in the books what was given away."""
    code = f"RUSH{seed}"
    add_offer(staff, code, sharing.uses)
    crowd = Crowd(units=sharing.attempts, shoppers=sharing.attempts, wants=(((slug, 1),),))
    staff.count(slug, sharing.attempts + sharing.hands)
    told = rush_of(site, till, history, errands_with(crowd, seed, first, code))
    used = books.number(
        "SELECT count(*) FROM order_offers c JOIN orders o ON o.id = c.order_id"
        " WHERE c.code = :code AND o.paid_minor > 0",
        code=code.lower(),
    )
    problems = list(told.problems)
    if (used, len(told.subjects("paid"))) != (sharing.uses, sharing.attempts):
        problems.append(f"{used} orders had the code, {len(told.subjects('paid'))} were paid")
    findings = [
        Finding(
            code="M4", rule=f"{sharing.attempts} at once with a code of {sharing.uses} uses: {sharing.uses} had it",
            looked_at=sharing.attempts, problems=tuple(problems),
        )
    ]  # fmt: skip
    then = first + sharing.attempts
    return [
        *findings,
        share_card(site, till, staff, books, history, sharing, seed=seed, slug=slug, first=then),
    ]


def share_card(
    site: Site, till: Till, staff: Staff, books: Books, history: History, sharing: Sharing, *, seed: int, slug: str,
    first: int,
) -> Finding:  # fmt: skip
    """Let everybody pay with one card at one moment: all of it is spent, and not a cent twice."""
    code = issue_card(staff)
    crowd = Crowd(units=sharing.hands, shoppers=sharing.hands, wants=(((slug, 1),),))
    told = rush_of(site, till, history, errands_with(crowd, seed, first, code, way=Way.PAYS_BY_CARD))
    spent = books.number(
        "SELECT sum(u.amount_minor) FROM credit_uses u JOIN credit_accounts a ON a.id = u.account_id"
        " WHERE a.last_four = :four AND u.freed_at IS NULL AND u.settled_at IS NOT NULL",
        four=code[-4:],
    )
    problems = list(told.problems)
    bought = len(told.subjects("paid")) + len(told.subjects("paid by gift card alone"))
    if (spent, bought) != (CARD_VALUE, sharing.hands):
        problems.append(f"{spent} were spent of {CARD_VALUE}, {bought} of {sharing.hands} have bought")
    return Finding(
        code="M4", rule=f"{sharing.hands} at once with one gift card: its value is spent once",
        looked_at=sharing.hands, problems=tuple(problems),
    )  # fmt: skip


def errands_with(crowd: Crowd, seed: int, first: int, code: str, *, way: Way = Way.BUYS) -> list[Errand]:
    """Return the errands of a crowd that has a code."""
    return [replace(one, code=code, way=way) for one in crowd.errands(seed, first)]


def add_offer(staff: Staff, code: str, uses: int) -> None:
    """Staff add ten per cent off for whoever has a code, so many times in all."""
    form = staff.open("/staff/offers/new/").form_with("code", "percent")
    assert form is not None
    typed = {
        "name": f"For {uses} orders",
        "code": code,
        "kind": "percent",
        "percent": "10",
        "most_uses": str(uses),
    }
    landed = staff.browser.send(form, form.filled(typed))
    assert landed.heading == "Offers", landed.text[:400]


def issue_card(staff: Staff) -> str:
    """Staff issue a gift card and read its code from the page, this one time."""
    form = staff.open("/staff/gift-cards/new/").form_with("value", "key")
    assert form is not None
    landed: Page = staff.browser.send(form, form.filled({"value": f"{CARD_VALUE / 100:.2f}"}))
    found = CARD_CODE.findall(landed.text)
    assert found, landed.text[:400]
    return str(found[0])
