"""What things cost, and what an order comes to.

Price: a row that is only ever added; the newest of a variant and currency is its price. Prices include tax.
Quote: the whole cost of some lines sent to one country: lines, delivery, the tax inside, the total. It is worked out
on the server each time; no price or total is ever taken from a form (M1).
"""
