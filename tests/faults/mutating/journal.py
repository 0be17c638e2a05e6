"""Guards of what readers see: the gate, set minutes, two editors."""

from tests.faults.mutating.listing import guard

CHANGES = "tests/actions/journal/test_scheduled_changes.py"
MINUTES = "tests/actions/journal/test_scheduling.py"
AT_THE_DESK = "tests/web/journal/test_scheduled_changes.py"
BLOCKS = "tests/actions/comments/test_blocking.py"
OUTWARD = "tests/actions/journal/test_outward.py"
COMING_OUT = "app/publishing/coming_out.py"

JOURNAL = (
    guard(
        "a scheduled change is the text that was looked at", "C2",
        f"{CHANGES}::test_what_another_editor_keeps_afterwards_stays_out_and_is_not_lost[sqlite]",
        COMING_OUT, "kept = get_revision(article.id, schedule.revision)", "kept = None",
    ),
    guard(
        "a correction that cannot be told takes its change back", "C2",
        f"{CHANGES}::test_a_correction_that_cannot_be_told_by_then_keeps_its_change_back[sqlite]",
        COMING_OUT, "with db.session.begin_nested():", "with db.session.no_autoflush:",
    ),
    guard(
        "phrases are looked at again at the minute", "C1",
        f"{MINUTES}::test_phrases_that_nobody_has_looked_at_keep_it_back[sqlite]",
        COMING_OUT, "if claims and claims_mark(claims) != schedule.claims:", "if False:",
    ),
    guard(
        "the gate is asked again at the minute", "C1",
        f"{CHANGES}::test_what_no_longer_holds_at_the_minute_keeps_it_back_and_is_mailed[sqlite-withdraw_resource]",
        "app/publishing/actions.py", "    if lacks:\n", "    if False:\n",
    ),
    guard(
        "a minute that was not seen is not replaced", "C1",
        f"{AT_THE_DESK}::test_the_second_of_two_editors_sees_the_minute_of_the_first[sqlite]",
        "app/publishing/scheduling.py", 'if (there.mark if there else "") == seen:', "if True:",
    ),
    guard(
        "a block outlives an erasure", "K3",
        f"{BLOCKS}::test_of_a_blocked_writer_who_was_erased_nothing_new_is_kept[sqlite]",
        "app/comments/erasing.py", "    keep_block(writer)\n",
    ),
    guard(
        "nothing is kept of who was erased while blocked", "K3",
        f"{BLOCKS}::test_of_a_blocked_writer_who_was_erased_nothing_new_is_kept[sqlite]",
        "app/comments/posting.py", "if find_block(new.address.key, new.address.mailbox) is not None:", "if False:",
    ),
    guard(
        "no transaction is open while a stranger is asked", "C3",
        f"{OUTWARD}::test_nothing_is_open_in_the_database_while_a_stranger_is_asked[sqlite]",
        "app/content/outward_asking.py", "        end_reading()\n        for address_id", "        for address_id",
    ),
    guard(
        "this site's own address is not elsewhere", "C3",
        f"{OUTWARD}::test_addresses_are_found_in_the_text_the_findings_and_the_references",
        "app/content/outward.py", "and not (own and f\"{url}/\".startswith(ours))", "",
    ),
)  # fmt: skip
