"""What things cost, and what an order comes to.

Price: a row that is only ever added; the newest of a variant and currency is its price, kept with tax or without and
always shown with it. Tariff: zones with their ways of delivery, and the tax of each class in each country.
Offer: a rule that takes something off: with a code, or automatic. Terms: an offer as the sums need it. Use: one order
that has an offer: reserved while it waits for its money, settled when it is paid, or freed (M4).
Quote: the whole cost of some lines sent to one destination: lines, offers, delivery, the tax inside, the total. It is
worked out on the server each time; no price or total is ever taken from a form (M1).
"""
