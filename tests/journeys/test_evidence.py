"""What an article rests on: works pasted in five forms, who wrote and checked it, a correction, a retraction."""

import re
from collections.abc import Iterator
from datetime import date

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.journeys.conftest import open_window, width_of
from tests.journeys.steps import sign_in_as_staff
from tests.journeys.test_writing import BODY, begin, tick_phrases
from tests.support.site import Site

PASTED = """@article{{warm{mark}, author = {{Li, Xin}}, title = {{Warm water {mark}}},
  year = 2019, doi = {{10.1000/warm-{mark}}}}}

TY  - JOUR
AU  - Quinn, Ada
TI  - A stool by the sink {mark}
PY  - 2021
DO  - 10.1000/stool-{mark}
ER  -

[{{"type": "article-journal", "title": "Resting {mark}", "PMID": "{pmid}", "issued": {{"date-parts": [[2020]]}}}}]
"""
WAS, SAYS = "We wrote that a stool of 60 cm fits every sink.", "It fits most."


@pytest.fixture
def staff_page(browser: Browser, running_site: Site, script: bool) -> Iterator[Page]:
    """An editor's window beside the reader's, as wide as that."""
    yield from open_window(browser, running_site, script=script, viewport=width_of(script))


@pytest.mark.postgres
@pytest.mark.timeout(300)
def test_works_are_pasted_cited_corrected_and_found_to_be_retracted(
    own_page: Page, staff_page: Page, running_site: Site, script: bool
) -> None:
    sign_in_as_staff(staff_page, running_site)
    walk(own_page, staff_page, *(("on", "9990001") if script else ("off", "9990002")))


def walk(reader: Page, staff: Page, mark: str, pmid: str) -> None:
    """Go the whole way; `mark` keeps one walk's things from another's on the same site."""
    name = f"Maeve Byrne {mark}"
    add_person(staff, name)
    add_works(staff, mark, pmid)
    address = publish_on_them(staff, mark, name, pmid)
    read_evidence(reader, address, name, mark)
    correct_it(staff, reader, address)
    retract_it(staff, reader, address, mark)


def add_person(staff: Page, name: str) -> None:
    """Give somebody a page, so that they can be named."""
    staff.goto("/staff/contributors/new/")
    staff.get_by_label("Name, as it stands at articles").fill(name)
    staff.get_by_label("What they do").fill("Occupational therapist in Cork")
    staff.get_by_label("Interests").fill("None to declare.")
    staff.get_by_role("button", name="Add them").click()
    expect(staff.get_by_role("link", name=name).first).to_be_visible()


def add_works(staff: Page, mark: str, pmid: str) -> None:
    """Paste BibTeX, RIS and CSL-JSON at once into the library."""
    staff.goto("/staff/references/")
    staff.get_by_label("Paste what you have").fill(PASTED.format(mark=mark, pmid=pmid))
    staff.get_by_role("button", name="Add them").click()
    expect(staff.get_by_text("3 references are in the list.")).to_be_visible()


def publish_on_them(staff: Page, mark: str, name: str, pmid: str) -> str:
    """Paste a DOI and a PubMed number at a desk, cite them, name who wrote and checked, publish; return the address."""
    title = f"What the stool rests on ({mark})"
    desk = begin(staff, title)
    cited = f"{BODY} Warm water helps some [@doi:10.1000/warm-{mark}], and so does rest [@pmid:{pmid}]."
    staff.locator("#body").fill(cited)
    staff.locator("#paste").fill(f"https://doi.org/10.1000/WARM-{mark.upper()}\nPMID: {pmid}")
    staff.get_by_label("Written by").fill(name)
    staff.get_by_label("Checked by").fill(name)
    staff.get_by_label("Read through on").fill(date.today().isoformat())
    staff.get_by_role("button", name="Keep changes").click()
    for work in (f"Warm water {mark}", f"Resting {mark}"):
        expect(staff.locator(".row-group strong", has_text=work)).to_be_visible()
    staff.goto(desk)
    for _ in range(2):
        tick_phrases(staff)
        staff.get_by_role("button", name=re.compile("^Publish")).first.click()
        if "saved=" in staff.url:
            break
    staff.get_by_role("link", name="See what readers see").click()
    return staff.url


def read_evidence(reader: Page, address: str, name: str, mark: str) -> None:
    """Follow a mark to the list, the list to the work's page, and the name to the page of who wrote it."""
    reader.goto(address)
    reader.locator('a[href="#ref-1"]').first.click()
    expect(reader.locator("#ref-1")).to_contain_text(f"Warm water {mark}")
    reader.goto(f"/references/li-2019-warm-water-{mark}/")
    expect(reader.get_by_role("link", name=f"What the stool rests on ({mark})")).to_be_visible()
    reader.goto(address)
    reader.get_by_role("link", name=name).first.click()
    expect(reader.get_by_role("heading", level=1)).to_have_text(name)
    expect(reader.get_by_text("None to declare.")).to_be_visible()
    for heading in ("Has written", "Has checked"):
        expect(reader.get_by_role("heading", name=heading)).to_be_visible()


def correct_it(staff: Page, reader: Page, address: str) -> None:
    """Tell readers what was wrong, by mail too."""
    staff.go_back()
    staff.get_by_role("link", name="Tell readers of a correction").click()
    staff.get_by_label("What it said, and why that was wrong").fill(WAS)
    staff.get_by_label("What it says now").fill(SAYS)
    staff.get_by_label("Write to those who got the article by mail").check()
    staff.get_by_role("button", name="Tell readers").click()
    expect(staff.get_by_text(WAS)).to_be_visible()
    for page in (address, "/corrections/"):
        see(reader, page, WAS)


def retract_it(staff: Page, reader: Page, address: str, mark: str) -> None:
    """Mark a work as retracted: readers are told at the article and at the work, staff to read the article again."""
    staff.goto(f"/staff/references/?words=Warm+water+{mark}")
    staff.get_by_role("link", name=f"Warm water {mark}").click()
    staff.get_by_label("Day of the notice").fill("2026-01-05")
    staff.get_by_label("What the notice says").fill("The data were made up.")
    staff.get_by_role("button", name="Mark it as retracted").click()
    expect(staff.get_by_role("heading", level=1)).to_have_text("To be read again")
    expect(staff.get_by_role("link", name=f"What the stool rests on ({mark})")).to_be_visible()
    see(reader, address, "We are reading this article again.")
    see(reader, f"/references/li-2019-warm-water-{mark}/", "The data were made up.")


def see(reader: Page, page: str, words: str) -> None:
    """Load a page until it says so: a kept one may be a second old."""
    reader.wait_for_timeout(1500)
    reader.goto(page)
    expect(reader.get_by_text(words).first).to_be_visible()
