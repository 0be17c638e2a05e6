"""The halls of the house, by audience. `register` is the site map."""

from flask import Flask


def register(app: Flask) -> None:
    """Hang every blueprint in its place."""
    from app.web.health import health
    from blueprints.account import (
        account,
        again,  # noqa: F401 - its pages hang in `mine`
        data,  # noqa: F401 - so do these
    )
    from blueprints.account.erasing import erasure
    from blueprints.account.mine import mine
    from blueprints.account.signing_in import sign_in
    from blueprints.blog import blog
    from blueprints.comments import comments
    from blueprints.community import community
    from blueprints.media import media
    from blueprints.newsletter import newsletter
    from blueprints.preview import preview
    from blueprints.site import site
    from blueprints.staff.catalog import staff_catalog
    from blueprints.staff.comments import staff_comments
    from blueprints.staff.community import staff_community
    from blueprints.staff.content import staff_content
    from blueprints.staff.contributors import staff_contributors
    from blueprints.staff.desk import staff_desk
    from blueprints.staff.effect import staff_effect
    from blueprints.staff.glossary import staff_glossary
    from blueprints.staff.letters import staff_letters
    from blueprints.staff.mailbox import has_mailbox, staff_mailbox
    from blueprints.staff.owed import staff_owed
    from blueprints.staff.pages import staff_pages
    from blueprints.staff.people import staff_people
    from blueprints.staff.references import staff_references
    from blueprints.staff.resources import staff_resources
    from blueprints.staff.series import staff_series
    from blueprints.staff.stock import staff_stock
    from blueprints.store import store

    app.register_blueprint(health)
    app.register_blueprint(site)
    app.register_blueprint(account)
    app.register_blueprint(sign_in)
    app.register_blueprint(mine)
    app.register_blueprint(comments)
    app.register_blueprint(staff_comments)
    app.register_blueprint(erasure)
    app.register_blueprint(staff_desk)
    app.register_blueprint(staff_owed)
    app.register_blueprint(media)
    app.register_blueprint(newsletter)
    app.register_blueprint(preview)
    app.register_blueprint(staff_pages)
    app.register_blueprint(staff_people)
    app.register_blueprint(store)
    app.register_blueprint(staff_catalog)
    app.register_blueprint(staff_stock)
    app.register_blueprint(staff_letters)
    if has_mailbox(app.extensions["config"]):
        app.register_blueprint(staff_mailbox)
    app.register_blueprint(blog)
    app.register_blueprint(community)
    app.register_blueprint(staff_content)
    app.register_blueprint(staff_effect)
    app.register_blueprint(staff_glossary)
    app.register_blueprint(staff_series)
    app.register_blueprint(staff_references)
    app.register_blueprint(staff_contributors)
    app.register_blueprint(staff_resources)
    app.register_blueprint(staff_community)
    register_money(app)


def register_money(app: Flask) -> None:
    """Basket, checkout, orders, and what Stripe tells us."""
    from blueprints.staff.delivery import staff_delivery
    from blueprints.staff.gift_cards import staff_gift_cards
    from blueprints.staff.markets import staff_markets
    from blueprints.staff.offers import staff_offers
    from blueprints.staff.orders import staff_orders
    from blueprints.staff.tax import staff_tax
    from blueprints.store.added import orders
    from blueprints.store.gifts import checkout
    from blueprints.store.mailed import cart
    from blueprints.store.withdrawal import withdrawal
    from blueprints.webhooks import webhooks

    staff = (staff_orders, staff_offers, staff_delivery, staff_tax, staff_gift_cards, staff_markets)
    for one in (cart, checkout, orders, withdrawal, webhooks, *staff):
        app.register_blueprint(one)
