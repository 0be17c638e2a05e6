"""Which work the worker can do: each kind of outbox item and each piece of periodic work, registered by name."""

from flask import Flask

from app.config import Config
from app.media.actions import RENDITIONS, make_renditions
from app.outbox.sending import Sender
from app.outbox.transport import make_transport
from app.outbox.working import register_handler
from app.relatedness.computing import update_graph
from app.settings.queries import load_settings


def register_handlers(app: Flask, config: Config) -> None:
    """Name every handler; rooms add a line here."""
    sender = Sender(
        transport=make_transport(config.mail_url),
        mail_from=config.mail_from,
        site_url=config.site_url,
        load_site=load_settings,
    )
    app.extensions["mail_sender"] = sender
    register_handler("mail", sender.send_owed, is_protocol=True)
    register_handler(RENDITIONS, make_renditions, is_protocol=True)
    register_handler("graph_update", update_graph)
