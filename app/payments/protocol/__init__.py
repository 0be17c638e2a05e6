"""The conversations with Stripe, each as numbered steps; a step is one transaction or one question, never both.

starting: from basket to payment page (placing: its one transaction; leading: the way to the page). renewing: another
hour for its things. ending: a session that must not be paid any more. applying: what a session's present state means
for its order. returning: money that may not be kept. refunding: money back. telling: webhooks and events.
reconciling: what nobody told.
Lock order in every transaction: cart, order, offers by id, gift cards by id, stock items by id, site version.
"""
