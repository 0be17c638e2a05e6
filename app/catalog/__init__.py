"""What the shop sells, in words and pictures; what it costs and how much there is live in pricing and inventory.

Product: one thing with a class (CARE: 1 comfort aid, 2 book, 3 service, course or ticket, 4 medical device, 5 topical,
6 ingestible), a category, a maker, topics, pictures, and what it is like in the hand. Variant: what is put in a basket,
with a SKU of its own. Maker: who answers for it under the EU's product safety rules (GPSR, Article 19).
States: draft, published, archived, each with who and when. A claim is a phrase near a condition that a person has to
decide about; classes 4 to 6 cannot be published while one is open. Class 6 is off until a market switches it on.
"""
