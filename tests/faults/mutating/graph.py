"""Guards of the graph: what the matrix lets stand, what people decided, markets, days, and what readers can see."""

from tests.faults.mutating.listing import guard

JOURNAL = "tests/actions/journal"
GRAPH = f"{JOURNAL}/test_relatedness.py"
DEVICES = f"{JOURNAL}/test_devices.py"
GOVERNED = f"{JOURNAL}/test_governed.py"
EXPIRING = f"{JOURNAL}/test_expiring.py"
MATRIX = "tests/rules/test_relatedness.py"
MARKETS = "tests/web/test_markets.py"
COMPUTING, LINKS = "app/relatedness/computing.py", "app/relatedness/queries.py"

JOINED = (
    guard(
        "matrix: news about an illness leads to no device", "matrix",
        f"{MATRIX}::test_a_medical_device_follows_self_care_and_living_only_when_registered_for_it",
        "app/relatedness/rules.py", "return article_class is not ArticleClass.FINDING and is_registered_device",
        "return is_registered_device",
    ),
    guard(
        "matrix: a guide leads to its own class", "matrix",
        f"{MATRIX}::test_a_guide_leads_to_its_own_class_and_ingestibles_only_where_a_market_has_them",
        "app/relatedness/rules.py", "return product_class == guide_class", "return True",
    ),
    guard(
        "matrix: ingestibles wait for a market", "matrix",
        f"{MATRIX}::test_a_guide_leads_to_its_own_class_and_ingestibles_only_where_a_market_has_them",
        "app/relatedness/rules.py", "if product_class == 6 and not sells_ingestibles:", "if False:",
    ),
    guard(
        "matrix: the computation asks it", "matrix", f"{GRAPH}::test_the_computation_obeys_the_matrix[sqlite]",
        COMPUTING, "and (kind is not NodeKind.PRODUCT or self.may_lead(article, one, guide_class))", "",
    ),
    guard(
        "matrix: a device shares a topic with what leads to it", "matrix",
        f"{DEVICES}::test_a_device_that_is_registered_for_something_else_is_not_led_to[sqlite]",
        "app/relatedness/rules.py",
        'node_class.endswith(" registered") and not set(product_topics).isdisjoint(article_topics)',
        'node_class.endswith(" registered")',
    ),
    guard(
        "matrix: what becomes another thing is led to no more", "matrix",
        f"{DEVICES}::test_a_thing_that_becomes_something_to_put_on_the_skin_is_led_to_no_more[sqlite]",
        "app/publishing/keeping.py", '            drop_refused(int(data["id"]), now=now)\n',
    ),
    guard(
        "matrix: an article that loses its only product by it says so", "C1",
        f"{DEVICES}::test_a_registration_that_ends_ends_the_editors_link_and_says_why[sqlite]",
        "app/publishing/keeping.py",
        "if is_seen and not article.none_products and missing_without(article, NodeKind.PRODUCT, now=now):",
        "if False:",
    ),
    guard(
        "matrix: it is asked again where a link is renewed", "matrix",
        f"{EXPIRING}::test_what_became_another_thing_meanwhile_is_not_renewed[sqlite]",
        "app/publishing/expiring.py", "    check_link(article, (edge.to_kind, edge.to_id))\n",
    ),
    guard(
        "graph: what was refused is not suggested again", "graph",
        f"{GRAPH}::test_a_refused_suggestion_never_comes_back[sqlite]",
        COMPUTING, "            Edge.state == EdgeState.REJECTED,\n",
    ),
    guard(
        "graph: what people decide while it computes counts", "graph",
        f"{GRAPH}::test_what_an_editor_refuses_while_the_computation_runs_is_not_shown_again[sqlite]",
        COMPUTING, "free = [one for one in found if (kind, one.subject_id) not in decided]", "free = list(found)",
    ),
    guard(
        "graph: suggestions of what is gone are put away", "graph",
        f"{GRAPH}::test_suggestions_of_a_thing_that_is_gone_are_put_away_though_no_article_is_looked_at[sqlite]",
        COMPUTING, "                _retire_suggestions(kind, subject_id)\n            else:",
        "                pass\n            else:",
    ),
    guard(
        "graph: a door of another language is chosen by people alone", "graph",
        f"{GRAPH}::test_a_door_where_another_language_is_spoken_is_never_suggested[sqlite]",
        COMPUTING, "and (kind is not NodeKind.DOOR or one.node_class[:2].lower() == self.language)", "",
    ),
    guard(
        "matrix: a link from a published article is judged by what readers see", "matrix",
        f"{GOVERNED}::test_a_published_article_leads_to_what_readers_class_of_it_allows_not_its_working_copy[sqlite]",
        "app/relatedness/actions.py",
        "version = current_version(article.id) if article.state is ArticleState.PUBLISHED else None", "version = None",
    ),
    guard(
        "matrix: our own addresses are known in every spelling", "matrix",
        f"{GOVERNED}::test_a_link_to_our_own_thing_in_another_spelling_is_not_let_through[sqlite-/products/comfort-drops]",
        "app/publishing/gate.py", "tuple(list_odd_own_links(body.html, current_config().allowed_hosts))", "()",
    ),
    guard(
        "matrix: a suggestion ends with what its product was", "matrix",
        f"{GOVERNED}::test_a_product_that_becomes_another_thing_is_suggested_no_more_by_what_it_was_near_before[sqlite]",
        "app/publishing/keeping.py", "    end_refused_to(product)\n", "",
    ),
    guard(
        "matrix: a suggestion ends with what its article was", "matrix",
        f"{GOVERNED}::test_an_article_that_becomes_another_class_keeps_no_refused_suggestion_until_the_worker_comes"
        "[sqlite-changes0-False]",
        "app/publishing/actions.py", "    end_refused_from(article.id, draft_from_json(content))\n", "",
    ),
    guard(
        "markets: a quiet one is led to nothing", "market",
        f"{MARKETS}::test_a_quiet_market_shows_no_product_in_the_text_or_beneath_it[sqlite]",
        "app/relatedness/markets.py", "return settings.leads_to_products(country or _home())",
        "return settings.article_product_links",
    ),
    guard(
        "markets: a device is led to where it is registered", "market",
        f"{MARKETS}::test_a_device_is_led_to_only_where_it_is_registered[sqlite]",
        "app/relatedness/markets.py", "return is_registered_in(product, country or _home())", "return True",
    ),
    guard(
        "markets: things to swallow are led to where they are sold", "market",
        f"{MARKETS}::test_things_to_swallow_are_led_to_only_where_they_are_sold[sqlite]",
        "app/relatedness/markets.py",
        "return is_sold_in(product.product_class, country or _home(), load_settings().ingestible_markets)",
        "return True",
    ),
    guard(
        "markets: the switch for all turns product links off", "market",
        f"{GRAPH}::test_the_markets_switch_turns_product_links_off[sqlite]",
        LINKS, "load_settings().article_product_links if country is None", "True if country is None",
    ),
    guard(
        "markets: the first page has no shelf in a quiet one", "market",
        f"{MARKETS}::test_the_first_page_has_no_shelf_in_a_quiet_market[sqlite]",
        "blueprints/site/home.py", "leads = leads_in(reader_country())", "leads = True",
    ),
    guard(
        "markets: a product's page names no article in a quiet one", "market",
        f"{MARKETS}::test_a_products_page_names_no_article_in_a_quiet_market[sqlite]",
        "blueprints/store/products.py", "if not may_lead_in(product, country):", "if False:",
    ),
    guard(
        "markets: kept pages of two are kept apart", "market",
        f"{MARKETS}::test_kept_pages_of_two_markets_are_never_taken_for_each_other[sqlite]",
        "app/web/page_cache.py", 'ALLOWED_KEYS = frozenset({"country", "after", "before"})',
        'ALLOWED_KEYS = frozenset({"after", "before"})',
    ),
    guard(
        "markets: an older form is refused", "market",
        f"{MARKETS}::test_an_older_form_is_refused_and_shown_with_what_was_ticked[sqlite]",
        "app/publishing/markets.py", "if seen != before.mark:", "if False:",
    ),
    guard(
        "markets: one that is not delivered to keeps its switch", "market",
        f"{MARKETS}::test_a_country_that_is_not_delivered_to_any_more_keeps_its_switch[sqlite]",
        "app/publishing/markets.py", " | {one for one in before if one not in known}", "",
    ),
    guard(
        "markets: a basket buys nothing that its country may not have", "market",
        "tests/actions/payments/test_markets.py"
        "::test_a_basket_is_not_paid_for_where_the_market_does_not_have_it[sqlite]",
        "app/payments/drafting.py",
        "if not is_sold_in(one.product_class, buyer.country, settings.ingestible_markets)", "if False",
    ),
    guard(
        "markets: nothing is added that its country may not have", "market",
        "tests/actions/payments/test_markets.py"
        "::test_nothing_is_added_to_an_order_that_its_market_does_not_have[sqlite]",
        "app/payments/adding.py", "if line.unit is None or not is_open:", "if line.unit is None:",
    ),
    guard(
        "links: they end with their article's review date", "C3",
        f"{GRAPH}::test_product_links_end_with_the_articles_review_date[sqlite]",
        LINKS, "return or_(Edge.expires_on.is_(None), Edge.expires_on >= today)", "return true()",
    ),
    guard(
        "links: a product names no article whose link has run out", "C3",
        f"{EXPIRING}::test_the_product_does_not_name_the_article_any_more[sqlite]",
        LINKS, "_may_sell(today) if kind is NodeKind.PRODUCT else true()", "true()",
    ),
    guard(
        "links: an article that was taken back is led to no more", "C3",
        f"{GRAPH}::test_an_article_taken_back_is_led_to_no_more[sqlite]",
        LINKS, "and_(_to(NodeKind.ARTICLE, Article.id), Article.state == ArticleState.PUBLISHED)",
        "_to(NodeKind.ARTICLE, Article.id)",
    ),
    guard(
        "links: a resource that was withdrawn is led to no more", "C3",
        f"{JOURNAL}/test_publishing.py::test_the_checks_see_what_was_done_behind_the_gate[sqlite]",
        LINKS, "and_(_to(NodeKind.RESOURCE, Resource.id), Resource.state == ResourceState.PUBLISHED)",
        "_to(NodeKind.RESOURCE, Resource.id)",
    ),
    guard(
        "links: a door that was closed is led to no more", "C3",
        f"{JOURNAL}/test_publishing.py::test_the_checks_see_what_was_done_behind_the_gate[sqlite]",
        LINKS, "and_(_to(NodeKind.DOOR, Door.id), Door.state == DoorState.OPEN)", "_to(NodeKind.DOOR, Door.id)",
    ),
    guard(
        "links: publishing carries them to the article's new date", "C3",
        f"{EXPIRING}::test_publishing_an_article_that_was_read_again_renews_what_its_editors_chose[sqlite]",
        "app/publishing/actions.py", "    renew_links(article, draft_from_json(content).review_due)\n",
    ),
    guard(
        "links: none is renewed before its article was read again", "C3",
        f"{EXPIRING}::test_a_link_is_renewed_until_its_article_is_to_be_read_again_and_not_before[sqlite]",
        "app/publishing/expiring.py", "    if not _is_ahead(due, today):\n", "    if False:\n",
    ),
    guard(
        "links: letting the only one go says so", "C1",
        f"{EXPIRING}::test_letting_the_only_one_go_is_recorded_as_a_none[sqlite]",
        "app/publishing/expiring.py", "if missing_without(article, NodeKind.PRODUCT, now=now):", "if False:",
    ),
    guard(
        "links: verify looks each of them up again", "C3",
        f"{JOURNAL}/test_publishing.py::test_the_check_of_links_looks_each_of_them_up_again[sqlite]",
        "app/publishing/checks.py", "if not _is_visible(link.kind, link.thing.id):", "if False:",
    ),
)  # fmt: skip
