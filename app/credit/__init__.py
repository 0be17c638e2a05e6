"""Gift cards and store credit: money that we owe to whoever holds a code.

Account: a sum in one currency behind a code of 80 bits, which is stored hashed beside its last four signs; a gift card,
or store credit that was given for a refund. Its balance never falls below nothing (M4) and is always the sum of its
entries. Entry: one change with its cause; the ledger is only ever added to.
Use: what one order takes from one account: reserved when the order is placed, then settled by its payment or freed by
proof that none can arrive. A settled use is a payment of the kind "credit", and what goes back of it is counted on it.
Accounts are locked after offers and before stock. Only ledger.py writes a balance.
"""
