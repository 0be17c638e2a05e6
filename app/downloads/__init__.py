"""Files that are bought: attached to a product by staff, handed over at payment, fetched by links that end.

File (ProductFile): one stored PDF, EPUB, MP3 or ZIP of a product; it stands outside the public media under its digest.
Consent: the buyer's wish that the files are theirs at once, with the version of its wording; with it a line is handed
over when its order is paid, without it staff send it like anything else. A line is open for downloads once it was sent.
Download: how often one file of one line was asked for; each time gives a signed link that ends after a day. Ending:
staff closed a line's downloads, because its money went back.
"""
