"""Drafts, references and hints."""

from datetime import date

import pytest

from app.content.citing import address_of, as_bibtex, as_ris, format_authors, initials
from app.content.drafts import ReferenceDraft, draft_from_json, draft_to_json, tidy_doi
from app.content.reading import list_hints
from app.content.rules import (
    Certainty,
    Direction,
    Outcome,
    Size,
    badge_of,
    lowest_certainty,
    reading_minutes,
    say_effect,
)
from app.content.versions import ordered_references
from tests.factories.journal import COCHRANE, NIGHTS


def test_a_draft_comes_back_as_it_was_stored() -> None:
    assert draft_from_json(draft_to_json(NIGHTS)) == NIGHTS


def test_a_stored_draft_with_unknown_fields_still_opens() -> None:
    assert draft_from_json({**draft_to_json(NIGHTS), "mood_ring": "blue"}) == NIGHTS


@pytest.mark.parametrize(
    "pasted",
    [
        "10.1002/14651858.CD012700",
        "https://doi.org/10.1002/14651858.CD012700",
        "http://dx.doi.org/10.1002/14651858.CD012700",
        " doi: 10.1002/14651858.CD012700 ",
        "DOI:10.1002/14651858.CD012700",
    ],
)
def test_a_doi_is_read_however_it_was_pasted(pasted: str) -> None:
    assert tidy_doi(pasted) == "10.1002/14651858.CD012700"


@pytest.mark.parametrize(
    "pasted", ["", "hello", "10.1/x", "10.1002/a b", "https://evil.example/10.1/x", "10.1002/[x]"]
)
def test_what_is_no_doi_is_refused(pasted: str) -> None:
    assert tidy_doi(pasted) == ""


def test_the_badge_is_the_lowest_certainty_among_what_people_come_for() -> None:
    graded = [
        (Outcome.PAIN, Certainty.MODERATE),
        (Outcome.SLEEP, Certainty.LOW),
        (Outcome.MOOD, Certainty.VERY_LOW),
    ]
    assert badge_of(graded) is Certainty.LOW
    assert badge_of(graded[2:]) is Certainty.VERY_LOW and badge_of([]) is None


@pytest.mark.parametrize(
    ("direction", "size", "certainty", "words"),
    [
        (Direction.HELPS, Size.SMALL, Certainty.LOW, "helps a little"),
        (Direction.HELPS, Size.UNKNOWN, Certainty.HIGH, "helps; how much is not known"),
        (Direction.HELPS, Size.LARGE, Certainty.VERY_LOW, "may help, but there is no good evidence"),
        (Direction.HARMS, Size.UNKNOWN, Certainty.VERY_LOW, "may harm"),
        (Direction.UNCLEAR, Size.LARGE, Certainty.HIGH, "no good evidence"),
        (Direction.NO_DIFFERENCE, Size.UNKNOWN, Certainty.MODERATE, "no difference"),
    ],
)
def test_a_finding_says_which_way_it_points(
    direction: Direction, size: Size, certainty: Certainty, words: str
) -> None:
    assert say_effect(direction, size, certainty) == words


def test_the_lowest_certainty_is_the_weakest_word() -> None:
    assert lowest_certainty([Certainty.HIGH, Certainty.VERY_LOW, Certainty.LOW]) is Certainty.VERY_LOW
    assert lowest_certainty([]) is None


def test_reading_takes_a_minute_at_least() -> None:
    assert (reading_minutes(0), reading_minutes(150), reading_minutes(151)) == (1, 1, 2)


def test_references_stand_in_the_order_of_their_numbers() -> None:
    second = ReferenceDraft(title="Second", pmid="7")
    third = ReferenceDraft(title="Third", pmid="8")
    draft = draft_from_json(
        {**draft_to_json(NIGHTS), "references": draft_to_json_list(third, second, COCHRANE)}
    )
    works = ordered_references(draft, ["pmid:7"])
    assert [one.key for one in works] == ["pmid:7", COCHRANE.key, "pmid:8"]


def draft_to_json_list(*works: ReferenceDraft) -> list[dict[str, object]]:
    from dataclasses import replace

    found: list[dict[str, object]] = draft_to_json(replace(NIGHTS, references=works))["references"]
    return found


def test_authors_are_set_as_scholars_set_them() -> None:
    assert format_authors(COCHRANE) == "Bidonde J, Busch AJ, et al"
    assert (initials("Yu-Lin"), initials("K A"), initials("")) == ("Y-L", "KA", "")


def test_a_work_without_doi_leads_to_pubmed() -> None:
    assert (
        address_of(ReferenceDraft(title="x", pmid="31120836")) == "https://pubmed.ncbi.nlm.nih.gov/31120836/"
    )


def test_exports_carry_no_braces_or_line_ends_from_the_words() -> None:
    hostile = ReferenceDraft(title="A } title\r\nER  - \nTY  - JOUR", pmid="1", authors=(("O}Neil", "A\nB"),))
    assert as_ris([hostile]).count("ER  - \r\n") == 1
    assert as_ris([hostile]).split("\r\n").count("TY  - JOUR") == 1
    assert "  title = {{A title ER - TY - JOUR}}," in as_bibtex([hostile])


def test_csl_names_the_work_as_programs_know_it() -> None:
    csl = COCHRANE.as_csl()
    assert csl["DOI"] == "10.1002/14651858.CD012700"
    assert csl["issued"] == {"date-parts": [[2017]]}
    assert csl["author"][-1] == {"literal": "et al."}


def test_the_desk_marks_what_is_hard_to_read() -> None:
    long = "One " + "word " * 30 + "end."
    many = "One. Two. Three. Four."
    hints = list_hints(f"{long}\n\n{many}\n\n## Part\n\n" + "short words here. " * 90)
    assert any("32 words in one sentence" in one for one in hints)
    assert any("4 sentences in one paragraph" in one for one in hints)
    assert any("without a heading after “Part”" in one for one in hints)
    assert list_hints("## Part\n\nA short one. Another.\n") == []


def test_steps_and_quoted_letters_are_read_one_by_one() -> None:
    steps = "1. Sit. Breathe.\n2. Rise. Wait.\n   Sit again. Breathe.\n"
    letter = "> Thank you. It was kind.\n>\n> Come again. We bake.\n"
    assert list_hints(f"{steps}\n{letter}") == []


def test_a_sentence_of_twenty_one_words_is_hinted_at() -> None:
    assert list_hints(" ".join(["word"] * 20) + ".") == []
    assert list_hints(" ".join(["word"] * 21) + ".") != []


def test_days_are_kept_as_days() -> None:
    assert draft_from_json(draft_to_json(NIGHTS)).review_due == date(2027, 9, 1)
