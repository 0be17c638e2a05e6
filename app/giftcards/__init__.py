"""Gift cards that are sold: each unit of a paid line became one card, once; its money goes back only off the card.

Wish: whom a buyer wants their cards sent to, with a few words; it follows the order while that is unpaid.
Sold card: that a unit of an order line became an account (app/credit), what it was worth, and what of it was taken off
again because the money for it went back. The card is made in the transaction that marks the order paid (G3).
What stands on cards or was spent from them is held: no refund gives it back before it is taken off its card.
"""
