"""What other machines tell us; each proves itself by a signature."""

from blueprints.webhooks.stripe_events import webhooks

__all__ = ["webhooks"]
