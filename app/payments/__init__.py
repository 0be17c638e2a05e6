"""Taking money through Stripe, and giving it back.

Attempt: one try to have an order paid; its UUID is the idempotency key of one Checkout Session, whose end is stored
with it. Payment: money that arrived, one row a session. Refund: money that goes back, one row and one key each.
Dispute: the shopper's bank asks for it back; fulfilment stands still meanwhile. Event: something Stripe told us, kept
by its id before it is answered. Alert: something a person has to look at.
Till: what it takes to speak with Stripe (till.py). Protocols are numbered steps with a transaction each; no
transaction is open while Stripe is asked. Whatever Stripe tells us, we ask again by id and believe only the answer.
Only gateway.py imports Stripe's library.
"""
