"""What the articles do, measured: read, shown, followed, carted, paid, refunded, subscribed, joined.

Only sums are kept, one row for an article or an edge and a day; nothing tells one reader from another. A view costs no
write: reads and what was shown or followed are added up in the process (web/tally.py) and written in batches. An order
is credited by a job from what its lines say: the last edge that was followed (`via`), and the first one the link knew.
What goes back is taken off in proportion to the order, so an edge's sums always follow from the orders (G1, G2).
"""
