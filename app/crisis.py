"""Words of self-harm in what somebody has written, and who listens: the one list of both.

A pure check that errs on the side of asking: it makes us show an offer and let a person look, and decides nothing. It
says nothing of what somebody means, and a phrase that is missing here proves nothing. Capitals, accents, apostrophes of
every shape, dashes, marks, letters of other alphabets that look the same, letters with gaps between them and figures in
their place are seen through; "not" is not looked for, because "I do not want to kill myself" is worth an offer. The
pages are English; a few phrases of other languages stand here because people cry out in their own.
"""

import re
from dataclasses import dataclass

from app.composing import ALIKE, bare_letters

_SELF = r"my ?self"
_PHRASES = (
    rf"kill(?:ed|ing)? ?{_SELF}", r"kill me now", r"su[ia]?i?cid[a-z]*", r"suicde", r"suiside", r"sewer ?slide",
    r"(?:tak(?:e|en|ing)|took) my (?:own )?life", r"self ?(?:harm|injur)[a-z]*", r"kms",
    rf"end(?:ing)? (?:my (?:own )?life|it all|{_SELF})", rf"(?:top|off|neck) {_SELF}", rf"do {_SELF} in",
    rf"(?:want|wants|wanted|need|urge|urges|going|tempted) to (?:hurt|harm|cut|injure|burn) {_SELF}",
    rf"(?:hurting|harming|cutting|burning) {_SELF}", rf"(?:hang|hanging|shoot|drown|poison) {_SELF}",
    r"(?:want|wants|wanted|wanna|wish|wished|long|ready|rather) (?:to )?(?:die|be dead|i was dead|i were dead)",
    r"(?:want|wanted) it all to (?:end|be over|stop)", r"(?:want|wanted) to disappear for ?ever",
    r"wish(?:ed)? (?:that )?i(?:'d| had)? (?:never|not) (?:been born|woken up|woke up)",
    r"better off (?:dead|without me)", r"(?:life|it) isn'?t worth living", r"not worth living", r"never wake up again",
    r"(?:no|any|a) (?:reason|point|will) (?:to|in) (?:live|living|go on|going on|carry on|being alive)",
    r"(?:do not|don'?t|no longer) (?:really )?want to (?:live|be alive|be here any ?more|exist|wake up|go on)",
    r"(?:tired|sick|done) (?:of|with) (?:living|life|being alive)", r"jump(?:ing)? off a bridge",
    r"(?:cannot|can ?not|can'?t) (?:go on|carry on|live|go on living) (?:like this any|any) ?(?:more|longer)",
    r"(?:cannot|can ?not|can'?t) (?:go on|go on living|live) like this", r"(?:sleep|asleep) and (?:not|never) wake up",
    r"(?:take|took|taking|taken|plan|planning) an overdose", r"overdos(?:e|ed|ing) on", r"unaliv(?:e|ed|ing)",
    r"(?:plan|plans|way|ways|how|means) to (?:die|end it)", r"(?:in front of|under) a (?:train|bus|lorry|tram)",
    # German
    r"selbst ?mord[a-z]*", r"suizid[a-z]*", r"(?:mich|mir) (?:selbst )?(?:um(?:zu)?bringen|(?:zu )?toten|zu ritzen)",
    r"(?:mir|mein) (?:das )?leben (?:zu )?(?:nehmen|beenden)", r"(?:nicht|nimmer) mehr leben",
    r"(?:will|mochte|wollte) (?:nur (?:noch )?)?sterben",
    # French, Spanish, Portuguese, Italian
    r"me tuer", r"fin a mes jours", r"(?:envie de|veux|voudrais) mourir", r"plus envie de vivre", r"matarme",
    r"(?:quiero|quisiera|ganas de) morir(?:me)?", r"quitarme la vida", r"no quiero (?:seguir )?(?:vivir|viviendo)",
    r"me matar", r"(?:quero|queria) morrer", r"tirar (?:a )?minha (?:propria )?vida", r"(?:voglio|vorrei) morire",
    r"uccidermi", r"ammazzarmi", r"togliermi la vita", r"farla finita",
    # Dutch, Polish, Irish
    r"zelfmoord[a-z]*", r"zelfdoding", r"(?:wil|wou) (?:ik )?(?:dood|niet meer leven)", r"samoboj[a-z]*",
    r"chce umrzec", r"zabic sie", r"me fein a mharu", r"lamh a chur i mo bhas fein",
)  # fmt: skip
#: of writings that are not ours; searched for as they stand
_ELSEWHERE = (
    "самоуб", "суицид", "самогуб", "покончить с собой", "хочу умереть", "хочу померти", "не хочу жить", "убить себя",
    "انتحار", "自杀", "自殺", "死にたい", "आत्महत्या", "자살",
)  # fmt: skip
_phrase = re.compile(r"(?<![a-z])(?:" + "|".join(_PHRASES) + r")(?![a-z])")
_MARKS = dict.fromkeys(map(ord, '*_`~#>"|'))
_between = re.compile("[\u2010-\u2015\u2212-]")
_APOSTROPHES = dict.fromkeys(map(ord, "\u2018\u2019\u201b\u02bc\u02b9\u00b4\u2032\uff07"), "'")
_FIGURES = str.maketrans("1!|034@5$", "iiioeaass")
_figure = re.compile(r"(?<=[a-z])[1!034@5$](?=[a-z])")
_spaced = re.compile(r"(?<![a-z])[a-z](?:[ .,]{1,2}[a-z](?![a-z])){2,}")


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
    plain = _bare(text)
    words = _figure.sub(lambda one: one[0].translate(_FIGURES), plain.translate(ALIKE))
    words = _spaced.sub(lambda one: re.sub("[ .,]", "", one[0]), words)
    found = [one.group() for one in _phrase.finditer(words)]
    return list(dict.fromkeys([*found, *(one for one in _ELSEWHERE if _bare(one) in plain)]))


def _bare(text: str) -> str:
    """Return small letters without accents, dashes and marks, with single spaces."""
    return " ".join(_between.sub(" ", bare_letters(text.translate(_APOSTROPHES)).translate(_MARKS)).split())
