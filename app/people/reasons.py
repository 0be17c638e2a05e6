"""Why a column of a person's row is not handed out, and why a table is about nobody (A2)."""

_DOOR = "opens something; only its hash or salt is kept, and it says nothing about anybody"
_LEASE = "names the worker that has the row in hand"
WITHHELD: dict[str, str] = {
    "users.password": "a shopper has none; a member of staff's is a hash",
    "users.fs_uniquifier": "stands in the session's cookie",
    "users.tf_totp_secret": "makes a member of staff's codes",
    "users.mf_recovery_codes": "opens a member of staff's account",
    "users.tf_last_counter": "keeps a code from being used twice",
    "user_sessions.token_hash": _DOOR,
    "mailed_links.token_hash": _DOOR,
    "mailed_links.salt": _DOOR,
    "carts.token_hash": _DOOR,
    "cart_links.token_hash": _DOOR,
    "cart_keys.token_hash": _DOOR,
    "credit_accounts.code_hash": _DOOR,
    "credit_accounts.salt": _DOOR,
    "credit_accounts.key": "keeps one pressed form from issuing two cards",
    "orders.link_salt": _DOOR,
    "orders.link_hash": _DOOR,
    "letter_tokens.digest": _DOOR,
    "comment_links.digest": _DOOR,
    "deliveries.lease_token": _LEASE,
    "outbox_items.lease_token": _LEASE,
}

_PUBLIC = "the site's own content or stock, written by staff"
_SUMS = "sums, in which nobody can be told apart"
_MACHINE = "keeps the machinery going and names nobody"
ELSEWHERE: dict[str, str] = {
    **dict.fromkeys(
        (
            "articles",
            "article_shares",
            "article_autosaves",
            "article_revisions",
            "article_schedules",
            "draft_comments",
            "preview_links",
            "review_requests",
            "article_versions",
            "article_citations",
            "article_topics",
            "citations",
            "citation_keys",
            "evidence_reviews",
            "findings",
            "pages",
        ),
        _PUBLIC,
    ),
    **dict.fromkeys(
        (
            "products",
            "product_pictures",
            "product_files",
            "product_topics",
            "variants",
            "prices",
            "offers",
            "offer_scopes",
            "tax_rates",
            "delivery_zones",
            "delivery_rates",
            "categories",
            "makers",
            "pictures",
        ),
        _PUBLIC,
    ),
    **dict.fromkeys(
        (
            "comment_closings",
            "doors",
            "door_topics",
            "resources",
            "resource_topics",
            "topics",
            "slugs",
            "claim_decisions",
            "terms",
            "series",
            "series_parts",
        ),
        _PUBLIC,
    ),
    **dict.fromkeys(
        ("search_documents", "search_vocabulary", "edges", "graph_nodes", "graph_words", "campaigns"), _PUBLIC
    ),
    **dict.fromkeys(("edge_days", "door_days", "edge_sales", "article_days"), _SUMS),
    **dict.fromkeys(
        ("paper_counters", "payment_cursors", "send_buckets", "settings", "site_version", "suppression_salt"),
        _MACHINE,
    ),
    "counted_orders": "says of an order, by its number, that it is in the sums; its own rows tell the rest",
    "stock_items": _PUBLIC,
    "stock_holds": "units for an order, by its number; the order's own rows tell the same",
    "stock_movements": "units that came and went; the cause is an order's number",
    "tax_answers": "Stripe's answers about sums and a country; nobody stands in them",
    "stripe_events": "Stripe's word by its numbers; what it changed stands in payments and refunds",
}
