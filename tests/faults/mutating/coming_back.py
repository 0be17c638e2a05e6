"""Guards of money that comes back late: onto a card whose own money is gone, to a buyer, or out of a set off."""

from tests.faults.mutating.listing import guard

LATE = "tests/actions/giftcards/test_coming_back_late.py"
BACK = (
    guard(
        "back: a card whose money is gone is held while something may come back onto it", "G3",
        f"{LATE}::test_between_its_release_and_the_work_that_empties_it_such_a_card_pays_nothing[sqlite]",
        "app/payments/covering.py", "if lacking > 0 or order.disputes_open:", "if order.disputes_open:",
    ),
    guard(
        "back: what a payment page kept of a held card is taken off once it is free", "G3",
        f"{LATE}"
        "::test_a_card_whose_money_a_bank_took_while_a_basket_kept_it_is_emptied_once_it_is_free[sqlite]",
        "app/credit/using.py", "            _owe_a_look(accounts[use.account_id], now=now)\n",
    ),
    guard(
        "back: what goods give back to a held card is taken off", "G3",
        f"{LATE}::test_what_goods_give_back_to_a_card_whose_money_is_gone_comes_off_it_again[sqlite]",
        "app/credit/using.py", "    _owe_a_look(account, now=now)\n    return account\n", "    return account\n",
    ),
    guard(
        "back: what goods give back goes onto a held card, and not to its holder", "G3",
        f"{LATE}::test_what_goods_give_back_to_a_card_whose_money_is_gone_comes_off_it_again[sqlite]",
        "app/credit/queries.py", "        CreditAccount.stopped_by != DISPUTE,\n",
    ),
    guard(
        "back: staff stop a card that a dispute holds", "G3",
        f"{LATE}::test_a_held_card_that_staff_stop_stays_stopped_when_the_dispute_is_won[sqlite]",
        "app/credit/issuing.py", " or account.stopped_by == DISPUTE:", ":",
    ),
    guard(
        "back: what Stripe refuses to pay out of a set off is written down under both orders' locks", "M3",
        "tests/actions/orders/test_paying_out_at_once.py"
        "::test_the_orders_of_what_is_paid_out_are_locked_the_first_one_first[sqlite]",
        "app/payments/protocol/refunding.py", "sorted({payment.order_id, refund.order_id})", "[refund.order_id]",
    ),
    guard(
        "back: what went back off a gift card counts for no thing that comes back", "O4",
        "tests/actions/giftcards/test_going_back.py"
        "::test_a_thing_that_comes_back_is_worth_the_same_where_a_card_went_back_before[sqlite]",
        "app/payments/giving_back.py", "off_cards=taken_off_cards(order.id)", "off_cards=0",
    ),
    guard(
        "back: a buyer's name in a card's mail leads nowhere", "G3",
        "tests/actions/giftcards/test_sending.py"
        "::test_a_buyers_name_that_leads_elsewhere_is_left_out_of_the_mail[sqlite]",
        "app/giftcards/queries.py", " or leads_away(order.name)", "",
    ),
    guard(
        "back: a code that was replaced pays nothing in a basket that had it", "M4",
        "tests/actions/giftcards/test_at_once.py"
        "::test_a_basket_with_the_old_code_pays_nothing_while_the_card_is_sent_again[postgresql]",
        "app/payments/protocol/placing.py", "        raise CardChanged(NEW_CODE)\n", "        pass\n",
    ),
    guard(
        "back: the notes of what gift cards paid are kept for them", "I3",
        "tests/actions/invoicing/test_beyond.py"
        "::test_what_a_card_paid_goes_back_with_its_note_also_where_stripe_gave_back_twice[sqlite]",
        "app/payments/papers.py", " - given - (by_card - back_on_card)", " - given",
    ),
    guard(
        "back: a card that is taken back is locked with those that paid", "locks",
        "tests/actions/giftcards/test_lock_order.py"
        "::test_taking_a_card_back_and_a_basket_that_pays_with_it_do_not_wait_for_each_other[postgresql]",
        "app/payments/giving_back.py",
        "    lock_accounts([*spent, get_sold_row_of(order.id, sold_id).account_id])\n",
    ),
    guard(
        "back: the account of an exchange is neither stopped nor adjusted", "P1",
        "tests/actions/orders/test_setting_off_accounts.py::test_staff_cannot_stop_or_adjust_it[sqlite]",
        "app/credit/issuing.py", "if account is None or account.is_set_off:", "if account is None:",
    ),
    guard(
        "back: money for an exchange whose account takes nothing goes back", "P1",
        "tests/actions/orders/test_setting_off_accounts.py"
        "::test_money_for_an_exchange_whose_account_takes_nothing_goes_back_whole[sqlite]",
        "app/payments/setting_off.py",
        "        reserve_credit(order.id, {account.id: asked.amount_minor}, today=None, now=now)\n"
        "    except DomainError as error:\n        raise SetOffGone(error.sentence) from error\n",
        "    except DomainError as error:\n        raise SetOffGone(error.sentence) from error\n"
        "    reserve_credit(order.id, {account.id: asked.amount_minor}, today=None, now=now)\n",
    ),
    guard(
        "back: money for an order whose buyer was erased goes back", "P1",
        "tests/actions/offers/test_erased.py"
        "::test_money_for_an_order_whose_buyer_was_erased_goes_back[sqlite]",
        "app/payments/protocol/applying.py", "if order.erased_at is not None or (", "if (",
    ),
    guard(
        "back: two who were erased are not one customer", "M4",
        "tests/actions/offers/test_erased.py::test_two_who_were_erased_are_not_one_customer[sqlite]",
        "app/orders/use_checks.py", ", Order.mailbox.is_not(None))\n        .group_by(", ")\n        .group_by(",
    ),
    guard(
        "back: staff are told of each sum that went back for what is spent", "G3",
        f"{LATE}::test_staff_are_told_of_each_sum_that_went_back_for_what_is_spent[sqlite]",
        "app/payments/covering.py", 'key=f"cards-spent:{order.id}:{lacking}"', 'key=f"cards-spent:{order.id}"',
    ),
    guard(
        "back: the money of a card whose refund failed bears no tax when it is given once more", "I3",
        "tests/actions/invoicing/test_cards_again.py"
        "::test_it_bears_no_tax_when_it_is_given_once_more[sqlite-through Stripe]",
        "app/payments/giving_back.py", "taken - sum_card_parts(order.id) - order.lost_minor", "taken - taken",
    ),
    guard(
        "back: a refund heard of before another one failed gets its note", "I2",
        "tests/actions/invoicing/test_beyond.py"
        "::test_a_refund_heard_of_before_another_one_failed_has_its_note[sqlite]",
        "app/payments/protocol/refunding.py", "    write_papers_beside(order, refund, now=now)\n",
    ),
    guard(
        "back: what else goes with an order that was exchanged whole ends", "O6",
        "tests/actions/giftcards/test_exchanging_all.py"
        "::test_what_else_may_be_paid_to_go_with_it_ends[sqlite]",
        "app/payments/setting_off.py", "    _end_others(first, order, now=now)\n",
    ),
    guard(
        "back: what was added goes alone where all in parcels was exchanged", "O6",
        "tests/actions/giftcards/test_exchanging_all.py"
        "::test_what_was_added_goes_alone_where_only_cards_were_handed_over[sqlite]",
        "app/orders/additions.py", "~in_parcels.exists()", "Order.fulfilment == Fulfilment.NONE",
    ),
    guard(
        "back: a code that is replaced while it is typed in comes into no basket", "M4",
        "tests/actions/giftcards/test_sending.py"
        "::test_a_code_that_is_replaced_while_it_is_typed_in_comes_into_no_basket[sqlite]",
        "app/cart/cards.py", "        raise CodeGone\n", "        pass\n",
    ),
)  # fmt: skip
