"""Guards of papers, delivery, tax, the order desk, downloads and returns."""

from tests.faults.mutating.listing import Change, Guard, guard

DESK = "tests/actions/orders"
PAPERS = "tests/actions/invoicing"
NUMBERS = f"{PAPERS}/test_numbers_at_once.py::test_twenty_orders_paid_at_once_get_the_numbers_one_to_twenty"
TAXES = "tests/actions/payments/test_taxes.py"
DOWNLOADS = "tests/actions/downloads/test_handing_over.py"
RETURNS = "tests/actions/returns/test_returning.py"
APPLYING = "app/payments/protocol/applying.py"

MOVING = "tests/actions/test_moving.py"
RESTORED = "tests/actions/payments/test_restored.py"

AROUND = (
    Guard(
        name="mail has hands of its own in a worker", holds="lanes",
        test="tests/faults/test_slow_mail.py::test_a_paid_order_is_marked_paid_while_mails_hang[hanging_server]",
        changes=(
            Change(
                path="app/cli/worker.py",
                before="(Sweeper(app), Hand(app, Lane.MAIL), Hand(app, Lane.LETTERS))", after="(Sweeper(app),)",
            ),
            Change(path="app/outbox/tasks.py", before="lane=Lane.HOUSE, ", after=""),
        ),
    ),
    guard(
        "a table that arrives otherwise is not kept", "moving",
        f"{MOVING}::test_a_table_that_arrives_otherwise_is_refused",
        "app/moving/copying.py", "if sums[table.name] != arrived:", "if False:",
    ),
    guard(
        "keys are looked at when they stand again", "moving",
        f"{MOVING}::test_a_row_that_leads_nowhere_is_found_when_the_walls_stand_again[sqlite]",
        "app/moving/walls.py", "if broken:", "if False:",
    ),
    guard(
        "a target that holds a site is left alone", "moving",
        f"{MOVING}::test_every_row_of_sqlite_arrives_in_postgresql_and_the_site_goes_on",
        "app/moving/copying.py", "for name in SITE:", "for name in ():",
    ),
    guard(
        "after a restore no mail goes out by itself", "E4",
        f"{MOVING}::test_after_a_restore_no_mail_goes_out_by_itself_and_the_rest_goes_on[sqlite]",
        "app/moving/resuming.py", "update(OutboxItem).where(*owed)", "update(OutboxItem).where(OutboxItem.id < 0)",
    ),
    guard(
        "money of a lost order is told after a restore", "P1",
        f"{RESTORED}::test_a_copy_put_back_finds_its_money_and_sends_nothing_again[sqlite]",
        "app/payments/protocol/applying.py", "        tell_of_lost_order(told, now=now)\n",
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
        "app/payments/papers.py", "if not payment.is_kept or ", "if ",
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
    ),
    guard(
        "desk: who moves an order names the address that stood there", "M2",
        f"{DESK}/test_amending_at_once.py::test_of_six_new_addresses_at_once_one_is_taken[sqlite]",
        "app/orders/amending.py", "if reason or find_address_change(order.id) != seen:", "if reason:",
    ),
    guard(
        "desk: gift cards are locked before stock", "locks",
        "tests/actions/credit/test_refunding.py"
        "::test_units_taken_off_go_back_to_the_card_and_cards_are_locked_before_stock[sqlite]",
        "app/payments/amending.py", "    lock_spent(order.id)  # gift cards are locked before stock\n",
    ),
    guard(
        "desk: what was taken off is what went back", "O3",
        f"{DESK}/test_amending.py::test_verify_finds_an_amendment_that_is_not_what_was_done[sqlite-sum]",
        "app/payments/amendment_checks.py", "if lines is None or int(lines) != (refund or 0) + on_cards + (off or 0)",
        "if lines is None",
    ),
    guard(
        "desk: what was taken off goes no more", "O3",
        f"{DESK}/test_amending.py::test_verify_finds_an_amendment_that_is_not_what_was_done[sqlite-units]",
        "app/payments/amendment_checks.py", ", *_not_cancelled()", "",
    ),
    guard(
        "what goes back on a gift card has its note", "I2",
        f"{PAPERS}/test_cards.py::test_an_order_that_a_card_paid_alone_has_its_invoice_and_its_notes[sqlite]",
        "app/payments/giving_back.py", "    write_papers_of_cards(order, now=now)  # its counter is the last lock\n",
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
    ),
    guard(
        "files leave by themselves only where their buyer agreed", "O5",
        f"{DOWNLOADS}::test_without_consent_nothing_leaves_by_itself_and_staff_send_it[sqlite]",
        "app/downloads/actions.py", "if find_consent(order.id) is None:", "if False:",
    ),
    guard(
        "a download is counted below its limit", "O5",
        f"{DOWNLOADS}::test_after_twenty_it_is_told_in_words[sqlite]",
        "app/downloads/actions.py", ", Download.times < MOST_DOWNLOADS)", ",)",
    ),
    guard(
        "a download link ends after a day", "O5",
        f"{DOWNLOADS}::test_a_press_gives_a_link_for_a_day[sqlite]",
        "app/downloads/actions.py", "if read[1] <= now:", "if False:",
    ),
    guard(
        "a download link ends with the money", "O5",
        f"{DOWNLOADS}::test_a_refund_a_withdrawal_without_consent_and_a_closed_line_end_the_link[sqlite]",
        "app/downloads/actions.py",
        "    if offered.why_not:\n        raise DownloadOver(offered.why_not)\n    return db", "    return db",
    ),
    guard(
        "a download link is signed", "O5",
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
    guard(
        "a parcel does not leave an addition behind that may be paid", "O6",
        f"{DESK}/test_adding.py::test_an_end_of_its_session_frees_the_things_and_withdraws_it[sqlite]",
        "app/orders/shipping.py", "if waiting is not None:", "if False:",
    ),
    guard(
        "an exchange is asked once at a time", "M3",
        f"{DESK}/test_setting_off.py::test_staff_end_it_by_cancelling_its_own_order[sqlite-SH-LAMP]",
        "app/payments/setting_off.py", "if reason := why_nothing_changes(first.id):", "if reason := '':",
    ),
    guard(
        "what is paid out of a set off is not counted twice", "M3",
        f"{DESK}/test_setting_off.py::test_money_that_was_set_off_goes_back_the_way_it_first_came[sqlite]",
        "app/payments/actions.py", "Refund.state.in_(among), Refund.paid_out_of_id.is_(None)",
        "Refund.state.in_(among)",
    ),
    guard(
        "what is exchanged is agreed to in time", "S4",
        f"{DESK}/test_setting_off.py::test_what_is_not_agreed_to_in_time_takes_nothing_off[sqlite-SH-MATE]",
        "app/payments/protocol/adding.py", "waiting is None or waiting.expires_at <= now)", "waiting is None)",
    ),
    guard(
        "late money for what goes nowhere goes back", "P1",
        f"{DESK}/test_adding.py::test_money_that_comes_after_the_first_order_has_left_goes_back_by_itself[sqlite]",
        APPLYING, "if first is not None and not goes_on(first):", "if False:",
    ),
    guard(
        "a parcel that had not left counts as sent no more", "O2",
        f"{DESK}/test_recalling.py::test_a_parcel_taken_back_lies_on_the_shelf_and_waits_to_be_packed[sqlite]",
        "app/orders/parcels.py", "_sum_of(ShipmentLine, stands(ShipmentLine.shipment_id))", "_sum_of(ShipmentLine)",
    ),
    guard(
        "what is back on the shelf has been gone", "O2",
        f"{DESK}/test_recalling.py::test_what_comes_back_or_is_back_has_been_gone[sqlite]",
        "app/orders/recalling.py", "if units_put_back(order.id):", "if False:",
    ),
    guard(
        "two offers for a first order meet at one lock", "M4",
        "tests/actions/offers/test_first_orders_at_once.py"
        "::test_two_offers_for_a_first_order_give_one_mailbox_one[postgresql]",
        "app/orders/redeeming.py", "own | first if own & first else own", "own",
    ),
    guard(
        "late money of two offers for a first order meets at one lock", "M4",
        "tests/actions/offers/test_first_orders_at_once.py"
        "::test_of_late_money_beside_another_first_order_staff_are_told[postgresql-is late]",
        "app/orders/redeeming.py", "for offer in lock_offers_that_meet(rows).values():",
        "for offer in lock_offers(rows).values():",
    ),
    guard(
        "an offer for a first order that was stopped meets the others too", "M4",
        "tests/actions/offers/test_first_orders_at_once.py"
        "::test_of_late_money_beside_another_first_order_staff_are_told[postgresql-was stopped]",
        "app/orders/redeeming.py", "select(Offer.id).where(Offer.first_order).order_by",
        "select(Offer.id).where(Offer.first_order, Offer.stopped_at.is_(None)).order_by",
    ),
    guard(
        "a tax that is told of other sums is no answer", "T1",
        "tests/actions/payments/test_stripe_tax.py::test_an_answer_about_other_sums_is_no_answer[sqlite]",
        "app/payments/tax_gateway.py",
        "if not is_about_it or told.tax_amount_exclusive or told.amount_total != sum(sent.values()) + cost:",
        "if False:",
    ),
    guard(
        "the payment page of the other basket is ended before the two are one", "P1",
        "tests/web/test_baskets_meet.py"
        "::test_a_payment_page_that_is_open_on_the_other_device_is_ended_too[sqlite]",
        "blueprints/store/basket.py", "return [cart_id, own.id] if own", "return [cart_id] if own",
    ),
)  # fmt: skip
