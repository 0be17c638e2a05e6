"""Orders: what was bought, for whom, and how far it has come.

Order: a copy of names, prices, taxes, address and policy versions; it never changes (M2). Its number is given when
the checkout starts. Three axes, stored and written by `standing.write_standing` alone: state (open, cancelled,
closed), payment (pending, paid, part refunded, refunded, disputed), fulfilment (none, partial, complete).
Parcel (Shipment): units of some lines that left together; an order may have several. Units that are not sent any more
are cancelled, line by line; sent, cancelled and left always add up to what was ordered (O2).
Event: one line of an order's timeline. Amendment: a change after the fact, beside the copy and never over it; where
an order goes is asked of `amending.address_of`. Note: words of staff for each other. Word: what an order is found by.
Link: the 128-bit address under which a guest sees the order; stored hashed, made again from SECRET_KEY and a salt.
"""
