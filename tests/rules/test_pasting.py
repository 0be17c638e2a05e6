"""What people paste of a work, and that what we hand out can be pasted again."""

import json
import time
from dataclasses import replace

import pytest

from app.content.citing import as_bibtex, as_ris
from app.content.drafts import ReferenceDraft
from app.content.pasting import MOST_SIGNS, MOST_WORKS, read_pasted
from app.content.rules import WorkKind
from tests.factories.journal import COCHRANE

BIBTEX = r"""
@article{garcia2019, author = {Garc{\'\i}a, Ana and M{\"u}ller, Hans and others}, year = 2019,
  title = {{Sleep} \& pain: 50\% of people}, journal = "J. Sleep", volume = {12}, number = {3}, pages = {1--9},
  doi = {10.1000/ABC_d},
}
"""
RIS = (
    "TY  - JOUR\r\nAU  - Li, Xin\r\nTI  - A title\r\nT2  - Pain\r\nPY  - 2017/01/\r\n"
    "SP  - 1\r\nEP  - 5\r\nAN  - 7\r\nER  - \r\n"
)
CSL = json.dumps(
    [{"type": "book", "title": "Rest", "DOI": "10.1000/rest", "issued": {"date-parts": [[2001]]}}]
)
ODD = ReferenceDraft(
    title="Pain & sleep in 5 % of people: a $2 trial of #1 under_scored ~ ^ “quiet” rooms",
    authors=(("Müller-Lyer", "Hans J"), ("World Health Organization", ""), ("O'Neill", "Áine")),
    et_al=True,
    container="Journal of A & B",
    year=1999,
    volume="12",
    issue="3",
    page="e12-e15",
    doi="10.1002/(SICI)1099_0690(199901)1999:1<1::AID-X>3.0.CO;2-#",
    pmid="123456",
)


@pytest.mark.parametrize(
    ("pasted", "key"),
    [
        ("10.1000/xyz", "doi:10.1000/xyz"),
        ("https://doi.org/10.1000/XYZ", "doi:10.1000/xyz"),
        ("doi: 10.1000/xyz.", "doi:10.1000/xyz"),
        ("See Smith (2020), https://dx.doi.org/10.1000/a(b)c).", "doi:10.1000/a(b)c"),
        ("PMID: 123", "pmid:123"),
        ("28636204", "pmid:28636204"),
        ("https://pubmed.ncbi.nlm.nih.gov/28636204/", "pmid:28636204"),
        ("Bidonde J. Aerobic exercise. doi: 10.1000/xyz. PMID: 28636204", "doi:10.1000/xyz"),
    ],
)
def test_a_number_is_known_however_it_was_copied(pasted: str, key: str) -> None:
    read = read_pasted(pasted)
    assert [one.key for one in read.works] == [key] and not read.problems


def test_bibtex_ris_csl_and_numbers_are_read_from_one_box() -> None:
    read = read_pasted(f"10.1000/first, 10.1000/second\n{BIBTEX}{RIS}{CSL}\nPMID 99\n")
    assert not read.problems
    assert [one.key for one in read.works] == [
        "doi:10.1000/first", "doi:10.1000/second", "doi:10.1000/abc_d", "pmid:7", "doi:10.1000/rest", "pmid:99",
    ]  # fmt: skip
    bibtex, ris, csl = read.works[2:5]
    assert bibtex == ReferenceDraft(
        title="Sleep & pain: 50% of people", authors=(("García", "Ana"), ("Müller", "Hans")), et_al=True,
        container="J. Sleep", year=2019, volume="12", issue="3", page="1-9", doi="10.1000/ABC_d",
    )  # fmt: skip
    assert (ris.title, ris.authors, ris.container, ris.year, ris.page) == (
        "A title",
        (("Li", "Xin"),),
        "Pain",
        2017,
        "1-5",
    )
    assert (csl.title, csl.csl_type, csl.year) == ("Rest", "book", 2001)


@pytest.mark.parametrize(
    ("pasted", "sentence"),
    [
        ("doi:10.12/short", "is no DOI"),
        ("https://doi.org/", "is no DOI"),
        ("PMC1234567", "PubMed Central"),
        ("A very good paper that I read", "There is no DOI or PubMed number"),
        ("@article{x, title={never closed", "Are its braces closed"),
        ("TY  - JOUR\nTI  - never ended\n", "Does it end with"),
        ('[{"title": "cut of', "cannot be read to its end"),
        ('{"a": 1}', "is no CSL-JSON of a work"),
        ("@article{x, title={No number}}", "has no DOI and no PubMed number"),
        ("[" * 5000, "cannot be read to its end"),
        ("x" * (MOST_SIGNS + 1), "more than can be read at once"),
    ],
)
def test_what_cannot_be_read_is_said_and_handed_back(pasted: str, sentence: str) -> None:
    read = read_pasted(pasted)
    assert not read.works
    [problem] = read.problems
    assert sentence in problem.sentence and problem.piece


def test_what_is_understood_is_kept_apart_from_what_is_not() -> None:
    read = read_pasted("10.1000/good\nnothing here\n@article{x, title={Oops}\n")
    assert [one.key for one in read.works] == ["doi:10.1000/good"]
    assert read.left == "nothing here\n@article{x, title={Oops}"


def test_a_work_that_is_pasted_twice_is_one() -> None:
    assert len(read_pasted("10.1000/a 10.1000/A\nhttps://doi.org/10.1000/a").works) == 1


def test_no_more_than_a_hundred_works_are_read_at_once() -> None:
    read = read_pasted("\n".join(f"10.1000/{at}" for at in range(MOST_WORKS + 5)))
    assert len(read.works) == MOST_WORKS and len(read.problems) == 5


@pytest.mark.parametrize(
    "work", [ODD, COCHRANE, replace(ODD, csl_type="chapter"), replace(COCHRANE, csl_type="book")]
)
def test_what_is_handed_out_is_read_again_as_it_was(work: ReferenceDraft) -> None:
    same = replace(work, kind=WorkKind.OTHER)
    for text in (as_bibtex([work]), as_ris([work]), json.dumps([work.as_csl()])):
        read = read_pasted(text)
        assert not read.problems and len(read.works) == 1, text
        assert replace(read.works[0], kind=WorkKind.OTHER) == same, text


def test_many_works_are_handed_out_and_read_again() -> None:
    works = [replace(ODD, doi=f"10.1000/{at}", pmid="", title=f"Work {at}") for at in range(40)]
    for text in (as_bibtex(works), as_ris(works), json.dumps([one.as_csl() for one in works])):
        assert [one.title for one in read_pasted(text).works] == [one.title for one in works]


@pytest.mark.parametrize(
    "nest",
    [
        lambda n: "@article{x, title=" + "{" * n,
        lambda n: "@article{" * (n // 9),
        lambda n: "@a{x,t={" + '{\\"u}' * (n // 5) + "}}",
        lambda n: "TY  - JOUR\n" * (n // 11),
        lambda n: "10.1000/" + "(" * n,
        lambda n: "10.1000/a " * (n // 10),
        lambda n: "[" * n,
        lambda n: "doi:" * (n // 4),
    ],
)
def test_a_hostile_text_costs_no_more_than_its_length(nest: object) -> None:
    """SAFETY, class ReDoS: the largest text that is read at all is read within seconds."""
    started = time.perf_counter()
    read_pasted(nest(MOST_SIGNS))  # type: ignore[operator]
    assert time.perf_counter() - started < 5


@pytest.mark.parametrize("pasted", [r'[{"foo": "\ud800"}]', r'[{"\udfff": {"title": "x"}}]', r'["\ud83d"]'])
def test_half_a_character_comes_back_in_a_form_that_a_page_can_hold(pasted: str) -> None:
    read = read_pasted(pasted)
    assert not read.works and len(read.problems) == 1
    assert "\\ud" in read.left
    (read.left + read.problems[0].sentence).encode()


def test_json_that_is_nested_almost_too_deeply_is_handed_back() -> None:
    for depth in range(880, 1000):
        pasted = '{"a":' * depth + "1" + "}" * depth
        assert read_pasted(pasted).problems, depth


def test_an_abbreviation_of_bibtex_is_written_out() -> None:
    read = read_pasted(
        '@string{jos = {Journal of Sleep}}\n@STRING(pain = "Pain")\n'
        "@article{a, title={One}, journal=jos, doi={10.1000/one}}\n"
        "@article{b, title={Two}, journal = pain, doi={10.1000/two}}\n"
    )
    assert [(one.title, one.container) for one in read.works] == [
        ("One", "Journal of Sleep"),
        ("Two", "Pain"),
    ]


def test_many_abbreviations_are_no_burden() -> None:
    strings = "".join(f"@string{{a{n} = {{a{n + 1} # a{n + 1}}}}}\n" for n in range(1500))
    entries = "".join(f"@article{{k{n}, title=a0, doi={{10.1000/{n}}}}}\n" for n in range(60))
    begun = time.process_time()
    read_pasted((strings + entries)[:MOST_SIGNS])
    assert time.process_time() - begun < 10
