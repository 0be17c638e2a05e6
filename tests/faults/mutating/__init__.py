"""Proof that the tests would notice: each guard is taken away in a copy of the house, and a named test must fail.

guards.py names the files that list them, listing.py says what one is; copies.py makes a copy, takes one guard away
and runs the test. A test whose guard can go without its failing is a defect, and so is a guard that no test needs.
"""
