"""Add clarifications, notices and outbox, comments on catalogues, series, desk cases."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

REFERENCES = (
    ("acceptance", "proposed_by", "account"),
    ("cycle", "previous_id", "cycle"),
    ("prefill", "series_id", "prefill_series"),
    ("role_grant", "confirmed_by", "account"),
)


def upgrade() -> None:
    """Bring the tables to this revision."""
    op.create_table(
        "catalogue_comment",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("catalogue_version_id", sa.Integer(), nullable=False),
        sa.Column("subject", sa.String(length=60), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("said_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("said_by", sa.Integer(), nullable=True),
        sa.Column("reply", sa.Text(), nullable=False),
        sa.Column("replied_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("replied_by", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["catalogue_version_id"],
            ["catalogue_version.id"],
            name=op.f("fk_catalogue_comment_catalogue_version_id_catalogue_version"),
        ),
        sa.ForeignKeyConstraint(
            ["replied_by"], ["account.id"], name=op.f("fk_catalogue_comment_replied_by_account")
        ),
        sa.ForeignKeyConstraint(
            ["said_by"], ["account.id"], name=op.f("fk_catalogue_comment_said_by_account")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_catalogue_comment")),
    )
    with op.batch_alter_table("catalogue_comment", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_catalogue_comment_catalogue_version_id"),
            ["catalogue_version_id"],
            unique=False,
        )

    op.create_table(
        "living_fact",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("reporter", sa.String(length=2), nullable=False),
        sa.Column("uid", sa.String(length=32), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("label", sa.String(length=200), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("url", sa.String(length=2000), nullable=False),
        sa.Column("removed", sa.Boolean(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("saved_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("saved_by", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["saved_by"], ["account.id"], name=op.f("fk_living_fact_saved_by_account")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_living_fact")),
        sa.UniqueConstraint(
            "reporter", "uid", "revision", name=op.f("uq_living_fact_reporter_uid_revision")
        ),
    )
    op.create_table(
        "notice",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=200), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("cycle", sa.String(length=40), nullable=False),
        sa.Column("reporter", sa.String(length=2), nullable=False),
        sa.Column("point", sa.String(length=3), nullable=False),
        sa.Column("facts", sa.Text(), nullable=False),
        sa.Column("path", sa.String(length=300), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_notice_account_id_account")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notice")),
        sa.UniqueConstraint("key", name=op.f("uq_notice_key")),
    )
    with op.batch_alter_table("notice", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_notice_account_id"), ["account_id"], unique=False)

    op.create_table(
        "figure_bound",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("cycle_id", sa.Integer(), nullable=False),
        sa.Column("indicator", sa.String(length=12), nullable=False),
        sa.Column("bound", sa.String(length=40), nullable=True),
        sa.Column("set_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("set_by", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["cycle_id"], ["cycle.id"], name=op.f("fk_figure_bound_cycle_id_cycle")
        ),
        sa.ForeignKeyConstraint(
            ["set_by"], ["account.id"], name=op.f("fk_figure_bound_set_by_account")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_figure_bound")),
    )
    with op.batch_alter_table("figure_bound", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_figure_bound_cycle_id"), ["cycle_id"], unique=False)

    op.create_table(
        "outbox_mail",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("notice_id", sa.Integer(), nullable=True),
        sa.Column("account_id", sa.Integer(), nullable=True),
        sa.Column("message_id", sa.String(length=200), nullable=False),
        sa.Column("address", sa.String(length=254), nullable=False),
        sa.Column("language", sa.String(length=8), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("html", sa.Text(), nullable=False),
        sa.Column("unsubscribe_path", sa.String(length=300), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("claimed_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("given_up_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("error", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_outbox_mail_account_id_account")
        ),
        sa.ForeignKeyConstraint(
            ["notice_id"], ["notice.id"], name=op.f("fk_outbox_mail_notice_id_notice")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outbox_mail")),
        sa.UniqueConstraint("message_id", name=op.f("uq_outbox_mail_message_id")),
    )
    with op.batch_alter_table("outbox_mail", schema=None) as batch_op:
        batch_op.create_index("ix_outbox_mail_waiting", ["sent_at", "due_at"], unique=False)

    op.create_table(
        "prefill_series",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("cycle_id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=60), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("dataset_version", sa.String(length=60), nullable=False),
        sa.Column("source_title", sa.String(), nullable=False),
        sa.Column("source_url", sa.String(), nullable=False),
        sa.Column("licence", sa.String(length=200), nullable=False),
        sa.Column("retrieved_on", sa.Date(), nullable=False),
        sa.Column("file_name", sa.String(length=200), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("rows", sa.Integer(), nullable=False),
        sa.Column("loaded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("loaded_by", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["cycle_id"], ["cycle.id"], name=op.f("fk_prefill_series_cycle_id_cycle")
        ),
        sa.ForeignKeyConstraint(
            ["loaded_by"], ["account.id"], name=op.f("fk_prefill_series_loaded_by_account")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_prefill_series")),
        sa.UniqueConstraint(
            "cycle_id", "code", "number", name=op.f("uq_prefill_series_cycle_id_code_number")
        ),
    )
    op.create_table(
        "rule_setting",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("cycle_id", sa.Integer(), nullable=False),
        sa.Column("rule", sa.String(length=12), nullable=False),
        sa.Column("mode", sa.String(length=12), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("set_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("set_by", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["cycle_id"], ["cycle.id"], name=op.f("fk_rule_setting_cycle_id_cycle")
        ),
        sa.ForeignKeyConstraint(
            ["set_by"], ["account.id"], name=op.f("fk_rule_setting_set_by_account")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rule_setting")),
    )
    with op.batch_alter_table("rule_setting", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_rule_setting_cycle_id"), ["cycle_id"], unique=False)

    op.create_table(
        "clarification",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("contribution_id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("point", sa.String(length=3), nullable=False),
        sa.Column("subject", sa.String(length=220), nullable=False),
        sa.Column(
            "status",
            sa.Enum(
                "asked",
                "answered",
                "resolved",
                "cancelled",
                name="clarification_status",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("reason", sa.String(length=200), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("batch", sa.String(length=32), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("asked_by", sa.Integer(), nullable=True),
        sa.Column("answered_version", sa.Integer(), nullable=True),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closed_by", sa.Integer(), nullable=True),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["asked_by"], ["account.id"], name=op.f("fk_clarification_asked_by_account")
        ),
        sa.ForeignKeyConstraint(
            ["closed_by"], ["account.id"], name=op.f("fk_clarification_closed_by_account")
        ),
        sa.ForeignKeyConstraint(
            ["contribution_id"],
            ["contribution.id"],
            name=op.f("fk_clarification_contribution_id_contribution"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_clarification")),
    )
    with op.batch_alter_table("clarification", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_clarification_contribution_id"), ["contribution_id"], unique=False
        )

    op.create_table(
        "desk_case",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("contribution_id", sa.Integer(), nullable=False),
        sa.Column("officer", sa.Integer(), nullable=True),
        sa.Column("target_on", sa.Date(), nullable=True),
        sa.Column("checked", sa.Text(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("saved_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("saved_by", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["contribution_id"],
            ["contribution.id"],
            name=op.f("fk_desk_case_contribution_id_contribution"),
        ),
        sa.ForeignKeyConstraint(
            ["officer"], ["account.id"], name=op.f("fk_desk_case_officer_account")
        ),
        sa.ForeignKeyConstraint(
            ["saved_by"], ["account.id"], name=op.f("fk_desk_case_saved_by_account")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_desk_case")),
        sa.UniqueConstraint("contribution_id", name=op.f("uq_desk_case_contribution_id")),
    )
    op.create_table(
        "acceptance_proposal",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("submission_id", sa.Integer(), nullable=False),
        sa.Column("remarks", sa.Text(), nullable=False),
        sa.Column("figures", sa.Text(), nullable=False),
        sa.Column("proposed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("proposed_by", sa.Integer(), nullable=True),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("withdrawn_by", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["proposed_by"], ["account.id"], name=op.f("fk_acceptance_proposal_proposed_by_account")
        ),
        sa.ForeignKeyConstraint(
            ["submission_id"],
            ["submission.id"],
            name=op.f("fk_acceptance_proposal_submission_id_submission"),
        ),
        sa.ForeignKeyConstraint(
            ["withdrawn_by"],
            ["account.id"],
            name=op.f("fk_acceptance_proposal_withdrawn_by_account"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_acceptance_proposal")),
    )
    with op.batch_alter_table("acceptance_proposal", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_acceptance_proposal_submission_id"), ["submission_id"], unique=False
        )

    op.create_table(
        "clarification_message",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("clarification_id", sa.Integer(), nullable=False),
        sa.Column("by_country", sa.Boolean(), nullable=False),
        sa.Column("act", sa.String(length=20), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("file_sha256", sa.String(length=64), nullable=False),
        sa.Column("file_name", sa.String(length=200), nullable=False),
        sa.Column("file_type", sa.String(length=100), nullable=False),
        sa.Column("said_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("said_by", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["clarification_id"],
            ["clarification.id"],
            name=op.f("fk_clarification_message_clarification_id_clarification"),
        ),
        sa.ForeignKeyConstraint(
            ["said_by"], ["account.id"], name=op.f("fk_clarification_message_said_by_account")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_clarification_message")),
    )
    with op.batch_alter_table("clarification_message", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_clarification_message_clarification_id"),
            ["clarification_id"],
            unique=False,
        )

    op.create_table(
        "remark",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("submission_id", sa.Integer(), nullable=False),
        sa.Column("uid", sa.String(length=32), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("point", sa.String(length=3), nullable=False),
        sa.Column("subject", sa.String(length=220), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("adjusted", sa.Text(), nullable=True),
        sa.Column("removed", sa.Boolean(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("made_by", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["made_by"], ["account.id"], name=op.f("fk_remark_made_by_account")
        ),
        sa.ForeignKeyConstraint(
            ["submission_id"], ["submission.id"], name=op.f("fk_remark_submission_id_submission")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_remark")),
        sa.UniqueConstraint(
            "submission_id", "uid", "revision", name=op.f("uq_remark_submission_id_uid_revision")
        ),
    )
    # Nullable references are added in place, by the same words on both databases: making a table
    # anew on SQLite would drop rows others point to.
    for table, column, to in REFERENCES:
        op.execute(
            f"ALTER TABLE {table} ADD COLUMN {column} INTEGER"
            f" CONSTRAINT fk_{table}_{column}_{to} REFERENCES {to} (id)"
        )
    with op.batch_alter_table("account", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("language", sa.String(length=8), nullable=False, server_default="")
        )
        batch_op.add_column(sa.Column("mail_off", sa.Text(), nullable=False, server_default="[]"))
    with op.batch_alter_table("cycle", schema=None) as batch_op:
        batch_op.add_column(sa.Column("mapping", sa.Text(), nullable=False, server_default="{}"))
        batch_op.add_column(sa.Column("rules", sa.Text(), nullable=False, server_default="{}"))
    for table in ("evidence", "measure"):
        with op.batch_alter_table(table, schema=None) as batch_op:
            batch_op.add_column(
                sa.Column("translations", sa.Text(), nullable=False, server_default="[]")
            )
    op.execute("ALTER TABLE prefill ADD COLUMN superseded BOOLEAN DEFAULT false NOT NULL")
    with op.batch_alter_table("role_grant", schema=None) as batch_op:
        batch_op.add_column(sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=True))


def downgrade() -> None:
    """Take the tables back to the revision before."""
    for table, column in (
        *((table, column) for table, column, _ in REFERENCES),
        ("account", "language"),
        ("account", "mail_off"),
        ("cycle", "mapping"),
        ("cycle", "rules"),
        ("evidence", "translations"),
        ("measure", "translations"),
        ("prefill", "superseded"),
        ("role_grant", "confirmed_at"),
    ):
        op.execute(f"ALTER TABLE {table} DROP COLUMN {column}")

    op.drop_table("remark")
    with op.batch_alter_table("clarification_message", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_clarification_message_clarification_id"))

    op.drop_table("clarification_message")
    with op.batch_alter_table("acceptance_proposal", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_acceptance_proposal_submission_id"))

    op.drop_table("acceptance_proposal")
    op.drop_table("desk_case")
    with op.batch_alter_table("clarification", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_clarification_contribution_id"))

    op.drop_table("clarification")
    with op.batch_alter_table("rule_setting", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_rule_setting_cycle_id"))

    op.drop_table("rule_setting")
    op.drop_table("prefill_series")
    with op.batch_alter_table("outbox_mail", schema=None) as batch_op:
        batch_op.drop_index("ix_outbox_mail_waiting")

    op.drop_table("outbox_mail")
    with op.batch_alter_table("figure_bound", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_figure_bound_cycle_id"))

    op.drop_table("figure_bound")
    with op.batch_alter_table("notice", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_notice_account_id"))

    op.drop_table("notice")
    op.drop_table("living_fact")
    with op.batch_alter_table("catalogue_comment", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_catalogue_comment_catalogue_version_id"))

    op.drop_table("catalogue_comment")
