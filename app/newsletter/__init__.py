"""Letters by e-mail: who asked for them, what they agreed to, and how each one reaches its reader once.

Subscriber: an address with a state (pending, confirmed, unsubscribed, erased) and perhaps a pause. Sign-up: one answer
to the form; nothing of it counts until its mail's button is pressed (double opt-in). Subscription: a topic, or
everything, at a frequency. Consent entry: what was agreed or taken back, in which wording, on which form, when.
Campaign: one letter or one digest; its audience is frozen into delivery rows before the first is sent. Delivery: one
person's copy; it ends accepted, rejected, uncertain or withheld (E1).

Rules: nothing is confirmed or unsubscribed by GET (E3). Consent is asked again under the subscriber's lock in the
moment of sending, so no copy starts after an unsubscribe was answered (E2). `sending` is committed before SMTP
speaks; a copy found in that state after a crash is uncertain and waits for staff (E4). Tokens are 128 bit, stored
hashed, and each kind opens one door only. Suppressed addresses are kept as salted hashes.
"""
