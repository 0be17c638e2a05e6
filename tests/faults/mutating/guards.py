"""The guards of the money and mail paths: where each stands, what stands there without it, and who must notice."""

from dataclasses import dataclass

OVERSELL = "tests/faults/test_oversell.py::test_twenty_shoppers_get_the_last_three_units_and_no_more"
DESK = "tests/actions/orders"
PAYMENTS = "tests/actions/payments"
OUTBOX = "tests/faults/test_outbox_workers.py"
PAPERS = "tests/actions/invoicing"
NUMBERS = f"{PAPERS}/test_numbers_at_once.py::test_twenty_orders_paid_at_once_get_the_numbers_one_to_twenty"
TAXES = "tests/actions/payments/test_taxes.py"
DOWNLOADS = "tests/actions/downloads/test_handing_over.py"
RETURNS = "tests/actions/returns/test_returning.py"
LETTERS = "tests/faults/newsletter/test_workers.py"


@dataclass(frozen=True, kw_only=True)
class Change:
    """One place: `before` stands in the file exactly once, and is replaced."""

    path: str
    before: str
    after: str = ""


@dataclass(frozen=True, kw_only=True)
class Guard:
    """One guard, by the invariant it holds; `test` must fail when its changes are made."""

    name: str
    holds: str
    test: str
    changes: tuple[Change, ...]


def guard(name: str, holds: str, test: str, path: str, before: str, after: str = "") -> Guard:
    """A guard that stands in one place."""
    return Guard(name=name, holds=holds, test=test, changes=(Change(path=path, before=before, after=after),))


STARTING = "app/payments/protocol/starting.py"
APPLYING = "app/payments/protocol/applying.py"

GUARDS = (
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
                before="if not 0 < amount <= order.refundable.minor:", after="if amount <= 0:",
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
        "app/payments/giving_back.py", "if seen_refunded != order.refunded_minor:", "if False:",
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
                before="select(Cart).where(Cart.id == cart_id).with_for_update()",
                after="select(Cart).where(Cart.id == cart_id)",
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
        STARTING, "        if find_live_attempt_of_cart(cart_id) is not None:\n            raise Raced\n",
    ),
    guard(
        "late money needs units of its own", "P1",
        f"{PAYMENTS}/test_paying.py::test_late_money_goes_back_whole_when_the_things_are_gone[sqlite]",
        APPLYING, "        except NotEnough:\n            return WhyNot.GONE\n",
        "        except NotEnough:\n            pass\n",
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
        "who sends a parcel names what had left", "O2",
        f"{PAYMENTS}/test_parcels.py::test_six_packers_who_press_send_at_once_send_one_parcel[sqlite]",
        "app/orders/shipping.py", "if units_sent(order.id) != seen_sent:", "if False:",
    ),
    guard(
        "the counter of invoices is locked", "I1", f"{NUMBERS}[postgresql]",
        "app/invoicing/actions.py", "query.with_for_update().execution_options", "query.execution_options",
    ),
    guard(
        "an invoice is written with the money", "I2",
        f"{PAPERS}/test_papers.py::test_a_paid_order_has_one_invoice_of_its_sums_however_often_it_is_told[sqlite]",
        APPLYING, "    issue_invoice(order, now=now)  # its counter is the last lock\n",
    ),
    guard(
        "a note is written with the refund", "I2",
        f"{PAPERS}/test_papers.py::test_a_refund_has_its_note_once_stripe_has_taken_it[sqlite]",
        "app/payments/protocol/refunding.py",
        "    write_paper_of(order, payment, refund, now=now)  # its counter is the last lock\n",
    ),
    guard(
        "a refund in step with its papers gets no other", "I2",
        f"{PAPERS}/test_mending.py::test_a_note_that_is_missing_is_found_and_written_by_the_repair[sqlite]",
        "app/invoicing/actions.py", "if is_given == has_note:", "if False:",
    ),
    guard(
        "money that is not kept has no papers", "I2",
        f"{PAPERS}/test_papers.py::test_money_that_is_not_kept_has_neither_invoice_nor_note[sqlite]",
        "app/payments/papers.py", "if not payment.is_kept:", "if False:",
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
    guard(
        "delivery that no way is open to is not paid for", "M1",
        f"{TAXES}::test_what_no_way_is_open_to_is_not_paid_for[sqlite]",
        "app/payments/drafting.py", "if sums.is_stuck:", "if False:",
    ),
    guard(
        "delivery whose cost depends on a postcode is not paid for without one", "M1",
        f"{TAXES}::test_where_the_cost_depends_on_the_postcode_nothing_is_paid_without_one[sqlite]",
        "app/payments/drafting.py", "if sums.lacks_postcode:", "if False:",
    ),
    guard(
        "delivery to where nothing is sent is not worked out for elsewhere", "M1",
        f"{TAXES}::test_an_order_to_where_nothing_is_sent_any_more_is_not_worked_out_for_elsewhere[sqlite]",
        "app/payments/drafting.py", "    tariff.find_country(buyer.country)\n",
    ),
    guard(
        "delivery: nobody has to fetch things unasked", "M1",
        "tests/rules/test_delivering.py::test_nobody_is_sent_to_fetch_things_unasked",
        "app/pricing/delivering.py", "if not one.rate.is_pickup), None)", "if True), None)",
    ),
    guard(
        "the tax evidence of an order is counted", "M1",
        f"{TAXES}::test_verify_finds_evidence_that_was_changed[sqlite-tax]",
        "app/orders/checks.py", "[*wrong, *ask_taxes()]", "wrong",
    ),
    guard(
        "the tax evidence is a part of what was agreed to", "M2",
        f"{TAXES}::test_verify_finds_evidence_that_was_changed[sqlite-rate]",
        "app/orders/rules.py", "    if taxes:\n", "    if False:\n",
    ),
    guard(
        "delivery is a part of what was agreed to", "M2",
        f"{TAXES}::test_verify_finds_evidence_that_was_changed[sqlite-place]",
        "app/orders/rules.py", "    if any(delivery):\n", "    if False:\n",
    ),
    guard(
        "the tax of a buyer at home is paid here", "tax",
        f"{TAXES}::test_reverse_charge_is_for_businesses_of_another_country_alone[sqlite]",
        "app/pricing/vat_numbers.py", "country_of(spelt) == country != seller_country",
        "country_of(spelt) == country",
    ),
    guard(
        "the tax is worked out once for each rate", "M1",
        "tests/rules/test_taxing.py::test_the_evidence_of_any_lines_sums_to_total_and_tax_to_the_unit",
        "app/pricing/taxing.py", "taxes = allocate(tax_inside(whole, points), [*weights, *freight])",
        "taxes = [tax_inside(one, points) for one in [*weights, *freight]]",
        "desk: who moves an order names the address that stood there", "M2",
        f"{DESK}/test_amending_at_once.py::test_of_six_new_addresses_at_once_one_is_taken[sqlite]",
        "app/orders/amending.py", "if reason or find_address_change(order.id) != seen:", "if reason:",
    ),
    guard(
        "desk: an erasure takes the addresses of amendments", "A2",
        f"{DESK}/test_amending.py::test_an_erasure_takes_the_new_address_at_once[sqlite]",
        "app/orders/erasing.py", "db.session.execute(update(Amendment).where(*moved).values(ERASED_ADDRESS))",
    ),
    guard(
        "desk: an erasure takes the words of notes", "A2",
        f"{DESK}/test_noting.py::test_the_buyer_gets_notes_when_they_ask_and_an_erasure_takes_the_words[sqlite]",
        "app/orders/erasing.py",
        "db.session.execute(update(OrderNote).where(OrderNote.order_id == order_id).values(words=MARKER))",
    ),
    guard(
        "desk: an erased buyer is found by nothing", "A2",
        f"{DESK}/test_finding.py::test_an_erased_buyer_is_found_by_nothing_of_theirs[sqlite]",
        "app/orders/erasing.py", "    index_order(order)\n    _erase_around", "    _erase_around",
    ),
    guard(
        "desk: no slip is printed for who has withdrawn", "withdraw",
        "tests/web/test_staff_order_desk.py::test_no_slip_is_printed_for_a_buyer_who_has_withdrawn[sqlite]",
        "blueprints/staff/orders/slips.py", " and one.id not in withdrawn",
    ),
    guard(
        "desk: what is typed stands beside the note's field", "F11",
        "tests/web/test_staff_order_desk.py::test_a_note_is_kept_and_never_shown_to_the_buyer[sqlite]",
        "blueprints/staff/orders/noting.py", "change(number, keep, beside)", "change(number, keep)",
    ),
    guard(
        "desk: a new address is found, too", "F1",
        f"{DESK}/test_amending.py::test_a_new_address_counts_and_the_copy_stays[sqlite]",
        "app/orders/amending.py", "    index_order(order)\n",
        "files leave by themselves only where their buyer agreed", "O3",
        f"{DOWNLOADS}::test_without_consent_nothing_leaves_by_itself_and_staff_send_it[sqlite]",
        "app/downloads/actions.py", "if find_consent(order.id) is None:", "if False:",
    ),
    guard(
        "a download is counted below its limit", "O3",
        f"{DOWNLOADS}::test_after_twenty_it_is_told_in_words[sqlite]",
        "app/downloads/actions.py", ", Download.times < MOST_DOWNLOADS)", ",)",
    ),
    guard(
        "a download link ends after a day", "O3",
        f"{DOWNLOADS}::test_a_press_gives_a_link_for_a_day[sqlite]",
        "app/downloads/actions.py", "if read[1] <= now:", "if False:",
    ),
    guard(
        "a download link ends with the money", "O3",
        f"{DOWNLOADS}::test_a_refund_a_whole_withdrawal_and_a_closed_line_end_the_link[sqlite]",
        "app/downloads/actions.py",
        "    if offered.why_not:\n        raise DownloadOver(offered.why_not)\n    return db", "    return db",
    ),
    guard(
        "a download link is signed", "O3",
        "tests/rules/test_downloads.py::test_a_link_with_anything_changed_is_not_ours",
        "app/downloads/rules.py", "if not any(hmac.compare_digest(", "if None and any(hmac.compare_digest(",
    ),
    guard(
        "no more is announced than was sent", "O4",
        f"{RETURNS}::test_no_more_comes_back_than_was_sent[sqlite]",
        "app/returns/actions.py", "if errors or not wanted or", "if not wanted or",
    ),
    guard(
        "a return is received once", "O4",
        f"{RETURNS}::test_the_shelf_gets_no_more_than_arrived_and_gets_it_once[sqlite]",
        "app/returns/actions.py", "if not back.is_open or back.received_at is not None:", "if False:",
    ),
    guard(
        "a second press finds the return of the first", "O4",
        f"{RETURNS}::test_a_second_press_is_the_first_and_another_wish_is_refused[sqlite]",
        "app/returns/actions.py", "if count_returns(order.id) != seen:", "if False:",
    ),
    guard(
        "units on their way back are not put on the shelf by hand", "O4",
        f"{RETURNS}::test_units_on_their_way_are_not_put_back_by_hand_as_well[sqlite]",
        "app/returns/queries.py", " - coming.get(variant, 0) for", " for",
    ),
)  # fmt: skip
