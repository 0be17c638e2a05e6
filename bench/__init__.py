"""Measuring: what a page costs beside a bare one, what a first visit loads, how long a start takes, who holds memory.

`python -m bench` (or `make bench`) starts the real site and a bare Flask server on the same machine, asks both in
turn, and prints ratios, so that a slow or busy machine changes the numbers little. Goals stand in goals.py.
"""
