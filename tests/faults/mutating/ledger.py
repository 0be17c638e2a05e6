"""Guards of what gift cards take and give, of exchanges, and of what a bank took back."""

from tests.faults.mutating.listing import Change, Guard, guard

ISSUING = "tests/actions/credit/test_issuing.py"
EXCHANGES = "tests/actions/orders/test_setting_off.py"
ADDING = "tests/actions/orders/test_adding.py"
LOST = "tests/actions/invoicing/test_lost_at_once.py"

TAKEN = (
    guard(
        "ledger: a card is adjusted by the balance that was seen", "M4",
        f"{ISSUING}::test_a_card_is_adjusted_by_the_balance_that_was_seen_and_never_below_nothing[sqlite]",
        "app/credit/issuing.py", "if account.balance_minor != seen_minor:", "if False:",
    ),
    guard(
        "ledger: one form issues one card", "M4", f"{ISSUING}::test_the_same_form_twice_issues_one_card[sqlite]",
        "app/credit/issuing.py",
        "    if before is not None:\n        return Issued", "    if False:\n        return Issued",
    ),
    guard(
        "ledger: what orders have reserved counts in what a card may hold", "M4",
        f"{ISSUING}::test_no_adjustment_lifts_a_card_above_what_one_may_hold[sqlite]",
        "app/credit/issuing.py", "account.balance_minor + reserved_of(account.id) + amount > MOST_VALUE",
        "account.balance_minor + amount > MOST_VALUE",
    ),
    guard(
        "ledger: what comes back after a card's last day is not lost", "M4",
        f"{ISSUING}::test_what_comes_back_to_a_card_after_its_last_day_is_not_lost[sqlite]",
        "app/credit/using.py", "        account.expires_on = None\n", "        pass\n",
    ),
    guard(
        "ledger: a code is kept hashed", "M4",
        f"{ISSUING}::test_a_card_is_found_by_its_code_alone_and_its_code_is_nowhere[sqlite]",
        "app/credit/issuing.py", "kind=kind, key=key, code_hash=hash_code(code)", "kind=kind, key=key, code_hash=code",
    ),
    guard(
        "ledger: a mailed card forgets how its code is made", "M4",
        f"{ISSUING}::test_a_mailed_card_forgets_how_its_code_is_made[sqlite]",
        "app/credit/mailing.py",
        '            db.session.execute(update(CreditAccount).where(*mine).values(salt=""))\n', "            pass\n",
    ),
    guard(
        "ledger: nothing goes back onto a card that is stopped", "M4",
        "tests/actions/credit/test_refunding.py::test_nothing_goes_back_onto_a_card_that_is_stopped[sqlite]",
        "app/payments/giving_back.py", "if onto is None and (stopped := find_stopped(use.account_id)):",
        'if onto is None and (stopped := ""):',
    ),
    guard(
        "offers: one customer has so many uses of one", "M4",
        "tests/actions/offers/test_uses_at_once.py"
        "::test_a_hundred_orders_get_one_use_and_no_more[sqlite-limits1]",
        "app/orders/redeeming.py",
        "return not is_late and not _is_spent(terms.most_each, terms.id, order.mailbox, {order.id})",
        "return not is_late",
    ),
    guard(
        "exchange: nothing goes back meanwhile", "O3",
        f"{EXCHANGES}::test_staff_end_it_by_cancelling_its_own_order[sqlite-SH-MATE]",
        "app/payments/giving_back.py",
        "    if reason := why_nothing_changes(order.id):\n        raise StepRefused(reason)\n",
    ),
    guard(
        "exchange: it costs what it did when it was asked", "O3",
        f"{EXCHANGES}::test_what_costs_something_else_by_then_is_not_taken_off[sqlite]",
        "app/payments/setting_off.py",
        "if payment is None or costs != {one.order_line_id: one.amount_minor for one in asked.lines}:",
        "if payment is None:",
    ),
    guard(
        "exchange: nobody's silence ends it before its time", "S4",
        f"{EXCHANGES}::test_what_is_not_agreed_to_in_time_takes_nothing_off[sqlite-SH-MATE]",
        "app/payments/protocol/adding.py",
        "if waiting is None or (waiting.expires_at > now and first is not None and goes_on(first)):",
        "if waiting is None:",
    ),
    guard(
        "exchange: it ends with its first order", "S4", f"{EXCHANGES}::test_a_cancelled_first_order_ends_it[sqlite]",
        "app/payments/protocol/adding.py",
        "(waiting.expires_at > now and first is not None and goes_on(first))", "waiting.expires_at > now",
    ),
    guard(
        "exchange: the sums that were seen are those that are asked", "M1",
        f"{ADDING}::test_a_stale_page_a_changed_price_and_too_few_units_are_refused[sqlite]",
        "app/payments/protocol/adding.py",
        "if (draft.quote.total.minor, plan.off if plan else 0) != (seen_total, seen_off):", "if False:",
    ),
    Guard(
        name="exchange: a stale page adds nothing", holds="H4",
        test="tests/actions/orders/test_adding_at_once.py::test_six_who_add_the_same_add_it_once[sqlite]",
        changes=(
            Change(
                path="app/payments/protocol/adding.py",
                before="if reason or len(list_additions(first.id)) != seen:", after="if reason:",
            ),
            Change(
                path="app/orders/additions.py",
                before="if reason or len(list_additions(first.id)) != seen:", after="if reason:",
            ),
        ),
    ),
    guard(
        "exchange: what was set off goes back the way it came", "M3",
        f"{EXCHANGES}::test_money_that_was_set_off_goes_back_the_way_it_first_came[sqlite]",
        "app/payments/giving_back.py", "if account.is_set_off:", "if False:",
    ),
    guard(
        "exchange: what does not arrive lies on its account", "M4",
        f"{EXCHANGES}::test_what_does_not_arrive_lies_on_its_account_and_staff_are_told[sqlite]",
        "app/payments/protocol/refunding.py",
        "    follow_pay_out(refund, was_given=before in COUNTED, now=now)\n",
    ),
    guard(
        "lost: who writes its note holds the order", "I2",
        f"{LOST}::test_two_who_write_what_is_lacking_at_once_write_it_once[postgresql]",
        "app/payments/papers.py",
        "            order = lock_order(order_id)\n            if write_papers_of_lost",
        "            order = db.session.get_one(Order, order_id)\n            if write_papers_of_lost",
    ),
    guard(
        "lost: it is shared by what is left of each rate", "I3",
        f"{LOST}::test_two_who_write_what_is_lacking_at_once_write_it_once[sqlite]",
        "app/invoicing/actions.py",
        "rates = share_refund(amount, as_rates(invoice.rates), credited(order.id))",
        "rates = share_refund(amount, as_rates(invoice.rates), {})",
    ),
    guard(
        "lost: an order whose cards were handed over is not cancelled", "I3",
        f"{LOST}::test_what_a_bank_took_of_an_order_with_gift_cards_has_no_note[sqlite]",
        "app/orders/cancelling.py", "if order.fulfilment is Fulfilment.PARTIAL:", "if False:",
    ),
)  # fmt: skip
