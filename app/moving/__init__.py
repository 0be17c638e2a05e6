"""Moving a whole site into another database, and starting again from a copy of one.

Source and target: two databases of this program at the same migration; the target holds no site yet. Walls: the
triggers and foreign keys that refuse rows which come in another order than they were made in; they are set aside for
the copying and stand again, checked, before anything is committed. Sum of a table: how many rows, and a hash in which
their order does not count, so that two databases which sort differently can be compared.

Rule: either every row of the source is in the target, shown by equal sums, or the target is as it was.
"""
