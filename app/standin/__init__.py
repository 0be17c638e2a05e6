"""A local stand-in for Stripe: its own program, its own port, its own SQLite file.

Run it with `python -m app.standin`. The store speaks to it over HTTP with Stripe's own library, as it would
to Stripe; nothing here imports the rest of the application and nothing there imports this.

Words: a *session* is a Checkout Session, an *intent* a PaymentIntent, an *endpoint* a webhook endpoint, a
*delivery* one event on its way to one endpoint, a *fault* an error that a test asked for, *control* the
interface under /_control/ through which tests and rigs steer it.
Rules: parameters are checked against Stripe's public description (stripe_openapi.json); what an answer shows
is what was committed; an effect, its events and the remembered answer of its key are one transaction.
No money moves, and the program refuses to start when APP_MODE is production.
"""
