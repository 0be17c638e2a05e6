"""Guards of the gate's parts, of versions, and of retracted works."""

from tests.faults.mutating.listing import guard

GATE = "tests/rules/test_publishing.py"
PUBLISHING = "tests/actions/journal/test_publishing.py"
WORKS = "tests/actions/journal/test_references.py"
RULES, RETRACTING = "app/publishing/rules.py", "app/content/retracting.py"

KEPT = (
    guard(
        "gate: a topic that exists", "C1", f"{GATE}::test_each_part_of_the_text_is_asked_for",
        RULES, "if not draft.topics or not set(draft.topics) <= facts.topics_known:", "if not draft.topics:",
    ),
    guard(
        "gate: a drawing has words", "C1", f"{GATE}::test_a_drawing_needs_words",
        RULES, 'if draft.picture_id is not None and not (facts.picture_words or "").strip():', "if False:",
    ),
    guard(
        "gate: a resource, whatever is recorded", "C1", f"{GATE}::test_a_resource_cannot_be_waived",
        RULES, "if facts.resources == 0:", "if False:",
    ),
    guard(
        "gate: a product, or why there is none", "C1", f"{GATE}::test_products_and_doors_may_be_recorded_as_none",
        RULES, "if facts.products == 0 and not facts.none_products:", "if False:",
    ),
    guard(
        "gate: a door, or why there is none", "C1", f"{GATE}::test_products_and_doors_may_be_recorded_as_none",
        RULES, "if facts.doors == 0 and not facts.none_doors:", "if False:",
    ),
    guard(
        "gate: what may not stand there is named", "matrix",
        f"{GATE}::test_refused_products_and_unknown_cards_are_named",
        RULES, "for title in _listed(facts.refused_products):", "for title in ():",
    ),
    guard(
        "gate: what is cited is in the list", "C1", f"{GATE}::test_a_citation_must_stand_in_the_list",
        RULES, "if key not in known:", "if False:",
    ),
    guard(
        "gate: a finding rests on a work of the list", "C1", f"{GATE}::test_each_part_of_the_text_is_asked_for",
        RULES, "if not one.references or not set(one.references) <= known:", "if not one.references:",
    ),
    guard(
        "gate: a finding that is shown is there", "C3", f"{GATE}::test_a_finding_shown_must_exist",
        RULES, "if not 1 <= number <= len(draft.findings):", "if False:",
    ),
    guard(
        "publishing: a later version carries its date", "C2",
        f"{PUBLISHING}::test_a_later_publication_keeps_the_first_version_and_carries_its_date[sqlite]",
        "app/publishing/actions.py", "    elif is_changed:\n        article.changed_at = now\n",
    ),
    guard(
        "publishing: the same text makes no second version", "C2",
        f"{PUBLISHING}::test_the_same_text_is_not_published_twice[sqlite]",
        "app/publishing/actions.py", "if was_published and not is_changed:", "if False:",
    ),
    guard(
        "publishing: an article says by itself that its only product has gone", "C1",
        f"{PUBLISHING}::test_an_article_whose_only_product_left_the_shelf_says_so_by_itself[sqlite]",
        "app/publishing/keeping.py", '            record_gone(int(data["id"]), now=now)\n',
    ),
    guard(
        "retraction: only what readers see is read again", "C7",
        f"{WORKS}::test_a_retraction_opens_a_review_of_each_published_article_on_it[sqlite]",
        RETRACTING, "ArticleCitation.citation_id == citation_id, Article.state == ArticleState.PUBLISHED",
        "ArticleCitation.citation_id == citation_id",
    ),
    guard(
        "retraction: a work is marked once", "C7",
        f"{WORKS}::test_a_retraction_opens_a_review_of_each_published_article_on_it[sqlite]",
        RETRACTING, "if citation.retracted_on is not None:", "if False:",
    ),
    guard(
        "retraction: it lies in the past", "C7", f"{WORKS}::test_a_retraction_of_tomorrow_is_refused[sqlite]",
        RETRACTING, "if on > now.date():", "if False:",
    ),
    guard(
        "retraction: a review is closed once", "C7",
        f"{WORKS}::test_a_review_is_closed_once_with_a_sentence[sqlite]",
        RETRACTING, "if review.closed_at is not None:", "if False:",
    ),
    guard(
        "retraction: a review is closed with a sentence", "C7",
        f"{WORKS}::test_a_review_is_closed_once_with_a_sentence[sqlite]",
        RETRACTING, "if not said or len(said) > 300:", "if False:",
    ),
    guard(
        "retraction: a mark that is taken back takes its reviews along", "C7",
        f"{WORKS}::test_a_mark_that_was_a_mistake_is_taken_back_with_its_reviews[sqlite]",
        RETRACTING, "        review.closed_at, review.closed_by, review.decision = now, actor, TAKEN_BACK\n",
        "        pass\n",
    ),
    guard(
        "retraction: pages that were kept are dropped", "C7",
        f"{WORKS}::test_a_mark_and_its_taking_back_drop_the_pages_that_were_kept[sqlite]",
        RETRACTING, "    raise_version()\n    return citation\n\n\ndef take_retraction_back",
        "    return citation\n\n\ndef take_retraction_back",
    ),
    guard(
        "retraction: pages that told of a mistaken mark are dropped", "C7",
        f"{WORKS}::test_a_mark_and_its_taking_back_drop_the_pages_that_were_kept[sqlite]",
        RETRACTING, "    raise_version()\n    return citation\n\n\ndef open_reviews",
        "    return citation\n\n\ndef open_reviews",
    ),
    guard(
        "retraction: readers are told at the head of the article", "C7",
        "tests/web/journal/test_references.py"
        "::test_a_retraction_is_told_at_the_article_on_the_reference_and_to_staff[sqlite]",
        "templates/blog/article_body.html",
        "{% if page.retracted %}{{ retracted_banner(page.retracted) }}{% endif %}",
    ),
    guard(
        "retraction: readers are told on the work's page", "C7",
        "tests/web/journal/test_references.py"
        "::test_a_retraction_is_told_at_the_article_on_the_reference_and_to_staff[sqlite]",
        "templates/blog/reference.html", "{% if shown.retracted_on %}", "{% if false %}",
    ),
)  # fmt: skip
