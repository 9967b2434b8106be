"""Add texts and quotations of the report, reasons at the desk, mails that need not arrive."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

# Texts that are empty in every row there is; a plain ADD COLUMN keeps the triggers of the table.
TEXTS = (
    ("acceptance_proposal", "reason", "TEXT"),
    ("evidence", "origin", "VARCHAR(200)"),
    ("figure_bound", "reason", "TEXT"),
    ("outbox_mail", "dropped_reason", "TEXT"),
)


def upgrade() -> None:
    """Bring the tables to this revision."""
    for table, column, kind in TEXTS:
        op.execute(f"ALTER TABLE {table} ADD COLUMN {column} {kind} DEFAULT '' NOT NULL")
    op.add_column("outbox_mail", sa.Column("dropped_at", sa.DateTime(timezone=True), nullable=True))
    op.create_table(
        "report_text",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("cycle_id", sa.Integer(), nullable=False),
        sa.Column("section", sa.String(length=60), nullable=False),
        sa.Column("language", sa.String(length=8), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("restored_from", sa.Integer(), nullable=True),
        sa.Column("saved_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("saved_by", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["cycle_id"], ["cycle.id"], name=op.f("fk_report_text_cycle_id_cycle")
        ),
        sa.ForeignKeyConstraint(
            ["saved_by"], ["account.id"], name=op.f("fk_report_text_saved_by_account")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_report_text")),
        sa.UniqueConstraint(
            "cycle_id",
            "section",
            "language",
            "revision",
            name=op.f("uq_report_text_cycle_id_section_language_revision"),
        ),
    )
    op.create_table(
        "quotation",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("cycle_id", sa.Integer(), nullable=False),
        sa.Column("uid", sa.String(length=32), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("act", sa.String(length=12), nullable=False),
        sa.Column("section", sa.String(length=60), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("reporter", sa.String(length=2), nullable=False),
        sa.Column("submission_id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("subject", sa.String(length=220), nullable=False),
        sa.Column("source_sha256", sa.String(length=64), nullable=False),
        sa.Column("passage", sa.Text(), nullable=False),
        sa.Column("language", sa.String(length=8), nullable=False),
        sa.Column("translation", sa.Text(), nullable=False),
        sa.Column("translation_language", sa.String(length=8), nullable=False),
        sa.Column("translation_made_by", sa.String(length=10), nullable=False),
        sa.Column("removed", sa.Boolean(), nullable=False),
        sa.Column("saved_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("saved_by", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["cycle_id"], ["cycle.id"], name=op.f("fk_quotation_cycle_id_cycle")
        ),
        sa.ForeignKeyConstraint(
            ["saved_by"], ["account.id"], name=op.f("fk_quotation_saved_by_account")
        ),
        sa.ForeignKeyConstraint(
            ["submission_id"],
            ["submission.id"],
            name=op.f("fk_quotation_submission_id_submission"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_quotation")),
        sa.UniqueConstraint(
            "cycle_id", "uid", "revision", name=op.f("uq_quotation_cycle_id_uid_revision")
        ),
    )


def downgrade() -> None:
    """Take the tables back to the revision before."""
    op.drop_table("quotation")
    op.drop_table("report_text")
    op.drop_column("outbox_mail", "dropped_at")
    for table, column, _kind in TEXTS:
        op.execute(f"ALTER TABLE {table} DROP COLUMN {column}")
