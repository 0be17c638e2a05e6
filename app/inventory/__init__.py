"""What lies on the shelf, and to whom it is promised.

Stock item: the units of one variant (one SKU). On hand: units we have. Held: promised to a shopper who is paying.
Allocated: promised to a paid order. Left: on hand + backorder limit - held - allocated.
Movement: a typed, immutable line of the ledger; nothing else changes on hand or allocated (S1).
Hold: units kept for one unpaid order. It is protected for an hour and ends exactly once: it becomes an allocation,
or it is released with the proof that its payment cannot arrive (S4); never because a local clock ran out.
Lock order: stock items are always locked in the order of their ids, and after the order they are for.
"""
