"""Work that must not be lost.

Item: a kind, frozen data and a due time, written in the transaction that makes the work necessary. The queue
(Huey) only carries item ids as wake-ups; a worker claims an item by a conditional UPDATE with a lease and a fencing
token, does the work, and marks it done in the same transaction as its effect. A sweep wakes what nobody claimed.
After `MAX_ATTEMPTS` an item is dead: kept, shown to staff, never retried by itself.
Handlers are registered by kind in the factory, so the outbox imports no room.
Two sorts of handler: `effect` runs inside the one transaction that also marks the item done; `protocol` makes its
own numbered transactions around outside calls and must be safe to repeat.
"""
