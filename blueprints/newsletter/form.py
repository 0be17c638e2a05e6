"""The form that asks for letters, wherever it stands: its words for the macro, its answers for the action."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from flask import url_for
from werkzeug.datastructures import MultiDict

from app.errors import DomainError
from app.newsletter.addresses import Address, parse_address
from app.newsletter.errors import AddressNotUsable, ConsentMissing
from app.newsletter.rules import CONSENT_WORDINGS, CURRENT_WORDING, FREQUENCY_WORDS, Frequency
from app.newsletter.signing_up import SignUpRequest
from app.settings.queries import load_settings

#: what a form calls itself in the consent log
FORMS = {"letters": "letters page", "article": "article page", "home": "first page", "basket": "basket"}
HONEYPOT = "website"  # people do not see this field; programs fill it in


@dataclass(frozen=True, kw_only=True)
class Answers:
    """What was sent, checked for shape only."""

    email: str = ""
    frequency: Frequency = Frequency.ARTICLE
    topics: tuple[str, ...] = ()
    consent: bool = False
    form: str = "letters"
    wording: str = CURRENT_WORDING
    is_program: bool = False
    article_id: int | None = None
    errors: Mapping[str, str] = field(default_factory=dict)
    address: Address | None = None

    def to_request(self) -> SignUpRequest:
        """Return the answers for the action; only without errors."""
        if self.address is None:
            raise AddressNotUsable
        return SignUpRequest(
            address=self.address,
            frequency=self.frequency,
            topics=self.topics,
            form=FORMS[self.form],
            wording=self.wording,
            article_id=self.article_id,
        )


def read_answers(sent: MultiDict[str, str]) -> Answers:
    """Read the form; `errors` maps a field to the sentence that stands beside it."""
    errors: dict[str, str] = {}
    email, address = sent.get("email", "")[:320], None
    try:
        address = parse_address(email)
    except AddressNotUsable as error:
        errors["email"] = error.sentence
    consent = sent.get("consent") == "yes"
    if not consent:
        errors["consent"] = sentence_of(ConsentMissing())
    form, wording, frequency = (sent.get(name, "") for name in ("form", "wording", "frequency"))
    return Answers(
        email=email,
        frequency=Frequency(frequency) if frequency in list(Frequency) else Frequency.ARTICLE,
        topics=tuple(slug[:80] for slug in sent.getlist("topics")[:40]),
        consent=consent,
        form=form if form in FORMS else "letters",
        wording=wording if wording in CONSENT_WORDINGS else CURRENT_WORDING,
        is_program=bool(sent.get(HONEYPOT)),
        article_id=read_article_id(sent.get("article", "")),
        errors=errors,
        address=address,
    )


def read_article_id(raw: str) -> int | None:
    """Return the article a sign-up began beneath, as the form and the mailed link carry it."""
    return int(raw) if re.fullmatch(r"[0-9]{1,12}", raw) else None


def letter_form(
    form: str, answers: Answers | None = None, *, article_id: int | None = None
) -> dict[str, Any]:
    """Return the arguments of the subscribe_form macro for the form of this name ("home", "article", "letters")."""
    given = answers or Answers(form=form, article_id=article_id)
    settings = load_settings()
    return {
        "action": url_for("newsletter.subscribe"),
        "sender": "The editors",
        "postal_address": settings.postal_address,
        "consent": CONSENT_WORDINGS[CURRENT_WORDING],
        "wording": CURRENT_WORDING,
        "form_name": given.form,
        "article_id": given.article_id,
        "email": given.email,
        "email_error": given.errors.get("email"),
        "consent_error": given.errors.get("consent"),
        "consented": given.consent,
        "frequencies": [(one.value, words) for one, words in FREQUENCY_WORDS.items()],
        "frequency": given.frequency.value,
    }


def sentence_of(error: DomainError) -> str:
    """Return an error's sentence."""
    return error.sentence
