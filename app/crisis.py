"""Words of self-harm in what somebody has written, and who listens: the one list of both.

A pure check that errs on the side of asking: it makes us show an offer and let a person look, and decides nothing. It
says nothing of what somebody means, and a phrase that is missing here proves nothing. Capitals, curly apostrophes,
marks and spaces are seen through; "not" is not looked for, because "I do not want to kill myself" is worth an offer.
"""

import re
import unicodedata
from dataclasses import dataclass

_SELF = r"my ?self"
_PHRASES = (
    rf"kill(?:ed|ing)? {_SELF}", r"kill me now", r"suicid(?:e|al|ality)", r"tak(?:e|ing) my (?:own )?life",
    rf"end(?:ing)? (?:my (?:own )?life|it all|{_SELF})", r"self ?-? ?harm(?:s|ing|ed)?",
    rf"(?:want|wants|wanted|need|urge|urges|going|tempted) to (?:hurt|harm|cut|injure|burn) {_SELF}",
    rf"(?:hurting|harming|cutting|burning) {_SELF}", rf"(?:hang|shoot|drown|poison) {_SELF}",
    r"(?:want|wants|wanted|wish|wished|long|ready|rather) (?:to die|to be dead|i was dead|i were dead)",
    r"wish(?:ed)? (?:that )?i(?:'d| had)? (?:never|not) (?:been born|woken up|woke up)",
    r"better off (?:dead|without me)", r"(?:life|it) isn'?t worth living", r"not worth living", r"never wake up again",
    r"(?:no|any|a) (?:reason|point|will) (?:to|in) (?:live|living|go on|going on|being alive)",
    r"(?:do not|don'?t|no longer) (?:really )?want to (?:live|be alive|be here any ?more|exist|wake up|go on)",
    r"(?:cannot|can ?not|can'?t) (?:go on|carry on|live|go on living) (?:like this any|any) ?(?:more|longer)",
    r"(?:cannot|can ?not|can'?t) (?:go on|go on living|live) like this", r"(?:sleep|asleep) and (?:not|never) wake up",
    r"(?:take|took|taking|taken|plan|planning) an overdose", r"overdos(?:e|ed|ing) on", r"jump(?:ing)? off a bridge",
    r"(?:plan|plans|way|ways|how|means) to (?:die|end it)", r"unaliv(?:e|ing)", r"kms",
)  # fmt: skip
_phrase = re.compile(r"(?<![a-z])(?:" + "|".join(_PHRASES) + r")(?![a-z])")
_MARKS = re.compile(r"[*_`~#>\"\u00ad\u200b-\u200f\u2060\ufeff]+")


@dataclass(frozen=True, kw_only=True)
class Helpline:
    """Somebody who listens: where, who, and the number as it is spoken."""

    country: str
    name: str
    number: str
    hint: str

    @property
    def dial(self) -> str:
        """The number for a tel: link."""
        return self.number.replace(" ", "")


#: few, and certain: whoever adds a line has read its number on the line's own site
HELPLINES = (
    Helpline(country="Ireland and the UK", name="Samaritans", number="116 123", hint="free, at any hour"),
    Helpline(country="USA and Canada", name="988", number="988", hint="free, at any hour, call or text"),
)
EMERGENCY = (
    Helpline(country="Ireland and the rest of Europe", name="Emergency", number="112", hint=""),
    Helpline(country="Ireland and the UK", name="Emergency", number="999", hint=""),
    Helpline(country="USA and Canada", name="Emergency", number="911", hint=""),
)
ELSEWHERE = ("findahelpline.com", "https://findahelpline.com/")


def find_crisis(text: str) -> list[str]:
    """Return the phrases that a person has to look at, each once, in their order; takes linear time."""
    plain = unicodedata.normalize("NFKC", text).casefold().replace("\u2019", "'").replace("\u2018", "'")
    plain = " ".join(_MARKS.sub("", plain).split())
    return list(dict.fromkeys(found.group() for found in _phrase.finditer(plain)))
