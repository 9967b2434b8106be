"""Add texts and quotations of the report, fact checks, reasons at the desk, dropped mails."""

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
    _create_fact_check()


def _create_fact_check() -> None:
    op.create_table(
        "fact_check",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("edition_id", sa.Integer(), nullable=False),
        sa.Column("reporter", sa.String(length=2), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("opened_by", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["edition_id"], ["edition.id"], name=op.f("fk_fact_check_edition_id_edition")
        ),
        sa.ForeignKeyConstraint(
            ["opened_by"], ["account.id"], name=op.f("fk_fact_check_opened_by_account")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_fact_check")),
        sa.UniqueConstraint(
            "edition_id", "reporter", name=op.f("uq_fact_check_edition_id_reporter")
        ),
    )
    op.create_table(
        "fact_check_reply",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("fact_check_id", sa.Integer(), nullable=False),
        sa.Column("verdict", sa.String(length=10), nullable=False),
        sa.Column("subject", sa.String(length=80), nullable=False),
        sa.Column("shown", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("said_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("said_by", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["fact_check_id"],
            ["fact_check.id"],
            name=op.f("fk_fact_check_reply_fact_check_id_fact_check"),
        ),
        sa.ForeignKeyConstraint(
            ["said_by"], ["account.id"], name=op.f("fk_fact_check_reply_said_by_account")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_fact_check_reply")),
    )
    op.create_index(
        op.f("ix_fact_check_reply_fact_check_id"), "fact_check_reply", ["fact_check_id"]
    )
    op.create_table(
        "fact_check_outcome",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("reply_id", sa.Integer(), nullable=False),
        sa.Column("outcome", sa.String(length=10), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decided_by", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["decided_by"], ["account.id"], name=op.f("fk_fact_check_outcome_decided_by_account")
        ),
        sa.ForeignKeyConstraint(
            ["reply_id"],
            ["fact_check_reply.id"],
            name=op.f("fk_fact_check_outcome_reply_id_fact_check_reply"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_fact_check_outcome")),
        sa.UniqueConstraint("reply_id", name=op.f("uq_fact_check_outcome_reply_id")),
    )


def downgrade() -> None:
    """Take the tables back to the revision before."""
    op.drop_table("fact_check_outcome")
    op.drop_index(op.f("ix_fact_check_reply_fact_check_id"), table_name="fact_check_reply")
    op.drop_table("fact_check_reply")
    op.drop_table("fact_check")
    op.drop_table("quotation")
    op.drop_table("report_text")
    op.drop_column("outbox_mail", "dropped_at")
    for table, column, _kind in TEXTS:
        op.execute(f"ALTER TABLE {table} DROP COLUMN {column}")
