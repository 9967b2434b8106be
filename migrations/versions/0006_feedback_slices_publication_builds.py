"""Add feedback, slices and deliveries, publication at a set time, official documents, builds."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Bring the tables to this revision."""
    op.create_table(
        "feedback",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("reference", sa.String(length=12), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("sender", sa.String(length=64), nullable=False),
        sa.Column("about", sa.String(length=10), nullable=False),
        sa.Column("page", sa.String(length=300), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("address", sa.String(length=254), nullable=False),
        sa.Column("language", sa.String(length=8), nullable=False),
        sa.Column("settled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("settled_by", sa.Integer(), nullable=True),
        sa.Column("outcome", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["settled_by"], ["account.id"], name=op.f("fk_feedback_settled_by_account")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_feedback")),
        sa.UniqueConstraint("reference", name=op.f("uq_feedback_reference")),
    )
    op.create_index(op.f("ix_feedback_sent_at"), "feedback", ["sent_at"])
    op.create_table(
        "slice",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("choice", sa.Text(), nullable=False),
        sa.Column("language", sa.String(length=8), nullable=False),
        sa.Column("notify", sa.Boolean(), nullable=False),
        sa.Column("told", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("deleted_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_slice_account_id_account")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_slice")),
    )
    op.create_index(op.f("ix_slice_account_id"), "slice", ["account_id"])
    op.create_table(
        "delivery",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("slice_id", sa.Integer(), nullable=False),
        sa.Column("edition_id", sa.Integer(), nullable=False),
        sa.Column("since_id", sa.Integer(), nullable=True),
        sa.Column("choice", sa.Text(), nullable=False),
        sa.Column("language", sa.String(length=8), nullable=False),
        sa.Column("format", sa.String(length=8), nullable=False),
        sa.Column("door", sa.String(length=10), nullable=False),
        sa.Column("restricted", sa.Boolean(), nullable=False),
        sa.Column("rows", sa.Integer(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("delivered_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("delivered_by", sa.Integer(), nullable=True),
        sa.Column("key_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["delivered_by"], ["account.id"], name=op.f("fk_delivery_delivered_by_account")
        ),
        sa.ForeignKeyConstraint(
            ["edition_id"], ["edition.id"], name=op.f("fk_delivery_edition_id_edition")
        ),
        sa.ForeignKeyConstraint(
            ["key_id"], ["api_key.id"], name=op.f("fk_delivery_key_id_api_key")
        ),
        sa.ForeignKeyConstraint(
            ["since_id"], ["delivery.id"], name=op.f("fk_delivery_since_id_delivery")
        ),
        sa.ForeignKeyConstraint(
            ["slice_id"], ["slice.id"], name=op.f("fk_delivery_slice_id_slice")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_delivery")),
    )
    op.create_index(op.f("ix_delivery_edition_id"), "delivery", ["edition_id"])
    op.create_index(op.f("ix_delivery_slice_id"), "delivery", ["slice_id"])
    _create_publication()
    _create_builds()


def _create_publication() -> None:
    op.create_table(
        "edition_reason",
        sa.Column("edition_id", sa.Integer(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("given_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("given_by", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["edition_id"], ["edition.id"], name=op.f("fk_edition_reason_edition_id_edition")
        ),
        sa.ForeignKeyConstraint(
            ["given_by"], ["account.id"], name=op.f("fk_edition_reason_given_by_account")
        ),
        sa.PrimaryKeyConstraint("edition_id", name=op.f("pk_edition_reason")),
    )
    op.create_table(
        "official_document",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("edition_id", sa.Integer(), nullable=False),
        sa.Column("format", sa.String(length=8), nullable=False),
        sa.Column("language", sa.String(length=8), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("sent_sha256", sa.String(length=64), nullable=False),
        sa.Column("file_sha256", sa.String(length=64), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("findings", sa.Text(), nullable=False),
        sa.Column("is_removed", sa.Boolean(), nullable=False),
        sa.Column("uploaded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("uploaded_by", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["edition_id"], ["edition.id"], name=op.f("fk_official_document_edition_id_edition")
        ),
        sa.ForeignKeyConstraint(
            ["uploaded_by"], ["account.id"], name=op.f("fk_official_document_uploaded_by_account")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_official_document")),
    )
    op.create_index(op.f("ix_official_document_edition_id"), "official_document", ["edition_id"])
    op.create_table(
        "publication_step",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("edition_id", sa.Integer(), nullable=False),
        sa.Column("act", sa.String(length=12), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("said_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("said_by", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["edition_id"], ["edition.id"], name=op.f("fk_publication_step_edition_id_edition")
        ),
        sa.ForeignKeyConstraint(
            ["said_by"], ["account.id"], name=op.f("fk_publication_step_said_by_account")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_publication_step")),
    )
    op.create_index(op.f("ix_publication_step_edition_id"), "publication_step", ["edition_id"])
    op.create_table(
        "official_reason",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("document_id", sa.Integer(), nullable=False),
        sa.Column("difference", sa.String(length=64), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("given_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("given_by", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["document_id"],
            ["official_document.id"],
            name=op.f("fk_official_reason_document_id_official_document"),
        ),
        sa.ForeignKeyConstraint(
            ["given_by"], ["account.id"], name=op.f("fk_official_reason_given_by_account")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_official_reason")),
    )
    op.create_index(op.f("ix_official_reason_document_id"), "official_reason", ["document_id"])


def _create_builds() -> None:
    op.create_table(
        "report_build",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("edition_id", sa.Integer(), nullable=False),
        sa.Column("format", sa.String(length=8), nullable=False),
        sa.Column("language", sa.String(length=8), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("stage", sa.String(length=12), nullable=False),
        sa.Column("done", sa.Integer(), nullable=False),
        sa.Column("of", sa.Integer(), nullable=False),
        sa.Column("attempt", sa.Integer(), nullable=False),
        sa.Column("builder", sa.String(length=32), nullable=False),
        sa.Column("error", sa.String(length=60), nullable=False),
        sa.Column("report_id", sa.Integer(), nullable=True),
        sa.Column("requested_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("requested_by", sa.Integer(), nullable=True),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("heartbeat_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("cancelled_by", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["cancelled_by"], ["account.id"], name=op.f("fk_report_build_cancelled_by_account")
        ),
        sa.ForeignKeyConstraint(
            ["edition_id"], ["edition.id"], name=op.f("fk_report_build_edition_id_edition")
        ),
        sa.ForeignKeyConstraint(
            ["report_id"],
            ["council_report.id"],
            name=op.f("fk_report_build_report_id_council_report"),
        ),
        sa.ForeignKeyConstraint(
            ["requested_by"], ["account.id"], name=op.f("fk_report_build_requested_by_account")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_report_build")),
    )
    op.create_index(op.f("ix_report_build_edition_id"), "report_build", ["edition_id"])

    # a plain ADD COLUMN keeps the triggers of the table
    op.execute("ALTER TABLE council_report ADD COLUMN part VARCHAR(24) DEFAULT '' NOT NULL")


def downgrade() -> None:
    """Take the tables back to the revision before."""
    op.execute("ALTER TABLE council_report DROP COLUMN part")
    op.drop_index(op.f("ix_report_build_edition_id"), table_name="report_build")
    op.drop_table("report_build")
    op.drop_index(op.f("ix_official_reason_document_id"), table_name="official_reason")
    op.drop_table("official_reason")
    op.drop_index(op.f("ix_publication_step_edition_id"), table_name="publication_step")
    op.drop_table("publication_step")
    op.drop_index(op.f("ix_official_document_edition_id"), table_name="official_document")
    op.drop_table("official_document")
    op.drop_table("edition_reason")
    op.drop_index(op.f("ix_delivery_slice_id"), table_name="delivery")
    op.drop_index(op.f("ix_delivery_edition_id"), table_name="delivery")
    op.drop_table("delivery")
    op.drop_index(op.f("ix_slice_account_id"), table_name="slice")
    op.drop_table("slice")
    op.drop_index(op.f("ix_feedback_sent_at"), table_name="feedback")
    op.drop_table("feedback")
