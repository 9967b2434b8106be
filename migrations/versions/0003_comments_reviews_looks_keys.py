"""Add reviews, comments, ministry sign-off, looks, keys and reference distributions."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Bring the tables to this revision."""
    op.create_table(
        "reference_distribution",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("subject", sa.String(length=160), nullable=False),
        sa.Column("edition", sa.String(length=60), nullable=False),
        sa.Column("n", sa.Integer(), nullable=False),
        sa.Column("lower_quartile", sa.String(length=40), nullable=False),
        sa.Column("upper_quartile", sa.String(length=40), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reference_distribution")),
        sa.UniqueConstraint("subject", name=op.f("uq_reference_distribution_subject")),
    )
    op.create_table(
        "api_key",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("reporter", sa.String(length=2), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("prefix", sa.String(length=12), nullable=False),
        sa.Column("key_hash", sa.String(length=64), nullable=False),
        sa.Column("may_write", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("revoked_by", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_api_key_account_id_account")
        ),
        sa.ForeignKeyConstraint(
            ["revoked_by"], ["account.id"], name=op.f("fk_api_key_revoked_by_account")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_api_key")),
        sa.UniqueConstraint("key_hash", name=op.f("uq_api_key_key_hash")),
    )
    with op.batch_alter_table("api_key", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_api_key_account_id"), ["account_id"], unique=False)

    op.create_table(
        "comment_thread",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("contribution_id", sa.Integer(), nullable=False),
        sa.Column("point", sa.String(length=3), nullable=False),
        sa.Column("subject", sa.String(length=220), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.Integer(), nullable=True),
        sa.Column("resolved_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("resolved_by", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["contribution_id"],
            ["contribution.id"],
            name=op.f("fk_comment_thread_contribution_id_contribution"),
        ),
        sa.ForeignKeyConstraint(
            ["created_by"], ["account.id"], name=op.f("fk_comment_thread_created_by_account")
        ),
        sa.ForeignKeyConstraint(
            ["resolved_by"], ["account.id"], name=op.f("fk_comment_thread_resolved_by_account")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_comment_thread")),
    )
    with op.batch_alter_table("comment_thread", schema=None) as batch_op:
        batch_op.create_index("ix_comment_thread_point", ["contribution_id", "point"], unique=False)

    op.create_table(
        "look_grant",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("contribution_id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("granted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("granted_by", sa.Integer(), nullable=True),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("revoked_by", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_look_grant_account_id_account")
        ),
        sa.ForeignKeyConstraint(
            ["contribution_id"],
            ["contribution.id"],
            name=op.f("fk_look_grant_contribution_id_contribution"),
        ),
        sa.ForeignKeyConstraint(
            ["granted_by"], ["account.id"], name=op.f("fk_look_grant_granted_by_account")
        ),
        sa.ForeignKeyConstraint(
            ["revoked_by"], ["account.id"], name=op.f("fk_look_grant_revoked_by_account")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_look_grant")),
    )
    with op.batch_alter_table("look_grant", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_look_grant_contribution_id"), ["contribution_id"], unique=False
        )

    op.create_table(
        "ministry_approval",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("contribution_id", sa.Integer(), nullable=False),
        sa.Column("body", sa.String(length=200), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("points", sa.String(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("asked_by", sa.Integer(), nullable=True),
        sa.Column("decision", sa.String(length=10), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("content_sha256", sa.String(length=64), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("withdrawn_by", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_ministry_approval_account_id_account")
        ),
        sa.ForeignKeyConstraint(
            ["asked_by"], ["account.id"], name=op.f("fk_ministry_approval_asked_by_account")
        ),
        sa.ForeignKeyConstraint(
            ["contribution_id"],
            ["contribution.id"],
            name=op.f("fk_ministry_approval_contribution_id_contribution"),
        ),
        sa.ForeignKeyConstraint(
            ["withdrawn_by"], ["account.id"], name=op.f("fk_ministry_approval_withdrawn_by_account")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ministry_approval")),
    )
    with op.batch_alter_table("ministry_approval", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_ministry_approval_contribution_id"), ["contribution_id"], unique=False
        )

    op.create_table(
        "point_review",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("contribution_id", sa.Integer(), nullable=False),
        sa.Column("point", sa.String(length=3), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("saved_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("saved_by", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["contribution_id"],
            ["contribution.id"],
            name=op.f("fk_point_review_contribution_id_contribution"),
        ),
        sa.ForeignKeyConstraint(
            ["saved_by"], ["account.id"], name=op.f("fk_point_review_saved_by_account")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_point_review")),
        sa.UniqueConstraint(
            "contribution_id", "point", name=op.f("uq_point_review_contribution_id_point")
        ),
    )
    op.create_table(
        "comment",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("thread_id", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("said_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("said_by", sa.Integer(), nullable=True),
        sa.Column("idempotency_key", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(
            ["said_by"], ["account.id"], name=op.f("fk_comment_said_by_account")
        ),
        sa.ForeignKeyConstraint(
            ["thread_id"], ["comment_thread.id"], name=op.f("fk_comment_thread_id_comment_thread")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_comment")),
    )
    with op.batch_alter_table("comment", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_comment_thread_id"), ["thread_id"], unique=False)

    op.create_table(
        "look",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("grant_id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("page", sa.String(length=60), nullable=False),
        sa.Column("looked_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_look_account_id_account")
        ),
        sa.ForeignKeyConstraint(
            ["grant_id"], ["look_grant.id"], name=op.f("fk_look_grant_id_look_grant")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_look")),
    )
    with op.batch_alter_table("look", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_look_grant_id"), ["grant_id"], unique=False)

    op.create_table(
        "comment_mention",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("comment_id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("read_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_comment_mention_account_id_account")
        ),
        sa.ForeignKeyConstraint(
            ["comment_id"], ["comment.id"], name=op.f("fk_comment_mention_comment_id_comment")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_comment_mention")),
        sa.UniqueConstraint(
            "comment_id", "account_id", name=op.f("uq_comment_mention_comment_id_account_id")
        ),
    )
    with op.batch_alter_table("comment_mention", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_comment_mention_account_id"), ["account_id"], unique=False
        )

    op.create_table(
        "workbook_upload",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("contribution_id", sa.Integer(), nullable=False),
        sa.Column("file_name", sa.String(length=200), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column("uploaded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("uploaded_by", sa.Integer(), nullable=False),
        sa.Column("applied_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("applied_by", sa.Integer(), nullable=True),
        sa.Column("taken", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["applied_by"], ["account.id"], name=op.f("fk_workbook_upload_applied_by_account")
        ),
        sa.ForeignKeyConstraint(
            ["contribution_id"],
            ["contribution.id"],
            name=op.f("fk_workbook_upload_contribution_id_contribution"),
        ),
        sa.ForeignKeyConstraint(
            ["uploaded_by"], ["account.id"], name=op.f("fk_workbook_upload_uploaded_by_account")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_workbook_upload")),
    )
    with op.batch_alter_table("workbook_upload", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_workbook_upload_contribution_id"), ["contribution_id"], unique=False
        )

    with op.batch_alter_table("account", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("core_only", sa.Boolean(), nullable=False, server_default=sa.false())
        )

    with op.batch_alter_table("contribution", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("resubmission_reason", sa.Text(), nullable=False, server_default="")
        )


def downgrade() -> None:
    """Take the tables back to the revision before."""
    with op.batch_alter_table("contribution", schema=None) as batch_op:
        batch_op.drop_column("resubmission_reason")

    with op.batch_alter_table("account", schema=None) as batch_op:
        batch_op.drop_column("core_only")

    with op.batch_alter_table("workbook_upload", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_workbook_upload_contribution_id"))

    op.drop_table("workbook_upload")
    with op.batch_alter_table("comment_mention", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_comment_mention_account_id"))

    op.drop_table("comment_mention")
    with op.batch_alter_table("look", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_look_grant_id"))

    op.drop_table("look")
    with op.batch_alter_table("comment", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_comment_thread_id"))

    op.drop_table("comment")
    op.drop_table("point_review")
    with op.batch_alter_table("ministry_approval", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_ministry_approval_contribution_id"))

    op.drop_table("ministry_approval")
    with op.batch_alter_table("look_grant", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_look_grant_contribution_id"))

    op.drop_table("look_grant")
    with op.batch_alter_table("comment_thread", schema=None) as batch_op:
        batch_op.drop_index("ix_comment_thread_point")

    op.drop_table("comment_thread")
    with op.batch_alter_table("api_key", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_api_key_account_id"))

    op.drop_table("api_key")
    op.drop_table("reference_distribution")
