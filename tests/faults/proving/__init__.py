"""The proof: robots buy, work at the desk and read letters while processes are killed; then all is counted, twice.

browser (what a browser without script does), markup (what it reads) and pressing (one press, written down); shopper
(what people do), errands (their plans), visiting, following (an article to a thing) and rush; staff, aftercare, deeds
and adding (after the sale), stripe_tax (turning to it); editing (articles) and readers (of letters); scenes, sharing
and timekeeping (what is tried beside); history (what was tried and what was answered); fire, killer and weather (what
goes wrong meanwhile); till (the stand-in's own books); quiet (waiting until nothing is owed); books (the store's rows,
by plain SQL); judge with shelf, cards, papers, marks, letters and pages (what must hold between them); terms and
running (one proof on one database); tables (its print).
"""
