"""Invoicing: the papers of an order's money, numbered without gaps and never changed.

Invoice: one for each paid order, written in the transaction that takes the money. Credit note: one for each refund
that Stripe has taken, and for what goes back onto a gift card or becomes store credit; it names its invoice.
Corrective invoice: takes a credit note back whose money did not arrive; it is numbered among the invoices and names
the note. What a bank has taken back of an order that was then cancelled has a credit note, too: nothing was sold. So
the papers of a refund, or of such a payment, take turns: note, correction, note. Series: invoices and credit notes are
counted apart, and anew each year of the site's calendar. The counter's row is the last lock of a transaction, so that
nobody waits behind it for anything else. A number is given with its paper or not at all (I1). Amounts are
positive minor units, tax inside; the kind of paper says which way they go. A paper copies seller, day and sums.
Lines, buyer and address are the order's own copies, which never change but for an erasure after the time that law
asks for.
"""
