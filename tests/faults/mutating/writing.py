"""Guards of what is written, shown and fetched: the fetcher, comments, the writing desk, the gate, links, works."""

from tests.faults.mutating.listing import Change, Guard, guard

FETCHING = "tests/faults/test_fetching.py"
COMMENTS = "tests/actions/comments"
AROUND = f"{COMMENTS}/test_ways_around.py"
WRITING = "tests/web/comments/test_writing.py"
JOURNAL = "tests/actions/journal"
DESK = "tests/web/journal/test_desk.py"
MATRIX = "tests/rules/test_relatedness.py"
CLOCK = "tests/actions/payments/test_wrong_clock.py"

WRITTEN = (
    guard(
        "fetching: no private address is asked", "SSRF",
        f"{FETCHING}::test_no_spelling_of_our_own_house_is_asked",
        "app/fetching.py", "    return found.is_global and not (", "    return True or not (",
    ),
    guard(
        "fetching: an address hidden inside another is judged", "SSRF",
        f"{FETCHING}::test_no_spelling_of_our_own_house_is_asked",
        "app/fetching.py", "            return is_public(str(inner))\n", "            return True\n",
    ),
    guard(
        "fetching: one private address spoils them all", "SSRF",
        f"{FETCHING}::test_one_private_address_among_public_ones_spoils_them_all",
        "app/fetching.py", "not all(self.allows(one) for one in found)", "not any(self.allows(one) for one in found)",
    ),
    guard(
        "fetching: the judged address is asked, whatever the name says next", "SSRF",
        f"{FETCHING}::test_a_name_is_looked_up_once_and_the_judged_address_is_asked",
        "app/fetching.py", "socket.create_connection((found[0], port), timeout=self.seconds)",
        "socket.create_connection((self.resolve(host, port)[0], port), timeout=self.seconds)",
    ),
    guard(
        "fetching: a redirect is judged anew", "SSRF",
        f"{FETCHING}::test_a_redirect_into_our_house_is_judged_anew",
        "app/fetching.py", "            url = urljoin(url, onward)\n",
        '            url = urljoin(url, onward)\n            object.__setattr__(self, "allows", lambda one: True)\n',
    ),
    Guard(
        name="fetching: only web addresses, at their ports", holds="SSRF",
        test=f"{FETCHING}::test_a_redirect_to_what_is_no_web_address_is_refused",
        changes=(
            Change(
                path="app/fetching.py",
                before="parts.scheme not in _PORTS or not parts.hostname or len(url) > 2000",
                after="not parts.hostname",
            ),
            Change(
                path="app/fetching.py",
                before="if self.ports is not None and port not in self.ports:", after="if False:",
            ),
        ),
    ),
    guard(
        "fetching: only the usual ports", "SSRF",
        f"{FETCHING}::test_what_is_no_web_address_is_refused",
        "app/fetching.py", "if self.ports is not None and port not in self.ports:", "if False:",
    ),
    guard(
        "fetching: no more is taken than allowed", "limits",
        f"{FETCHING}::test_more_than_we_take_is_not_taken",
        "app/fetching.py", "if len(body) > self.most_bytes and not self.cuts:", "if False:",
    ),
    guard(
        "fetching: a server that drips is cut off", "limits",
        f"{FETCHING}::test_a_server_that_drips_is_cut_off",
        "app/fetching.py", "        watch.start()\n",
    ),
    guard(
        "comments: nothing is shown before its writer has confirmed it", "K1",
        f"{COMMENTS}/test_posting.py::test_a_guests_comment_is_kept_unconfirmed_and_one_mail_is_owed[sqlite]",
        "app/comments/posting.py", "        if new.is_signed_in:\n            take_as_confirmed",
        "        if True:\n            take_as_confirmed",
    ),
    guard(
        "comments: a new writer's words wait for a person", "K1",
        f"{COMMENTS}/test_posting.py::test_the_button_lets_a_new_writers_comment_wait_for_a_person[sqlite]",
        "app/comments/rules.py", "Reason.NEW: trust < max(1, trusted_after),", "Reason.NEW: False,",
    ),
    guard(
        "comments: words of self-harm wait whoever wrote them", "K1",
        f"{COMMENTS}/test_posting.py::test_changed_words_of_self_harm_wait_whoever_wrote_them[sqlite]",
        "app/comments/rules.py", "Reason.CRISIS: has_crisis,", "Reason.CRISIS: False,",
    ),
    guard(
        "comments: a link confirms its own address's words", "K1",
        f"{COMMENTS}/test_posting.py::test_a_link_of_one_address_confirms_nothing_of_another[sqlite]",
        "app/comments/confirming.py", "if comment.commenter_id != commenter_id:", "if False:",
    ),
    guard(
        "comments: one mail for an address in six hours", "limits",
        f"{COMMENTS}/test_posting.py::test_one_address_gets_one_mail_in_six_hours_whatever_its_spelling[sqlite]",
        "app/newsletter/addressed.py", "not _was_written_to(table, mailbox, now) and not _domain_is_full",
        "not _domain_is_full",
    ),
    guard(
        "comments: so many mails an hour for a domain", "limits",
        f"{COMMENTS}/test_posting.py::test_one_domain_gets_so_many_mails_an_hour[sqlite]",
        "app/newsletter/addressed.py", " and not _domain_is_full(table, domain, now)",
    ),
    guard(
        "comments: six in a minute from one address", "limits",
        f"{WRITING}::test_more_than_six_in_a_minute_are_refused_with_what_was_typed[sqlite]",
        "blueprints/comments/writing.py", '@limiter.limit("6 per minute; 40 per hour")\n',
    ),
    guard(
        "comments: no mail on an answer starts after a stop", "E2",
        f"{COMMENTS}/test_mailing.py::test_no_mail_starts_after_a_stop_a_hiding_or_a_bounce[sqlite]",
        "app/comments/mailing.py", "or article is None or not _is_wished(writer, answer):", "or article is None:",
    ),
    guard(
        "comments: looking at a stop link stops nothing, its button does", "E3",
        "tests/web/comments/test_stopping.py::test_the_button_stops_them_and_looking_does_not[sqlite]",
        "app/comments/stopping.py", "    stop_mails(commenter_id, form=form, now=now)\n",
    ),
    guard(
        "comments: one click of a mail program needs no origin", "E3",
        "tests/web/comments/test_stopping.py"
        "::test_a_mail_program_stops_them_without_cookie_origin_or_redirect[sqlite]",
        "app/web/guard.py", '    "comments.stop_one_click": "the unguessable token in the address (RFC 8058)",\n',
    ),
    guard(
        "comments: changing its words puts no reported comment back", "K1",
        f"{AROUND}::test_a_reported_comment_is_not_put_back_by_changing_its_words[sqlite-False]",
        "app/comments/rules.py", "        Reason.REPORTED: is_reported,\n", "",
    ),
    guard(
        "comments: new words of a blocked writer are seen by nobody", "K1",
        f"{AROUND}::test_new_words_of_a_blocked_writer_are_seen_by_nobody[sqlite]",
        "app/comments/placing.py", "    if is_blocked(writer):\n", "    if False:\n",
    ),
    guard(
        "comments: a block sees through another spelling", "K1",
        f"{AROUND}::test_a_block_sees_through_another_spelling[sqlite-orla+2@reader.example]",
        "app/comments/posting.py", "    if is_blocked(writer):\n", "    if writer.blocked_at is not None:\n",
    ),
    guard(
        "a run of combining marks is cut before it is sorted", "limits",
        "tests/rules/test_composing.py::test_towers_of_marks_take_little_time",
        "app/composing.py", "        if run <= MOST_MARKS:\n", "        if True:\n",
    ),
    guard(
        "counting: what staff read is no reader's doing", "effect",
        "tests/web/test_effect.py::test_what_staff_read_and_press_counts_for_nothing[sqlite]",
        "app/web/counting.py", "if not is_person(request.environ) or is_ours():", "if not is_person(request.environ):",
    ),
    guard(
        "comments: the third person who reports hides", "K1",
        f"{COMMENTS}/test_reporting.py::test_the_third_person_hides_a_comment_until_somebody_has_looked[sqlite]",
        "app/comments/reporting.py", "if _count_open(comment.id) < max(1, load_settings().comments_hidden_at_reports):",
        "if True:",
    ),
    guard(
        "scheduling: not before its minute", "C1",
        f"{JOURNAL}/test_scheduling.py::test_it_comes_out_at_its_minute_and_not_before[sqlite]",
        "app/publishing/scheduling.py", "now=now, due_at=publish_at, natural_key=key", "now=now, natural_key=key",
    ),
    guard(
        "scheduling: what was called off or set anew does not come out", "C1",
        f"{JOURNAL}/test_scheduling.py"
        "::test_a_minute_called_off_set_anew_or_overtaken_publishes_nothing_by_itself[sqlite]",
        "app/publishing/coming_out.py",
        'schedule is None or schedule.mark != data["asked_at"] or schedule.publish_at > now', "schedule is None",
    ),
    guard(
        "scheduling: six workers and two editors meet at the article's lock", "C2",
        f"{JOURNAL}/test_scheduled_changes.py::test_six_workers_and_two_editors_at_once_make_one_version[postgresql]",
        "app/content/queries.py", "    db.session.refresh(article, with_for_update=True)\n",
        "    db.session.refresh(article)\n",
    ),
    guard(
        "a preview link ends on its day", "preview",
        f"{JOURNAL}/test_reviewing.py::test_a_link_shows_a_draft_until_it_is_over_or_taken_back[sqlite]",
        "app/content/previewing.py",
        "query.where(PreviewLink.revoked_at.is_(None), PreviewLink.expires_at > now)\n    ).first()",
        "query.where(PreviewLink.revoked_at.is_(None))\n    ).first()",
    ),
    guard(
        "a preview link that was taken back shows nothing", "preview",
        f"{JOURNAL}/test_reviewing.py::test_a_link_shows_a_draft_until_it_is_over_or_taken_back[sqlite]",
        "app/content/previewing.py",
        "query.where(PreviewLink.revoked_at.is_(None), PreviewLink.expires_at > now)\n    ).first()",
        "query.where(PreviewLink.expires_at > now)\n    ).first()",
    ),
    guard(
        "a preview link is kept hashed", "preview",
        f"{JOURNAL}/test_reviewing.py::test_a_link_shows_a_draft_until_it_is_over_or_taken_back[sqlite]",
        "app/tokens.py", 'return hashlib.sha256(f"{kind}:{token}".encode()).hexdigest()', "return token",
    ),
    guard(
        "two editors: a stale copy is refused", "edit",
        f"{JOURNAL}/test_writing.py::test_a_stale_save_changes_nothing_and_shows_what_stands_there[sqlite]",
        "app/content/actions.py", ".where(Article.id == article_id, Article.revision == seen_revision)",
        ".where(Article.id == article_id)",
    ),
    guard(
        "two editors: both texts are shown", "edit", f"{DESK}::test_two_editors_lose_nothing[sqlite]",
        "blueprints/staff/content/keeping.py", "return again(article_id, typed, stale.status, stale=stale)",
        "return again(article_id, None, stale.status)",
    ),
    guard(
        "autosave: an older report lies over no newer one", "edit",
        f"{JOURNAL}/test_autosaving.py"
        "::test_a_late_report_and_a_form_opened_twice_lay_nothing_over_the_newer_words[sqlite]",
        "app/content/autosaving.py", ".where(Autosave.serial < serial).values(", ".values(",
    ),
    guard(
        "autosave: keeping takes away nothing newer", "edit",
        f"{JOURNAL}/test_autosaving.py::test_keeping_takes_away_what_it_kept_and_nothing_newer[sqlite]",
        "app/content/autosaving.py", "        .where(Autosave.serial <= serial)\n",
    ),
    guard(
        "publishing: what is missing is asked for", "C1",
        f"{JOURNAL}/test_publishing.py::test_what_is_missing_is_said_and_nothing_happens[sqlite]",
        "app/publishing/actions.py", "    if lacks:\n        raise NotReady(lacks)\n    before", "    before",
    ),
    guard(
        "publishing: an editor does not take the only link of a kind away", "C1",
        f"{JOURNAL}/test_last_links.py::test_the_only_resource_or_door_of_what_readers_see_does_not_go",
        "app/publishing/withdrawing.py",
        "if article.state is ArticleState.PUBLISHED and (word := missing_without(article, edge.to_kind, now=now)):",
        'if (word := ""):',
    ),
    guard(
        "publishing: a suggestion does not count as the only link", "C1",
        f"{JOURNAL}/test_last_links.py::test_what_the_computation_suggests_does_not_stand_in_for_an_editors_word[sqlite]",
        "app/publishing/withdrawing.py",
        "any(one.kind is kind and one.source is not Source.SUGGESTED for one in links)",
        "any(one.kind is kind for one in links)",
    ),
    guard(
        "publishing: a recorded none goes only where something stands in its place", "C1",
        f"{JOURNAL}/test_last_links.py"
        "::test_a_recorded_none_is_taken_back_only_where_something_stands_in_its_place[sqlite]",
        "app/publishing/actions.py",
        "if article.state is ArticleState.PUBLISHED and missing_without(article, kind, now=now):", "if False:",
    ),
    guard(
        "publishing: the last resource of an article is not withdrawn", "C1",
        f"{JOURNAL}/test_publishing.py::test_the_last_resource_of_an_article_stays[sqlite]",
        "app/publishing/withdrawing.py",
        '    _refuse_if_last(NodeKind.RESOURCE, resource.id, "resource", now=now)\n',
    ),
    guard(
        "publishing: the last door of an article is not closed", "C1",
        f"{JOURNAL}/test_publishing.py::test_the_last_door_of_an_article_stays_open_unless_none_is_recorded[sqlite]",
        "app/publishing/withdrawing.py", '    _refuse_if_last(NodeKind.DOOR, door.id, "door", now=now)\n',
    ),
    guard(
        "publishing: what the text shows can be seen", "C3",
        f"{JOURNAL}/test_publishing.py::test_a_text_that_shows_what_readers_cannot_see_is_not_published[sqlite]",
        "app/publishing/gate.py", "        unknown_cards=tuple(unknown),\n", "        unknown_cards=(),\n",
    ),
    guard(
        "links: what is led to is on the shelf", "C3",
        f"{JOURNAL}/test_relatedness.py::test_a_withdrawn_product_is_led_to_no_more_and_at_once[sqlite]",
        "app/relatedness/queries.py", "_to(NodeKind.PRODUCT, Product.id), is_on_the_shelf(), _may_sell(today, country)",
        "_to(NodeKind.PRODUCT, Product.id), _may_sell(today, country)",
    ),
    guard(
        "matrix: ingestibles follow no finding", "matrix",
        f"{MATRIX}::test_the_matrix_allows_what_care_allows_and_nothing_else",
        "app/relatedness/rules.py", "    return product_class in (1, 2, 3)\n", "    return True\n",
    ),
    guard(
        "matrix: a device only where it is registered", "matrix",
        f"{MATRIX}::test_a_medical_device_follows_self_care_and_living_only_when_registered_for_it",
        "app/relatedness/rules.py", "return article_class is not ArticleClass.FINDING and is_registered_device",
        "return True",
    ),
    guard(
        "matrix: the gate asks it", "matrix",
        f"{JOURNAL}/test_publishing.py"
        "::test_an_ingestible_beside_a_finding_is_refused_when_pinned_and_when_the_class_changes[sqlite]",
        "app/publishing/gate.py",
        "allowed = {one.id for one in products if is_allowed(draft, one)}", "allowed = {one.id for one in products}",
    ),
    guard(
        "matrix: pinning asks it", "matrix",
        f"{JOURNAL}/test_publishing.py"
        "::test_an_ingestible_beside_a_finding_is_refused_when_pinned_and_when_the_class_changes[sqlite]",
        "app/relatedness/actions.py",
        "    if is_allowed(draft, product):\n        return\n", "    if product:\n        return\n",
    ),
    guard(
        "a retraction opens a review of each article on it", "C7",
        f"{JOURNAL}/test_references.py::test_a_retraction_opens_a_review_of_each_published_article_on_it[sqlite]",
        "app/content/retracting.py",
        "    open_reviews([citation], _articles_on(citation_id), actor=actor, now=now)\n",
    ),
    guard(
        "an article published on a retracted work is read again, once", "C7",
        f"{JOURNAL}/test_references.py::test_an_article_published_on_a_retracted_work_is_to_be_read_again_once[sqlite]",
        "app/content/retracting.py", "if article_id not in had and insert_if_absent(EvidenceReview, values):",
        "if insert_if_absent(EvidenceReview, values):",
    ),
    guard(
        "a stale change of a work is refused", "C7",
        f"{JOURNAL}/test_references.py::test_a_stale_change_of_a_work_is_refused[sqlite]",
        "app/content/works.py", "        raise StaleWork\n", "        pass\n",
    ),
    guard(
        "events are read by Stripe's times, whatever our clock says", "P2",
        f"{CLOCK}::test_events_are_read_while_the_clock_is_wrong[sqlite]",
        "app/payments/protocol/reconciling.py",
        "    if told:\n        _reach(max(one.created_at for one in told))\n", "    _reach(begun)\n",
    ),
    guard(
        "a session whose answer broke is looked for though clocks differ", "P1",
        f"{CLOCK}::test_a_session_whose_answer_broke_is_found_though_our_clock_is_ahead[sqlite]",
        "app/payments/protocol/opening.py", "CLOCKS_APART = timedelta(hours=1)", "CLOCKS_APART = timedelta(minutes=5)",
    ),
    guard(
        "a page that was asked for in a time to come is asked for again", "P1",
        f"{CLOCK}::test_an_open_page_is_asked_for_again_at_once[sqlite]",
        "app/payments/rules.py",
        "    if attempt.checked_at > now:  # a clock was wrong when it was last asked for\n        return True\n",
    ),
)  # fmt: skip
