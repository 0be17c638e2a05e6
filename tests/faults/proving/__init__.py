"""The proof: robot shoppers buy by HTTP while processes are killed; afterwards everything is counted, twice.

browser (what a browser without script does) and markup (what it reads); shopper (what people do) and errands (their
plans); history (what was tried and what was answered); killer (kill -9 at seeded moments); till (the stand-in's own
books); quiet (waiting until nothing is owed); books (the store's rows, by plain SQL); judge (what must hold between
the three); running (one proof on one database); tables (its print).
"""
