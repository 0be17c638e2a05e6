"""What staff do with gift cards: issue, adjust and stop them; and what a last day does."""

import secrets
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select

from app.audit.actions import record
from app.credit.errors import NoSuchCard, ValueRefused
from app.credit.ledger import lock_accounts, write_entry
from app.credit.models import DISPUTE, AccountKind, Cause, CreditAccount, Reason
from app.credit.queries import list_over, reserved_of
from app.credit.rules import LENGTH, MOST_VALUE, hash_code, make_code
from app.db import db
from app.money import Money, smallest_step
from app.outbox.actions import enqueue

CARD_MAIL = "gift_card_mail"
ACTED_ON = "credit_account"


@dataclass(frozen=True, kw_only=True)
class Issued:
    """A new account and the code that opens it, which nobody can read again; "" where it had been issued before."""

    account: CreditAccount
    code: str


def issue_card(
    value: int | None, *, currency: str, reason: Reason, key: str, actor: str, now: datetime, today: date,
    secret_key: str, email: str = "", expires_on: date | None = None,
) -> Issued:  # fmt: skip
    """Issue a gift card of this value in minor units and owe its mail where an address is given.

    `key` is the pressed form's own: a second press issues nothing. Raises ValueRefused.
    """
    before = db.session.scalars(select(CreditAccount).where(CreditAccount.key == key)).first()
    if before is not None:
        return Issued(account=before, code="")
    errors = {}
    if value is None or not 0 < value <= MOST_VALUE or value % smallest_step(currency):
        errors["value"] = "Enter a value, such as 25.00."
    if expires_on is not None and expires_on <= today:
        errors["expires_on"] = "The last day is over. Enter a later one, or leave it empty."
    if errors:
        raise ValueRefused(errors)
    issued = open_account(
        AccountKind.GIFT_CARD, currency=currency, email=email, key=key, actor=actor, now=now,
        secret_key=secret_key, expires_on=expires_on,
    )  # fmt: skip
    write_entry(issued.account, value or 0, Cause.ISSUED, actor=actor, now=now, reason=reason.value)
    details = {"amount": value, "currency": currency, "reason": reason.value}
    record("gift_card.issued", actor=actor, subject=(ACTED_ON, issued.account.id), now=now, details=details)
    return issued


def open_account(
    kind: AccountKind, *, currency: str, email: str, key: str, actor: str, now: datetime, secret_key: str,
    expires_on: date | None = None,
) -> Issued:  # fmt: skip
    """Open an empty account and owe the mail with its code where an address is given."""
    salt = secrets.token_hex(16)
    code = make_code(secret_key, salt)
    account = CreditAccount(
        kind=kind, key=key, code_hash=hash_code(code), last_four=code[LENGTH - 4 :], salt=salt if email else "",
        currency=currency, balance_minor=0, email=email.lower() or None, expires_on=expires_on, issued_at=now,
        issued_by=actor,
    )  # fmt: skip
    db.session.add(account)
    db.session.flush()
    record(
        "gift_card.opened", actor=actor, subject=(ACTED_ON, account.id), now=now, details={"kind": kind.value}
    )
    if email:
        data = {"account": account.id, "to": email}
        enqueue(CARD_MAIL, data, now=now, natural_key=f"gift-card:{account.id}")
    return Issued(account=account, code=code)


def replace_code(account: CreditAccount, *, email: str, secret_key: str, now: datetime) -> None:
    """Give a locked account a new code, whose mail is owed to an address; the old one opens nothing any more.

    The old one is stored hashed and nobody can read it again, so a second mail needs a code of its own.
    """
    salt = secrets.token_hex(16)
    code = make_code(secret_key, salt)
    account.salt, account.code_hash, account.last_four = salt, hash_code(code), code[LENGTH - 4 :]
    account.email = email.lower()
    db.session.flush()
    record("gift_card.code_replaced", actor="shopper", subject=(ACTED_ON, account.id), now=now)
    data = {"account": account.id, "to": email}
    enqueue(CARD_MAIL, data, now=now, natural_key=f"gift-card:{account.id}:{account.code_hash[:16]}")


def adjust_card(
    account_id: int, amount: int | None, *, seen_minor: int, reason: Reason, actor: str, now: datetime
) -> None:
    """Add to a card or take from it, in signed minor units; a second press is refused by the balance that was seen.

    Raises ValueRefused, NotCovered.
    """
    account = _locked(account_id)
    if account.balance_minor != seen_minor:
        words = "The balance has changed since you opened this page. Look at it again; nothing was changed."
        raise ValueRefused({"amount": words})
    if not amount or abs(amount) > MOST_VALUE or amount % smallest_step(account.currency):
        raise ValueRefused({"amount": "Enter an amount, such as 5.00, or -5.00 to take something off."})
    if amount > 0 and account.balance_minor + reserved_of(account.id) + amount > MOST_VALUE:
        most = Money(minor=MOST_VALUE, currency=account.currency)
        words = (
            f"A card holds at most {most.decimal} {account.currency}, with what orders have reserved of it."
        )
        raise ValueRefused({"amount": words})
    if account.balance_minor + amount < 0:
        raise ValueRefused({"amount": "There is not that much on this card."})
    write_entry(account, amount, Cause.ADJUSTED, actor=actor, now=now, reason=reason.value)
    details = {"amount": amount, "currency": account.currency, "reason": reason.value}
    record("gift_card.adjusted", actor=actor, subject=(ACTED_ON, account.id), now=now, details=details)


def stop_card(account_id: int, *, actor: str, now: datetime) -> None:
    """Let a card pay nothing new from now; orders that have reserved some of it keep it. Twice is once.

    One that a dispute only holds is stopped for good.
    """
    account = _locked(account_id)
    if account.stopped_at is None or account.stopped_by == DISPUTE:
        account.stopped_at, account.stopped_by = now, actor
        record("gift_card.stopped", actor=actor, subject=(ACTED_ON, account.id), now=now)


def end_old_cards(*, today: date, now: datetime) -> int:
    """Take what is left from cards whose last day is over; one that an order has reserved waits. Returns how many."""
    ids = list_over(today)
    for account in lock_accounts(ids).values():
        if account.balance_minor < 1:
            continue  # an order has reserved it since we looked
        write_entry(account, -account.balance_minor, Cause.EXPIRED, actor="system", now=now)
        record("gift_card.expired", actor="system", subject=(ACTED_ON, account.id), now=now)
    return len(ids)


def _locked(account_id: int) -> CreditAccount:
    account = lock_accounts([account_id]).get(account_id)
    if account is None or account.is_set_off:  # an exchange passes through it, and nobody has a code of it
        raise NoSuchCard
    return account
