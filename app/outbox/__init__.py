"""Work that must not be lost.

Item: a kind, frozen data and a due time, written in the transaction that makes the work necessary. The queue
(Huey) only carries item ids as wake-ups; a worker claims an item by a conditional UPDATE with a short lease and a
fencing token, renews the lease while it works, and marks the item done in the same transaction as its effect. A sweep
does what nobody claimed, also where the queue is down. After `MAX_ATTEMPTS` an item is dead: kept, shown to staff,
never retried by itself. Handlers are registered by kind in the factory, so the outbox imports no room.
Three sorts of handler: an effect runs inside the one transaction that also marks the item done; a protocol makes its
own numbered transactions around outside calls and must be safe to repeat; a sender hands one mail over and writes
`sending` before it speaks. A mail found in that state after a crash, whose line broke after the message, or whose end
could not be written is dead and named uncertain: staff decide whether it goes again (E4).
Lane: whose hand a kind of work is in. Mail and letters have a thread each in a worker, because a mail server may hang
for minutes, and money waits behind nobody.
"""
