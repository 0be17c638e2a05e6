"""Phrases that turn a comfort into a cure: found near a condition, shown to a person, who decides.

Why: what a shop says about a disease or its symptoms makes the thing a medicine in the eyes of the law
(21 CFR 101.93(g); EU 1169/2011, Article 7(3); UK ASA). A pure check: it warns and never blocks by itself.
"""

import re
from dataclasses import dataclass
from hashlib import sha256

_ACTS = (
    r"treat(?:s|ed|ing|ments?)?", r"cur(?:e|es|ed|ing)", r"reliev(?:e|es|ed|ing)", r"relief", r"heal(?:s|ed|ing)?",
    r"revers(?:e|es|ed|ing)", r"prevent(?:s|ed|ing)?", r"reduc(?:e|es|ed|ing)", r"eas(?:e|es|ed|ing)",
    r"sooth(?:e|es|ed|ing)", r"alleviat(?:e|es|ed|ing)", r"eliminat(?:e|es|ed|ing)", r"banish(?:es|ed|ing)?",
    r"stop(?:s|ped|ping)?", r"end(?:s|ed|ing)?", r"fix(?:es|ed|ing)?", r"fight(?:s|ing)?", r"beat(?:s|ing)?",
    r"combat(?:s|ed|ing)?", r"remed(?:y|ies)", r"therap(?:y|ies|eutic)", r"boost(?:s|ed|ing)?", r"melt(?:s|ed|ing)?",
    r"lower(?:s|ed|ing)?", r"less(?:en|ens|ened|ening)", r"improv(?:e|es|ed|ing)", r"help(?:s|ed|ing)?\s+with",
)  # fmt: skip
_CONDITIONS = (
    r"fibromyalgia", r"fibro", r"(?:chronic\s+)?fatigue", r"pains?", r"painful", r"aches?", r"aching", r"inflammation",
    r"arthritis", r"insomnia", r"migraines?", r"headaches?", r"anxiety", r"depression", r"brain\s+fog", r"symptoms?",
    r"illness(?:es)?", r"diseases?", r"syndromes?", r"flares?", r"flare-ups?", r"stiffness", r"cramps?", r"spasms?",
    r"me/cfs", r"pots", r"neuropathy", r"sciatica", r"tendonitis", r"restless\s+legs", r"immunity", r"sleeplessness",
)  # fmt: skip
_ALWAYS = (
    r"reduces?\s+inflammation", r"anti-?inflammatory", r"pain[\s-]*(?:relief|killer|killing|free)",
    r"fibro(?:\s+|-)?fog\s+fix", r"clinically\s+(?:proven|tested|shown)", r"scientifically\s+proven",
    r"doctor[\s-]recommended", r"detox(?:es|ify|ifies|ifying)?", r"miracle", r"cure-all", r"healing\s+(?:power|energy)",
)  # fmt: skip
NEAR_WORDS = 8
WINDOW = 90
_negated = re.compile(
    r"\b(?:not|never|cannot|nobody|nothing|no|without|\w+n[’']t)\b(?!\s+only\b)(?:\s+[\w’'-]+){0,3}\s*$"
)


def _any_of(patterns: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile(r"(?<![\w-])(?:" + "|".join(patterns) + r")(?![\w])", re.IGNORECASE)


_act, _condition, _always = _any_of(_ACTS), _any_of(_CONDITIONS), _any_of(_ALWAYS)


@dataclass(frozen=True, kw_only=True)
class Claim:
    """One phrase in one sentence; the fingerprint stays while both stay."""

    phrase: str
    sentence: str

    @property
    def fingerprint(self) -> str:
        """What a decision is kept under."""
        return sha256(f"{self.phrase.lower()}|{self.sentence.lower()}".encode()).hexdigest()[:32]


def find_claims(text: str) -> list[Claim]:
    """Return the phrases in `text` that a person has to look at, each once, in their order."""
    found: dict[str, Claim] = {}
    for sentence in _sentences(text):
        for phrase in _phrases(sentence):
            claim = Claim(phrase=phrase[:80], sentence=sentence[:400])
            found.setdefault(claim.fingerprint, claim)
    return list(found.values())


def _sentences(text: str) -> list[str]:
    folded = re.sub(r"[*_`#>]+", "", text)
    parts = re.split(r"(?<=[.?!])\s+|\n+", folded)
    return [" ".join(part.split()) for part in parts if part.strip()]


def _phrases(sentence: str) -> list[str]:
    phrases = dict.fromkeys(match.group() for match in _always.finditer(sentence))
    named = " ".join(phrases).lower()
    for act in _act.finditer(sentence):
        phrase = _claim_around(sentence, act)
        if phrase and act.group().lower() not in named:
            phrases[phrase] = None
    return list(phrases)


def _claim_around(sentence: str, act: re.Match[str]) -> str:
    """Return the act and the nearest condition in its window, or nothing; the window keeps the time linear."""
    before = sentence[max(0, act.start() - WINDOW) : act.start()]
    after = sentence[act.end() : act.end() + WINDOW]
    if _negated.search(before.lower()[-60:]):
        return ""
    follows = _condition.search(after)
    if follows and len(after[: follows.start()].split()) <= NEAR_WORDS:
        return f"{act.group()} … {follows.group()}"
    precedes = list(_condition.finditer(before))
    if precedes and len(before[precedes[-1].end() :].split()) <= NEAR_WORDS:
        return f"{precedes[-1].group()} … {act.group()}"
    return ""
