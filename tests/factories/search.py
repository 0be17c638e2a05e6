"""Documents and topics for tests of the search; call them with an app context pushed."""

from collections.abc import Sequence

from app.search.actions import put_document
from app.search.rules import Kind
from app.topics.actions import add_topic
from app.topics.queries import find_topic
from tests.factories.catalog import ACTOR, MORNING, writing

TOPICS = (
    ("Sleep", ("insomnia", "unrefreshing sleep", "can't sleep", "pillow", "weighted blanket")),
    ("Brain fog", ("fibro fog", "forgetful", "concentration", "word finding")),
    ("Flares", ("flare-up", "bad day", "everything hurts")),
    ("Pacing and energy", ("fatigue", "spoons", "boom and bust", "ME/CFS")),
    ("Hands and grip", ("opening jars", "grip")),
    ("Warmth and cold", ("heat pad", "cold hands")),
)
#: (kind, title, summary, text, topics)
DOCUMENTS = (
    (Kind.ARTICLE, "Unrefreshing sleep: what is known", "Why a long night may not rest you.",
     "People with fibromyalgia often wake as tired as they lay down.", ("Sleep",)),
    (Kind.ARTICLE, "Brain fog: what research measures", "When words slip away.",
     "Attention and memory were tested five times a day.", ("Brain fog",)),
    (Kind.ARTICLE, "A flare plan on one page", "For the days when everything is louder.",
     "Write it on a good day. Sleep where you can.", ("Flares",)),
    (Kind.ARTICLE, "Pacing without boom and bust", "Keeping a little back.",
     "Exercise a little, rest before you must, and stop while it is easy.", ("Pacing and energy",)),
    (Kind.ARTICLE, "Acupuncture: what the trials show", "Nine trials, read closely.",
     "Sham needles did nearly as well.", ()),
    (Kind.PRODUCT, "Linen weighted blanket", "Weight without heat.",
     "Filled with glass beads. Three weights.", ("Sleep",)),
    (Kind.PRODUCT, "Wide-grip jar opener", "Turns with the whole hand.",
     "Weight: 180 g. One hand is enough.", ("Hands and grip",)),
    (Kind.PRODUCT, "Wheat heat wrap", "Warm for half an hour.", "Two minutes in the microwave.",
     ("Warmth and cold",)),
    (Kind.RESOURCE, "Living with long illness", "A leaflet by a charity.", "Free to download.", ()),
    (Kind.DOOR, "WhatsApp evenings", "A quiet group that talks after supper.", "English.", ()),
    (Kind.PAGE, "Delivery and returns", "How parcels travel.", "Fourteen days to send a thing back.", ()),
)  # fmt: skip


def make_document(
    title: str = "A flare plan on one page",
    *,
    kind: Kind = Kind.ARTICLE,
    subject_id: int = 1,
    summary: str = "For the days when everything is louder.",
    text: str = "Write it on a good day.",
    topics: Sequence[str] = (),
) -> None:
    """Put one document into the index."""
    with writing():
        put_document(
            kind=kind,
            subject_id=subject_id,
            title=title,
            summary=summary,
            url=f"/{kind}/{subject_id}/",
            text=text,
            topics=topics,
            now=MORNING,
        )


def make_small_site() -> None:
    """Put a handful of documents and topics, enough to be looked through."""
    with writing():
        for position, (name, synonyms) in enumerate(TOPICS):
            if find_topic(name) is None:
                add_topic(
                    name=name,
                    summary=f"About {name.lower()}.",
                    synonyms=list(synonyms),
                    position=position,
                    actor=ACTOR,
                    now=MORNING,
                )
        for number, (kind, title, summary, text, topics) in enumerate(DOCUMENTS, start=1):
            make_document(title, kind=kind, subject_id=number, summary=summary, text=text, topics=topics)
