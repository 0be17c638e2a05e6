"""What readers write below an article: with a name and an address, answered at most once deep, seen to by people.

Commenter: whoever writes, known by an address; signed in, or confirmed for each comment by a button in a mail. Comment:
a name and plain words below one article; an answer stands below a comment, and nothing stands below an answer.
Standing: unconfirmed, waiting (for a person of ours), shown, hidden, spam, gone (its words were taken back; its place
stays while answers stand below it). Trust: after some shown comments the next appear at once. Report: one press by
anybody; at a number of them a comment is hidden until a person decides. Closing: no more comments below an article.

Rules: nothing is confirmed, changed or stopped by GET. A mail that answers a form holds nothing that was typed.
Consent to be published and consent to be written to are given here, apart, and nobody else's is used for them. Words of
self-harm never appear before a person has looked. Whoever changes what stands on a page raises the site's version.
"""
