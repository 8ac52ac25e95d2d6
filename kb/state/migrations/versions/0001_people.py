"""Accounts, memberships, sessions, tokens, links, and what is written down of them."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "account",
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("password", sa.String(length=255), nullable=True),
        sa.Column("admin", sa.Boolean(), nullable=False),
        sa.Column("disabled", sa.Boolean(), nullable=False),
        sa.Column("proven", sa.Boolean(), nullable=False),
        sa.Column("made_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("number", name="pk_account"),
        sa.UniqueConstraint("email", name="uq_account_email"),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "attempt",
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("number", name="pk_attempt"),
    )
    op.create_index("ix_attempt_key_at", "attempt", ["key", "at"], unique=False)
    op.create_table(
        "audit",
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("by_account", sa.Integer(), nullable=True),
        sa.Column("what", sa.String(length=40), nullable=False),
        sa.Column("of_account", sa.Integer(), nullable=True),
        sa.Column("group_slug", sa.Text(), nullable=True),
        sa.Column("detail", sa.String(length=200), nullable=False),
        sa.PrimaryKeyConstraint("number", name="pk_audit"),
    )
    op.create_index("ix_audit_at", "audit", ["at"], unique=False)
    op.create_index("ix_audit_group_slug", "audit", ["group_slug"], unique=False)
    op.create_table(
        "empty_search",
        sa.Column("day", sa.String(length=10), nullable=False),
        sa.Column("query", sa.String(length=200), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("day", "query", name="pk_empty_search"),
    )
    op.create_table(
        "api_token",
        sa.Column("secret", sa.String(length=64), nullable=False),
        sa.Column("number", sa.String(length=16), nullable=False),
        sa.Column("account", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.Column("scope", sa.String(length=10), nullable=False),
        sa.Column("groups", sa.Text(), nullable=True),
        sa.Column("made_at", sa.BigInteger(), nullable=False),
        sa.Column("expires_at", sa.BigInteger(), nullable=True),
        sa.Column("used_at", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(
            ["account"], ["account.number"], name="fk_api_token_account_account", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("secret", name="pk_api_token"),
        sa.UniqueConstraint("account", "name", name="uq_api_token_account_name"),
        sa.UniqueConstraint("number", name="uq_api_token_number"),
    )
    op.create_table(
        "identity",
        sa.Column("issuer", sa.String(length=300), nullable=False),
        sa.Column("subject", sa.String(length=255), nullable=False),
        sa.Column("account", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["account"], ["account.number"], name="fk_identity_account_account", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("issuer", "subject", name="pk_identity"),
    )
    op.create_index("ix_identity_account", "identity", ["account"], unique=False)
    op.create_table(
        "join_request",
        sa.Column("account", sa.Integer(), nullable=False),
        sa.Column("group_slug", sa.Text(), nullable=False),
        sa.Column("message", sa.Text(), nullable=False),
        sa.Column("made_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["account"], ["account.number"], name="fk_join_request_account_account", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("account", "group_slug", name="pk_join_request"),
    )
    op.create_index("ix_join_request_group_slug", "join_request", ["group_slug"], unique=False)
    op.create_table(
        "membership",
        sa.Column("account", sa.Integer(), nullable=False),
        sa.Column("group_slug", sa.Text(), nullable=False),
        sa.Column("role", sa.String(length=10), nullable=False),
        sa.Column("made_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["account"], ["account.number"], name="fk_membership_account_account", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("account", "group_slug", name="pk_membership"),
    )
    op.create_index("ix_membership_group_slug", "membership", ["group_slug"], unique=False)
    op.create_table(
        "one_time_link",
        sa.Column("secret", sa.String(length=64), nullable=False),
        sa.Column("number", sa.String(length=16), nullable=False),
        sa.Column("purpose", sa.String(length=10), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=True),
        sa.Column("group_slug", sa.Text(), nullable=True),
        sa.Column("role", sa.String(length=10), nullable=True),
        sa.Column("mailed", sa.Boolean(), nullable=False),
        sa.Column("account", sa.Integer(), nullable=True),
        sa.Column("made_by", sa.Integer(), nullable=True),
        sa.Column("made_at", sa.BigInteger(), nullable=False),
        sa.Column("expires_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["account"], ["account.number"], name="fk_one_time_link_account_account", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["made_by"], ["account.number"], name="fk_one_time_link_made_by_account", ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("secret", name="pk_one_time_link"),
        sa.UniqueConstraint("number", name="uq_one_time_link_number"),
    )
    op.create_index("ix_one_time_link_group_slug", "one_time_link", ["group_slug"], unique=False)
    op.create_table(
        "session",
        sa.Column("secret", sa.String(length=64), nullable=False),
        sa.Column("number", sa.String(length=16), nullable=False),
        sa.Column("account", sa.Integer(), nullable=False),
        sa.Column("browser", sa.String(length=100), nullable=False),
        sa.Column("made_at", sa.BigInteger(), nullable=False),
        sa.Column("seen_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["account"], ["account.number"], name="fk_session_account_account", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("secret", name="pk_session"),
        sa.UniqueConstraint("number", name="uq_session_number"),
    )
    op.create_index("ix_session_account", "session", ["account"], unique=False)
    op.create_table(
        "unsaved",
        sa.Column("account", sa.Integer(), nullable=False),
        sa.Column("form", sa.String(length=64), nullable=False),
        sa.Column("document", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("fields", sa.Text(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["account"], ["account.number"], name="fk_unsaved_account_account", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("account", "form", name="pk_unsaved"),
    )
    op.create_index("ix_unsaved_at", "unsaved", ["at"], unique=False)
    op.create_table(
        "unsaved_file",
        sa.Column("account", sa.Integer(), nullable=False),
        sa.Column("form", sa.String(length=64), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("data", sa.LargeBinary(), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["account", "form"],
            ["unsaved.account", "unsaved.form"],
            name="fk_unsaved_file_unsaved",
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("account", "form", "name", name="pk_unsaved_file"),
    )
    op.create_table(
        "mention",
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("host", sa.String(length=255), nullable=False),
        sa.Column("document", sa.String(length=64), nullable=False),
        sa.Column("target", sa.Text(), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("due_at", sa.BigInteger(), nullable=True),
        sa.Column("made_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("number", name="pk_mention"),
        sa.UniqueConstraint("key", name="uq_mention_key"),
    )
    op.create_index("ix_mention_document", "mention", ["document"], unique=False)
    op.create_index("ix_mention_due_at", "mention", ["due_at"], unique=False)
    op.create_index("ix_mention_host", "mention", ["host"], unique=False)
    op.create_index("ix_mention_state", "mention", ["state"], unique=False)
    op.create_table(
        "news_choice",
        sa.Column("account", sa.Integer(), nullable=False),
        sa.Column("group_slug", sa.Text(), nullable=False),
        sa.Column("how", sa.String(length=10), nullable=False),
        sa.Column("told_to", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["account"], ["account.number"], name="fk_news_choice_account_account", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("account", "group_slug", name="pk_news_choice"),
    )
    op.create_table(
        "news_letter",
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("account", sa.Integer(), nullable=False),
        sa.Column("why", sa.String(length=10), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("due_at", sa.BigInteger(), nullable=False),
        sa.Column("made_at", sa.BigInteger(), nullable=False),
        sa.Column("handed_at", sa.BigInteger(), nullable=True),
        sa.Column("stop", sa.String(length=64), nullable=True),
        sa.ForeignKeyConstraint(
            ["account"], ["account.number"], name="fk_news_letter_account_account", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("number", name="pk_news_letter"),
        sa.UniqueConstraint("stop", name="uq_news_letter_stop"),
    )
    op.create_index("ix_news_letter_account", "news_letter", ["account"], unique=False)
    op.create_index("ix_news_letter_state", "news_letter", ["state"], unique=False)
    op.create_table(
        "news_line",
        sa.Column("account", sa.Integer(), nullable=False),
        sa.Column("document", sa.String(length=64), nullable=False),
        sa.Column("what", sa.String(length=10), nullable=False),
        sa.Column("day", sa.Integer(), nullable=False),
        sa.Column("letter", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["account"], ["account.number"], name="fk_news_line_account_account", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["letter"], ["news_letter.number"], name="fk_news_line_letter_news_letter", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("account", "document", "what", "day", name="pk_news_line"),
    )
    op.create_index("ix_news_line_letter", "news_line", ["letter"], unique=False)
    op.create_table(
        "read_mark",
        sa.Column("account", sa.Integer(), nullable=False),
        sa.Column("document", sa.Text(), nullable=False),
        sa.Column("read_at", sa.BigInteger(), nullable=False),
        sa.Column("before_at", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(
            ["account"], ["account.number"], name="fk_read_mark_account_account", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("account", "document", name="pk_read_mark"),
    )
    op.create_index("ix_read_mark_read_at", "read_mark", ["read_at"], unique=False)
    op.create_table(
        "draft",
        sa.Column("id", sa.String(length=24), nullable=False),
        sa.Column("owner", sa.Integer(), nullable=False),
        sa.Column("group_slug", sa.Text(), nullable=False),
        sa.Column("fields", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("private", sa.Text(), nullable=False),
        sa.Column("told", sa.Text(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("place", sa.Text(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("made_at", sa.BigInteger(), nullable=False),
        sa.Column("edited_at", sa.BigInteger(), nullable=False),
        sa.Column("expires_at", sa.BigInteger(), nullable=False),
        sa.Column("ruled_by", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["owner"], ["account.number"], name="fk_draft_owner_account", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name="pk_draft"),
    )
    for column in ("owner", "group_slug", "digest", "expires_at"):
        op.create_index(f"ix_draft_{column}", "draft", [column], unique=False)
    op.create_table(
        "taken_file",
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("document", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("digest", "document", name="pk_taken_file"),
    )
    op.create_table(
        "share_link",
        sa.Column("secret", sa.String(length=64), nullable=False),
        sa.Column("number", sa.String(length=16), nullable=False),
        sa.Column("document", sa.Text(), nullable=False),
        sa.Column("group_slug", sa.Text(), nullable=False),
        sa.Column("audience", sa.Text(), nullable=False),
        sa.Column("made_by", sa.Integer(), nullable=False),
        sa.Column("made_at", sa.BigInteger(), nullable=False),
        sa.Column("expires_at", sa.BigInteger(), nullable=False),
        sa.Column("opened", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["made_by"], ["account.number"], name="fk_share_link_made_by_account", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("secret", name="pk_share_link"),
        sa.UniqueConstraint("number", name="uq_share_link_number"),
    )
    for column in ("document", "made_by"):
        op.create_index(f"ix_share_link_{column}", "share_link", [column], unique=False)
    op.create_table(
        "feed_key",
        sa.Column("secret", sa.String(length=64), nullable=False),
        sa.Column("account", sa.Integer(), nullable=False),
        sa.Column("made_at", sa.BigInteger(), nullable=False),
        sa.Column("used_at", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(
            ["account"], ["account.number"], name="fk_feed_key_account_account", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("secret", name="pk_feed_key"),
        sa.UniqueConstraint("account", name="uq_feed_key_account"),
    )
