"""Guards of gift cards that are sold: made once, and their money going back only off them."""

from tests.faults.mutating.listing import Change, Guard, guard

CARDS = "tests/actions/giftcards"
SOLD = (
    guard(
        "cards: a unit that has its card gets no second one", "G3",
        f"{CARDS}/test_selling.py::test_what_is_made_is_not_made_again[sqlite]",
        "app/giftcards/issuing.py", "        if (line.id, unit) not in there\n",
    ),
    guard(
        "cards: cards are made where the order becomes paid", "G3",
        f"{CARDS}/test_selling.py::test_each_unit_becomes_one_card_whose_code_is_mailed_to_the_buyer[sqlite]",
        "app/payments/protocol/applying.py",
        "    issue_sold_cards(order, secret_key=till.secret_keys[0], now=now)\n",
    ),
    guard(
        "cards: no gift card pays for a gift card", "G3",
        f"{CARDS}/test_selling.py::test_no_gift_card_pays_for_a_gift_card[sqlite]",
        "app/pricing/rules.py", "return self.total - self.for_cards if self.for_cards else self.total",
        "return self.total",
    ),
    guard(
        "cards: no offer is about a gift card", "M4",
        f"{CARDS}/test_selling.py::test_no_offer_takes_anything_off_a_card_and_no_threshold_counts_it[sqlite]",
        "app/pricing/discounting.py", "return not line.is_money and terms.is_about(", "return terms.is_about(",
    ),
    guard(
        "cards: a gift card bears no tax when it is sold", "M1",
        f"{CARDS}/test_selling.py::test_each_unit_becomes_one_card_whose_code_is_mailed_to_the_buyer[sqlite]",
        "app/pricing/taxing.py", "        if tax_class == VOUCHER:\n            return 0\n",
    ),
    guard(
        "cards: what stands on cards is not given back", "G3",
        f"{CARDS}/test_going_back.py::test_the_money_of_a_card_goes_back_by_no_other_way[sqlite]",
        "app/payments/giving_back.py", "max(0, order.refundable.minor - held_on_cards(order.id))",
        "order.refundable.minor",
    ),
    guard(
        "cards: what Stripe took for cards is not given back for other things", "G3",
        f"{CARDS}/test_going_back.py::test_goods_that_a_card_paid_for_are_never_given_back_as_money[sqlite]",
        "app/payments/giving_back.py", " - held_on_cards(payment.order_id))", ")",
    ),
    guard(
        "cards: what Stripe took for cards is not set off for goods", "G3",
        f"{CARDS}/test_exchanging.py::test_what_stripe_took_for_a_card_is_not_set_off_for_goods[sqlite]",
        "app/payments/setting_off.py", "min(total, left_of_things(payment))",
        "min(total, payment.amount_minor - payment.refunded_minor)",
    ),
    guard(
        "cards: what an exchange leaves over goes to the card that paid", "G3",
        f"{CARDS}/test_exchanging.py::test_a_card_that_pays_while_an_exchange_gives_back_to_it_adds_up[sqlite]",
        "app/payments/setting_off.py", "min(rest, left_of_things(payment))",
        "min(rest, payment.amount_minor - payment.refunded_minor)",
    ),
    guard(
        "cards: an exchange leaves what stands on cards", "G3",
        f"{CARDS}/test_exchanging.py"
        "::test_what_stands_on_cards_is_not_set_off_where_goods_were_paid_back_before[sqlite]",
        "app/payments/setting_off.py", "if total > refundable_of(first).minor:", "if total > first.refundable.minor:",
    ),
    guard(
        "cards: an exchange looks again at what went back meanwhile", "G3",
        f"{CARDS}/test_exchanging.py::test_money_that_stripe_gave_back_meanwhile_is_not_set_off[sqlite]",
        "app/payments/setting_off.py",
        "if refundable_of(first).minor < asked.off_minor or left_of_things(payment) < asked.amount_minor:",
        "if first.refundable.minor < asked.off_minor:",
    ),
    Guard(
        name="cards: an exchange locks gift cards before stock", holds="locks",
        test=f"{CARDS}/test_exchanging.py"
        "::test_an_exchange_locks_gift_cards_before_stock_and_the_counter_of_papers_last[sqlite]",
        changes=(
            Change(
                path="app/payments/setting_off.py",
                before="    lock_items({*demand_of(first.id), *demand_of(order.id)})\n",
            ),
            Change(
                path="app/payments/setting_off.py",
                before="    accounts = lock_accounts([*spent, asked.account_id])\n",
                after="    lock_items({*demand_of(first.id), *demand_of(order.id)})\n"
                "    accounts = lock_accounts([*spent, asked.account_id])\n",
            ),
        ),
    ),
    guard(
        "cards: a dispute holds the cards", "G3",
        f"{CARDS}/test_going_back.py::test_a_card_that_is_held_pays_nothing[sqlite]",
        "app/payments/covering.py", "if lacking > 0 or order.disputes_open:", "if lacking > 0:",
    ),
    guard(
        "cards: what goes back at Stripe comes off the cards", "G3",
        f"{CARDS}/test_going_back.py::test_a_refund_made_at_stripe_takes_the_cards_along[sqlite]",
        "app/payments/protocol/refunding.py", "    refund.cards_minor += cover_by_cards(order, now=now)\n",
    ),
    guard(
        "cards: what another card has paid covers no card", "G3",
        f"{CARDS}/test_going_back.py"
        "::test_a_lost_dispute_empties_a_card_also_where_another_one_paid_for_goods_beside_it[sqlite]",
        "app/payments/covering.py",
        "sum(one.amount_minor - one.refunded_minor for one in list_payments(order.id) if one.is_kept)",
        "(order.paid_minor - order.refunded_minor)",
    ),
    guard(
        "cards: a used card is not sent again", "M4",
        f"{CARDS}/test_sending.py::test_a_used_card_keeps_its_code_and_one_taken_back_is_not_sent[sqlite]",
        "app/giftcards/sending.py", "    if state is not CardState.WHOLE:\n        raise CardStays(NOT_NOW[state])\n",
    ),
    guard(
        "cards: a mail forgets its own code's salt alone", "M4",
        f"{CARDS}/test_sending.py"
        "::test_a_mail_that_leaves_while_the_code_is_replaced_keeps_the_new_one_sendable[sqlite]",
        "app/credit/mailing.py", '(CreditAccount.id == held.data["account"], CreditAccount.salt == salt)',
        '(CreditAccount.id == held.data["account"],)',
    ),
    guard(
        "cards: a card's mail goes out five times at the most", "M4",
        f"{CARDS}/test_sending.py::test_after_five_mails_a_person_has_to_look[sqlite]",
        "app/giftcards/sending.py", "    if row.mails >= MOST_MAILS:\n        raise CardStays(TOO_OFTEN)\n",
    ),
    guard(
        "cards: a gift card's price stays its value", "G3",
        f"{CARDS}/test_selling.py::test_no_stock_is_kept_of_a_card_and_its_price_stays_its_value[sqlite]",
        "app/pricing/actions.py", "    if before is not None:\n        raise PriceRefused(",
        "    if False:\n        raise PriceRefused(",
    ),
    guard(
        "cards: no computation leads to a gift card", "C1",
        "tests/actions/journal/test_relatedness.py::test_a_gift_card_is_about_nothing_and_suggested_nowhere[sqlite]",
        "app/relatedness/nodes.py", " or product.is_gift_card:", ":",
    ),
)  # fmt: skip
