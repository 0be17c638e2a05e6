"""Guards of stock, payment, mail, sessions, offers and gift cards."""

from tests.faults.mutating.listing import Change, Guard, guard

OVERSELL = "tests/faults/test_oversell.py::test_twenty_shoppers_get_the_last_three_units_and_no_more"
PAYMENTS = "tests/actions/payments"
OUTBOX = "tests/faults/test_outbox_workers.py"
LETTERS = "tests/faults/newsletter/test_workers.py"
PLACING = "app/payments/protocol/placing.py"
APPLYING = "app/payments/protocol/applying.py"

CORE = (
    guard(
        "stock rows are locked", "S2", f"{OVERSELL}[postgresql]",
        "app/inventory/ledger.py", "        .with_for_update()\n",
    ),
    guard(
        "a writing transaction begins with the write lock", "S2", f"{OVERSELL}[sqlite]",
        "app/db.py", 'session.connection(execution_options={"immediate": True})', "session.connection()",
    ),
    guard(
        "what is left is compared before it is promised", "S2", f"{OVERSELL}[sqlite]",
        "app/inventory/holding.py",
        "    if short:\n        raise NotEnough(short)\n    rounds =", "    rounds =",
    ),
    guard(
        "demand is summed over lines", "S3",
        "tests/rules/test_inventory.py::test_demand_is_added_up_for_each_variant",
        "app/inventory/rules.py",
        "demand[variant_id] = demand.get(variant_id, 0) + units", "demand[variant_id] = units",
    ),
    guard(
        "a hold ends only by proof from Stripe", "S4",
        f"{PAYMENTS}/test_paying.py::test_our_own_clock_releases_nothing[sqlite]",
        APPLYING, 'if told.status == "expired":', 'if told.status == "expired" or now >= attempt.expires_at:',
    ),
    guard(
        "a hold is ended by a conditional update", "S4",
        f"{PAYMENTS}/test_races.py::test_a_hold_that_eight_end_at_once_ends_once[postgresql]",
        "app/inventory/holding.py",
        ".where(StockHold.id == hold.id, StockHold.ended_at.is_(None))", ".where(StockHold.id == hold.id)",
    ),
    guard(
        "a reclaimed session is ended at Stripe first", "S4",
        f"{PAYMENTS}/test_starting.py::test_a_hold_past_its_hour_that_was_paid_meanwhile_is_not_reclaimed[sqlite]",
        "app/payments/protocol/ending.py",
        "        return till.gateway.retrieve_session(session_id)\n",
        '        return __import__("dataclasses").replace(till.gateway.retrieve_session(session_id), status="expired",'
        ' payment_status="unpaid")\n',
    ),
    guard(
        "amount, currency and mode are compared", "M1",
        f"{PAYMENTS}/test_disagreeing.py::test_a_paid_session_of_ours_that_disagrees_goes_back_whole[sqlite-more]",
        "app/payments/rules.py", " if theirs != ours]", " if theirs != ours and False]",
    ),
    guard(
        "the price that was seen is the price that is charged", "M1",
        f"{PAYMENTS}/test_renewing.py::test_a_price_that_changed_after_it_was_shown_is_told_and_not_charged[sqlite]",
        "app/payments/drafting.py", "if seen and is_now and seen != is_now:", "if False:",
    ),
    Guard(
        name="no more goes back than was paid", holds="M3",
        test=f"{PAYMENTS}/test_refunding.py::test_no_more_goes_back_than_was_paid[sqlite-2851]",
        changes=(
            Change(
                path="app/payments/giving_back.py",
                before="if not 0 < amount <= left:", after="if amount <= 0:",
            ),
            Change(
                path="app/payments/actions.py",
                before=".where(Payment.id == payment.id, Payment.refunded_minor + amount <= Payment.amount_minor)",
                after=".where(Payment.id == payment.id)",
            ),
        ),
    ),
    guard(
        "a refund names what it saw", "M3",
        f"{PAYMENTS}/test_refunding.py::test_pressing_refund_twice_gives_back_once[sqlite]",
        "app/payments/giving_back.py",
        "if seen_refunded != order.refunded_minor:\n        raise StepRefused(STALE)\n    if order.disp",
        "if False:\n        raise StepRefused(STALE)\n    if order.disp",
    ),
    Guard(
        name="a refund is sent under one key and looked for first", holds="M3",
        test=f"{PAYMENTS}/test_refunding.py::test_a_refund_whose_answer_was_lost_is_made_once[sqlite-reset_after]",
        changes=(
            Change(
                path="app/payments/gateway.py",
                before='{"idempotency_key": idempotency_key}', after='{"idempotency_key": str(uuid4())}',
            ),
            Change(
                path="app/payments/protocol/refunding.py",
                before="till.gateway.list_refunds(intent_id) if one.key == key]",
                after="till.gateway.list_refunds(intent_id) if False]",
            ),
        ),
    ),
    guard(
        "a session is asked for under one key", "P1",
        f"{PAYMENTS}/test_starting.py::test_a_lost_answer_is_asked_for_with_the_same_key[sqlite-reset_after]",
        "app/payments/gateway.py",
        '.create(params, {"idempotency_key": key})', '.create(params, {"idempotency_key": str(uuid4())})',
    ),
    guard(
        "a session is taken once", "P1",
        f"{PAYMENTS}/test_paying.py::test_a_paid_session_makes_the_order_paid_once_however_often_it_is_told[sqlite]",
        APPLYING, 'if attempt.state is AttemptState.PAID:\n        return "taken before"\n    if told.captured',
        "if told.captured",
    ),
    Guard(
        name="cart and order are locked while money is taken", holds="P1",
        test=f"{PAYMENTS}/test_races.py::test_a_paid_session_looked_at_eight_times_at_once_is_taken_once[postgresql]",
        changes=(
            Change(
                path="app/orders/queries.py",
                before="select(Order).where(Order.id == order_id).with_for_update()",
                after="select(Order).where(Order.id == order_id)",
            ),
            Change(
                path="app/cart/actions.py",
                before="    .with_for_update()\n",
                after="",
            ),
        ),
    ),
    guard(
        "one order keeps one payment", "P1",
        f"{PAYMENTS}/test_paying.py::test_an_order_paid_twice_keeps_one_payment[sqlite]",
        APPLYING, "if any(one.is_kept for one in list_payments(order.id)):", "if False:",
    ),
    guard(
        "one basket has one live session", "P1",
        f"{PAYMENTS}/test_races.py::test_one_basket_in_six_tabs_makes_one_order_and_one_session[sqlite]",
        PLACING, "        if find_live_attempt_of_cart(cart_id) is not None:\n            raise Raced\n",
    ),
    guard(
        "late money needs units of its own", "P1",
        f"{PAYMENTS}/test_paying.py::test_late_money_goes_back_whole_when_the_things_are_gone[sqlite]",
        APPLYING, "    except NotEnough:\n        return WhyNot.GONE\n", "    except NotEnough:\n        pass\n",
    ),
    guard(
        "an event is kept once by its id", "P2",
        f"{PAYMENTS}/test_races.py::test_the_same_event_eight_times_at_once_is_kept_once[postgresql]",
        "migrations/versions/0005_money.py",
        '        sa.UniqueConstraint("stripe_id", name="uq_stripe_events_stripe_id"),\n',
    ),
    guard(
        "an event is answered after it is stored", "P2",
        "tests/web/test_webhooks.py::test_a_signed_event_is_kept_once_before_it_is_answered[sqlite]",
        "blueprints/webhooks/stripe_events.py", 'new = keep_event(told, source="webhook")', "new = bool(told.id)",
    ),
    guard(
        "a webhook's signature is checked", "P3",
        "tests/web/test_webhooks.py::test_another_body_under_a_good_signature_is_refused[sqlite]",
        "app/payments/gateway.py",
        "        stripe.WebhookSignature.verify_header(raw.decode(), header, secret, SIGNATURE_SECONDS)\n",
    ),
    guard(
        "an item belongs to whoever claimed it", "E4",
        f"{OUTBOX}::test_a_lease_is_renewed_for_as_long_as_the_work_goes_on[sqlite]",
        "app/outbox/claiming.py", ".where(OutboxItem.id == item_id, is_free(now))", ".where(OutboxItem.id == item_id)",
    ),
    guard(
        "who has lost the token writes nothing more", "E4",
        f"{OUTBOX}::test_without_a_heartbeat_the_lease_runs_out[sqlite]",
        "app/outbox/claiming.py",
        "OutboxItem.id == held.item_id, OutboxItem.lease_token == held.token", "OutboxItem.id == held.item_id",
    ),
    guard(
        "sending and unsubscribing meet at the subscriber's lock", "E2",
        f"{LETTERS}::test_no_copy_starts_after_an_unsubscribe_was_answered[postgresql]",
        "app/newsletter/rows.py",
        "select(Subscriber).where(Subscriber.id == subscriber_id).with_for_update(key_share=True)",
        "select(Subscriber).where(Subscriber.id == subscriber_id)",
    ),
    guard(
        "a second press of one button adds nothing", "H4",
        "tests/web/test_checkout.py::test_a_second_press_of_put_in_basket_adds_nothing[sqlite]",
        "app/cart/actions.py", "seen_version is not None and seen_version != cart.version", "False",
    ),
    guard(
        "what a bank has taken back does not go back again", "M3",
        f"{PAYMENTS}/test_disputing.py::test_what_a_bank_has_taken_back_counts_as_gone_and_is_told[sqlite]",
        "app/payments/actions.py", "return sum_refunds(payment.id) + sum_lost(payment)",
        "return sum_refunds(payment.id)",
    ),
    guard(
        "nothing leaves while the payment is disputed", "P1",
        f"{PAYMENTS}/test_refunding.py::test_a_dispute_stops_the_parcel_and_a_win_lets_it_go[sqlite]",
        "app/orders/shipping.py", "if order.payment is PaymentState.DISPUTED:", "if False:",
    ),
    guard(
        "a staff page asks for its permission", "roles",
        "tests/web/hostile/test_who_may.py::test_a_role_may_do_exactly_what_it_was_given[sqlite-support]",
        "app/web/permissions.py", "if not current_user.may(permission):", "if False:",
    ),
    guard(
        "a form from another site is refused", "CSRF",
        "tests/web/test_bad_input.py::test_a_foreign_post_gives_back_what_was_typed[sqlite]",
        "app/web/guard.py", 'return site == "same-origin"', "return True",
    ),
    guard(
        "a code is used while its count is below its limit", "M4",
        "tests/actions/offers/test_uses_at_once.py::test_a_hundred_orders_get_one_use_and_no_more[sqlite-limits0]",
        "app/orders/redeeming.py", "or_(Offer.most_uses.is_(None), Offer.uses < Offer.most_uses), *conditions",
        "*conditions",
    ),
    guard(
        "a gift card is charged while there is enough on it", "M4",
        "tests/actions/credit/test_at_once.py::test_twenty_orders_get_the_value_of_a_card_and_no_more[sqlite]",
        "app/credit/ledger.py", "CreditAccount.balance_minor + amount >= 0, *conditions", "*conditions",
    ),
    Guard(
        name="a session takes what gift cards have left, and not the total", holds="M1",
        test="tests/actions/credit/test_paying.py"
        "::test_a_session_that_takes_the_whole_total_does_not_agree_and_goes_back[sqlite]",
        changes=(
            Change(
                path="app/payments/rules.py",
                before='("amount", told.amount_total, order.due_minor)',
                after='("amount", told.amount_total, order.total_minor)',
            ),
            Change(
                path="app/payments/rules.py",
                before='("captured amount", told.received, order.due_minor)',
                after='("captured amount", told.received, order.total_minor)',
            ),
        ),
    ),
    guard(
        "no more goes back on a gift card than it has paid", "M3",
        "tests/actions/credit/test_refunding.py::test_a_use_is_never_given_back_beyond_itself_whoever_asks[sqlite]",
        "app/credit/using.py", "        .where(CreditUse.refunded_minor + amount <= CreditUse.amount_minor)\n",
    ),
    guard(
        "a stopped gift card pays nothing, also where money came late", "M4",
        "tests/actions/credit/test_paying.py::test_late_money_whose_card_is_gone_goes_back_whole[sqlite-stopped]",
        "app/credit/using.py", "only_if=(CreditAccount.stopped_at.is_(None), *not_over),", "only_if=not_over,",
    ),
    guard(
        "who sends a parcel names what had left", "O2",
        f"{PAYMENTS}/test_parcels.py::test_six_packers_who_press_send_at_once_send_one_parcel[sqlite]",
        "app/orders/shipping.py", "if count_parcel_news(order.id) != seen:", "if False:",
    ),
    guard(
        "a form from before a parcel was taken back sends nothing", "O2",
        "tests/actions/orders/test_recalling.py::test_a_form_from_before_the_parcel_was_taken_back_sends_nothing[sqlite]",
        "app/orders/parcels.py", "select(recorded + recalled)", "select(recorded - recalled)",
    ),
    guard(
        "what was given back before is counted when tax is rounded", "I3",
        "tests/rules/test_invoicing.py::test_however_the_parts_fall_and_some_fail_the_notes_add_up_to_the_unit",
        "app/invoicing/rules.py", "after = given.gross + part", "after = part",
    ),
    guard(
        "a paper is found at its own order alone", "owner",
        "tests/web/test_papers.py::test_a_paper_is_found_at_its_own_order_only[sqlite]",
        "app/invoicing/queries.py", "Paper.order_id == order_id, Paper.series == series,", "Paper.series == series,",
    ),
    guard(
        "an order is a shopper's own by their address alone", "owner",
        "tests/web/test_sign_in_by_mail.py::test_somebody_elses_order_is_not_found[sqlite]",
        "app/orders/queries.py", "(Order.email_key == user.email, Order.paid_at.is_not(None))",
        "(Order.paid_at.is_not(None),)",
    ),
)  # fmt: skip
