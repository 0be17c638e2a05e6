"""What people paste of a work, in any of the forms they have it in, read into drafts.

DOI, PubMed number, BibTeX, RIS and CSL-JSON, several at once and mixed. BibTeX is read by bibtexparser, RIS by rispy;
both are kept within limits here. Pure: asks no network and no database.
"""

from app.content.pasting.reading import MOST_SIGNS, MOST_WORKS, Pasted, Problem, read_pasted

__all__ = ["MOST_SIGNS", "MOST_WORKS", "Pasted", "Problem", "read_pasted"]
