"""The form for a comment: reading the answers, and the words that the page shows."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from flask_login import current_user
from werkzeug.datastructures import MultiDict

from app.clock import utcnow
from app.comments.posting import NewComment
from app.comments.rules import CURRENT_WORDING, WORDINGS, Purpose
from app.comments.words import WordsRefused, check_words, tidy_name, tidy_text
from app.newsletter.addresses import Address, parse_address
from app.newsletter.errors import AddressNotUsable
from app.settings.queries import load_settings
from app.web.form_age import is_too_young, stamp_form

HONEYPOT = "website"  # people do not see it; programs fill it in
OURS = ("The editors", "Editor", "Editors", "Moderator", "Admin", "Administrator", "Staff")
FORM = "comment form"
TOO_QUICK = "That was very quick. Look at your words once more, then press the button again."
OFTEN = "That is a lot at once. Your words are still here; wait a few minutes, then press the button again."
MUST_AGREE = "Tick the box if your name and your words may stand on the page."


@dataclass(frozen=True, kw_only=True)
class Answers:
    """What was sent, checked for shape only; `problem` is what stands in no field."""

    name: str = ""
    email: str = ""
    text: str = ""
    answers: int | None = None
    wants_answers: bool = False
    agreed: bool = False
    wording: str = CURRENT_WORDING
    stamp: str = ""
    is_program: bool = False
    errors: Mapping[str, str] = field(default_factory=dict)
    address: Address | None = None

    def to_comment(self, article_id: int) -> NewComment:
        """Return the answers for the action; only without errors."""
        if self.address is None:
            raise AddressNotUsable
        return NewComment(
            article_id=article_id,
            answers=self.answers,
            address=self.address,
            name=self.name,
            text=self.text,
            wants_answers=self.wants_answers,
            wording=self.wording,
            form=FORM,
            is_signed_in=current_user.is_authenticated,
            by_staff=current_user.is_authenticated and current_user.is_staff,
        )


def new_answers(answers: int | None) -> Answers:
    """Return an empty form; who is signed in finds their name in it."""
    name = current_user.name if current_user.is_authenticated else ""
    return Answers(name=name, answers=answers, stamp=stamp_form(utcnow()))


def read_answers(sent: MultiDict[str, str]) -> Answers:
    """Read the form; `errors` maps a field to the sentence that stands beside it. A good stamp is kept."""
    now = utcnow()
    name, text = tidy_name(sent.get("name", "")), tidy_text(sent.get("text", ""))
    stamp, address = sent.get("seen", ""), None
    errors: dict[str, str] = {}
    try:
        check_words(name, text, reserved=() if is_staff() else (*OURS, load_settings().name))
    except WordsRefused as refusal:
        errors |= refusal.errors
    email = current_user.email if current_user.is_authenticated else sent.get("email", "")[:320]
    try:
        address = parse_address(email)
    except AddressNotUsable as refused:
        errors["email"] = refused.sentence
    if sent.get("agreed") != "yes":
        errors["agreed"] = MUST_AGREE
    if not errors and is_too_young(stamp, now=now):
        errors["text"] = TOO_QUICK
    to, wording = sent.get("to", ""), sent.get("wording", "")
    return Answers(
        name=name or sent.get("name", ""),
        email=email,
        text=text or sent.get("text", ""),
        answers=int(to) if to.isascii() and to.isdigit() and len(to) < 16 else None,
        wants_answers=sent.get("wants_answers") == "yes",
        agreed=sent.get("agreed") == "yes",
        wording=wording if (Purpose.PUBLISH, wording) in WORDINGS else CURRENT_WORDING,
        stamp=stamp if not is_too_young(stamp, now=now) else stamp_form(now),
        is_program=bool(sent.get(HONEYPOT)),
        errors={key: errors[key] for key in ("text", "name", "email", "agreed") if key in errors},
        address=address,
    )


def is_staff() -> bool:
    """Say whether a member of staff is signed in."""
    return bool(current_user.is_authenticated and current_user.is_staff)
