"""Loading the demo content, once: every room's loader in the order of what refers to what."""

from flask import current_app

from app.clock import utcnow
from app.db import db, transaction
from app.demo.accounts import load_accounts
from app.demo.catalog import load_catalog
from app.demo.comments import load_comments
from app.demo.delivery import load_delivery
from app.demo.gathered import load_gathered
from app.demo.journal import load_journal
from app.demo.letters import load_letters
from app.demo.offers import load_offers
from app.demo.pages import load_pages
from app.demo.topics import load_topics
from app.settings.actions import change_setting
from app.settings.models import Setting

LOADED = "demo_loaded"


def load_demo_once() -> bool:
    """Load everything unless it has been; all of it is one transaction, so a broken start begins anew."""
    if db.session.get(Setting, LOADED) is not None:
        db.session.rollback()
        return False
    now = utcnow()
    with transaction() as session:
        session.add(Setting(key=LOADED, value=now.isoformat()))
        change_setting("name", "Soft Hours", actor="system", now=now)
        load_accounts(now, current_app.extensions["config"].instance_dir)
        load_topics(now)
        load_catalog(now)
        load_offers(now)
        load_delivery(now)
        load_pages(now)
        load_journal(now)
        load_gathered(now)
        load_letters(now)
        load_comments(now)
    return True
