"""Subscribers, campaigns and deliveries."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0006_letters"
down_revision = "0005_money"
branch_labels = None
depends_on = None

Id = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
Json = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")
Moment = sa.DateTime(timezone=True)


def upgrade() -> None:
    _people()
    _consent()
    _sending()


def _people() -> None:
    op.create_table(
        "subscribers",
        sa.Column("id", Id, nullable=False),
        sa.Column("email", sa.String(254), nullable=True),
        sa.Column("email_key", sa.String(254), nullable=True),
        sa.Column("mailbox", sa.String(254), nullable=False),
        sa.Column("domain", sa.String(254), nullable=False),
        sa.Column("state", sa.String(24), nullable=False),
        sa.Column("created_at", Moment, nullable=False),
        sa.Column("asked_at", Moment, nullable=True),
        sa.Column("confirmed_at", Moment, nullable=True),
        sa.Column("unsubscribed_at", Moment, nullable=True),
        sa.Column("paused_until", Moment, nullable=True),
        sa.CheckConstraint("state <> 'confirmed' OR confirmed_at IS NOT NULL", name=op.f("ck_subscribers_confirmed")),
        sa.CheckConstraint(
            "state <> 'unsubscribed' OR unsubscribed_at IS NOT NULL", name=op.f("ck_subscribers_unsubscribed")
        ),
        sa.CheckConstraint("(state = 'erased') = (email IS NULL)", name=op.f("ck_subscribers_erased")),
        sa.CheckConstraint("(email IS NULL) = (email_key IS NULL)", name=op.f("ck_subscribers_email_key")),
        sa.PrimaryKeyConstraint("id", name="pk_subscribers"),
        sa.UniqueConstraint("email_key", name="uq_subscribers_email_key"),
    )
    op.create_index("ix_subscribers_mailbox", "subscribers", ["mailbox"])
    op.create_index("ix_subscribers_domain_asked_at", "subscribers", ["domain", "asked_at"])
    op.create_table(
        "subscriptions",
        sa.Column("id", Id, nullable=False),
        sa.Column("subscriber_id", Id, nullable=False),
        sa.Column("topic_id", Id, nullable=True),
        sa.Column("frequency", sa.String(24), nullable=False),
        sa.ForeignKeyConstraint(
            ["subscriber_id"], ["subscribers.id"],
            name="fk_subscriptions_subscriber_id_subscribers", ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["topic_id"], ["topics.id"], name="fk_subscriptions_topic_id_topics", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_subscriptions"),
        sa.UniqueConstraint("subscriber_id", "topic_id", name="uq_subscriptions_subscriber_id_topic_id"),
    )
    op.create_index("ix_subscriptions_frequency_topic_id", "subscriptions", ["frequency", "topic_id"])
    everything = sa.text("topic_id IS NULL")
    op.create_index(
        "uq_subscriptions_everything", "subscriptions", ["subscriber_id"], unique=True,
        sqlite_where=everything, postgresql_where=everything,
    )


def _consent() -> None:
    op.create_table(
        "sign_ups",
        sa.Column("id", Id, nullable=False),
        sa.Column("subscriber_id", Id, nullable=False),
        sa.Column("at", Moment, nullable=False),
        sa.Column("form", sa.String(40), nullable=False),
        sa.Column("wording", sa.String(20), nullable=False),
        sa.Column("frequency", sa.String(24), nullable=False),
        sa.Column("topics", Json, nullable=False),
        sa.Column("confirmed_at", Moment, nullable=True),
        sa.ForeignKeyConstraint(
            ["subscriber_id"], ["subscribers.id"],
            name="fk_sign_ups_subscriber_id_subscribers", ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name="pk_sign_ups"),
    )
    op.create_index("ix_sign_ups_subscriber_id", "sign_ups", ["subscriber_id"])
    op.create_table(
        "consent_entries",
        sa.Column("id", Id, nullable=False),
        sa.Column("subscriber_id", Id, nullable=False),
        sa.Column("at", Moment, nullable=False),
        sa.Column("event", sa.String(24), nullable=False),
        sa.Column("wording", sa.String(20), nullable=False),
        sa.Column("form", sa.String(40), nullable=False),
        sa.ForeignKeyConstraint(
            ["subscriber_id"], ["subscribers.id"],
            name="fk_consent_entries_subscriber_id_subscribers", ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name="pk_consent_entries"),
    )
    op.create_index("ix_consent_entries_subscriber_id", "consent_entries", ["subscriber_id"])
    op.create_table(
        "letter_tokens",
        sa.Column("id", Id, nullable=False),
        sa.Column("kind", sa.String(24), nullable=False),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("subscriber_id", Id, nullable=False),
        sa.Column("sign_up_id", Id, nullable=True),
        sa.Column("made_at", Moment, nullable=False),
        sa.Column("expires_at", Moment, nullable=True),
        sa.Column("used_at", Moment, nullable=True),
        sa.ForeignKeyConstraint(
            ["subscriber_id"], ["subscribers.id"],
            name="fk_letter_tokens_subscriber_id_subscribers", ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["sign_up_id"], ["sign_ups.id"], name="fk_letter_tokens_sign_up_id_sign_ups", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_letter_tokens"),
        sa.UniqueConstraint("digest", name="uq_letter_tokens_digest"),
    )
    op.create_index("ix_letter_tokens_subscriber_id", "letter_tokens", ["subscriber_id"])
    op.create_table(
        "suppressions",
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("reason", sa.String(24), nullable=False),
        sa.Column("at", Moment, nullable=False),
        sa.PrimaryKeyConstraint("digest", name="pk_suppressions"),
    )
    op.create_table(
        "suppression_salt",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("salt", sa.String(64), nullable=False),
        sa.CheckConstraint("id = 1", name=op.f("ck_suppression_salt_single")),
        sa.PrimaryKeyConstraint("id", name="pk_suppression_salt"),
    )


def _sending() -> None:
    op.create_table(
        "campaigns",
        sa.Column("id", Id, nullable=False),
        sa.Column("key", sa.String(80), nullable=False),
        sa.Column("kind", sa.String(24), nullable=False),
        sa.Column("content", Json, nullable=False),
        sa.Column("audience", sa.Integer(), nullable=False),
        sa.Column("frozen_at", Moment, nullable=False),
        sa.Column("stopped_at", Moment, nullable=True),
        sa.CheckConstraint("audience >= 0", name=op.f("ck_campaigns_audience")),
        sa.PrimaryKeyConstraint("id", name="pk_campaigns"),
        sa.UniqueConstraint("key", name="uq_campaigns_key"),
    )
    op.create_table(
        "deliveries",
        sa.Column("id", Id, nullable=False),
        sa.Column("campaign_id", Id, nullable=False),
        sa.Column("subscriber_id", Id, nullable=False),
        sa.Column("segment", sa.String(400), nullable=False),
        sa.Column("domain", sa.String(254), nullable=False),
        sa.Column("state", sa.String(24), nullable=False),
        sa.Column("due_at", Moment, nullable=False),
        sa.Column("leased_until", Moment, nullable=True),
        sa.Column("lease_token", sa.String(32), nullable=True),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("sending_at", Moment, nullable=True),
        sa.Column("ended_at", Moment, nullable=True),
        sa.Column("code", sa.Integer(), nullable=True),
        sa.Column("answer", sa.String(300), nullable=True),
        sa.CheckConstraint("attempts >= 0", name=op.f("ck_deliveries_attempts")),
        sa.CheckConstraint(
            "state NOT IN ('sending', 'accepted', 'uncertain') OR sending_at IS NOT NULL",
            name=op.f("ck_deliveries_sending_at"),
        ),
        sa.CheckConstraint(
            "(state IN ('accepted', 'rejected', 'uncertain', 'withheld')) = (ended_at IS NOT NULL)",
            name=op.f("ck_deliveries_ended_at"),
        ),
        sa.ForeignKeyConstraint(
            ["campaign_id"], ["campaigns.id"], name="fk_deliveries_campaign_id_campaigns", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["subscriber_id"], ["subscribers.id"],
            name="fk_deliveries_subscriber_id_subscribers", ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name="pk_deliveries"),
        sa.UniqueConstraint("campaign_id", "subscriber_id", name="uq_deliveries_campaign_id_subscriber_id"),
    )
    waiting = sa.text("state = 'waiting'")
    op.create_index(
        "ix_deliveries_owed", "deliveries", ["due_at", "id"], sqlite_where=waiting, postgresql_where=waiting
    )
    for name in ("sending", "uncertain"):
        only = sa.text(f"state = '{name}'")
        op.create_index(
            f"ix_deliveries_{name}", "deliveries", ["sending_at"], sqlite_where=only, postgresql_where=only
        )
    op.create_index("ix_deliveries_subscriber_id", "deliveries", ["subscriber_id"])
    op.create_table(
        "send_buckets",
        sa.Column("name", sa.String(254), nullable=False),
        sa.Column("busy_until", Moment, nullable=False),
        sa.PrimaryKeyConstraint("name", name="pk_send_buckets"),
    )


def downgrade() -> None:
    for name in (
        "send_buckets", "deliveries", "campaigns", "suppression_salt", "suppressions", "letter_tokens",
        "consent_entries", "sign_ups", "subscriptions", "subscribers",
    ):
        op.drop_table(name)
