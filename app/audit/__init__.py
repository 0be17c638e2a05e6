"""Who changed what, and when.

Entry: actor, action in domain words ("order.refunded"), the object, and names of what changed. Written in the
transaction of the change and never altered. For personal fields an entry holds names and ids, never values (A1).
"""
