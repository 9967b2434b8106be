"""Stored files, extensions, richer measures and assignments, roles that end"""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Bring the tables to this revision."""
    op.create_table(
        "stored_file",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("reporter", sa.String(length=2), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("media_type", sa.String(length=100), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("scan", sa.String(length=10), nullable=False),
        sa.Column("scanned_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("stored_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("stored_by", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["stored_by"], ["account.id"], name=op.f("fk_stored_file_stored_by_account")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_stored_file")),
        sa.UniqueConstraint("reporter", "sha256", name=op.f("uq_stored_file_reporter_sha256")),
    )
    op.create_table(
        "extension",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("cycle_id", sa.Integer(), nullable=False),
        sa.Column("reporter", sa.String(length=2), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("granted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("granted_by", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["cycle_id"], ["cycle.id"], name=op.f("fk_extension_cycle_id_cycle")
        ),
        sa.ForeignKeyConstraint(
            ["granted_by"], ["account.id"], name=op.f("fk_extension_granted_by_account")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_extension")),
    )
    with op.batch_alter_table("extension", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_extension_cycle_id"), ["cycle_id"], unique=False)

    with op.batch_alter_table("assignment", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("question", sa.String(length=60), nullable=False, server_default="")
        )
        batch_op.add_column(sa.Column("due_on", sa.Date(), nullable=True))
        batch_op.add_column(sa.Column("message", sa.Text(), nullable=False, server_default=""))
        batch_op.drop_constraint(
            batch_op.f("uq_assignment_contribution_id_point_account_id"), type_="unique"
        )
        batch_op.create_unique_constraint(
            batch_op.f("uq_assignment_contribution_id_point_question_account_id"),
            ["contribution_id", "point", "question", "account_id"],
        )

    with op.batch_alter_table("evidence", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("file_type", sa.String(length=100), nullable=False, server_default="")
        )
        batch_op.add_column(sa.Column("alt_text", sa.Text(), nullable=False, server_default=""))
        batch_op.add_column(
            sa.Column("withheld", sa.Boolean(), nullable=False, server_default=sa.false())
        )
        batch_op.add_column(
            sa.Column("withheld_reason", sa.Text(), nullable=False, server_default="")
        )

    with op.batch_alter_table("measure", schema=None) as batch_op:
        batch_op.add_column(sa.Column("partners", sa.Text(), nullable=False, server_default=""))
        batch_op.add_column(sa.Column("regions", sa.String(), nullable=False, server_default="[]"))
        batch_op.add_column(sa.Column("sdgs", sa.String(), nullable=False, server_default="[]"))
        batch_op.add_column(sa.Column("sectors", sa.String(), nullable=False, server_default="[]"))

    with op.batch_alter_table("role_grant", schema=None) as batch_op:
        batch_op.add_column(sa.Column("granted_by", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("ends_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.create_foreign_key(
            batch_op.f("fk_role_grant_granted_by_account"), "account", ["granted_by"], ["id"]
        )


def downgrade() -> None:
    """Take the tables back to the revision before."""
    with op.batch_alter_table("role_grant", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("fk_role_grant_granted_by_account"), type_="foreignkey")
        batch_op.drop_column("ends_at")
        batch_op.drop_column("granted_by")

    with op.batch_alter_table("measure", schema=None) as batch_op:
        batch_op.drop_column("sectors")
        batch_op.drop_column("sdgs")
        batch_op.drop_column("regions")
        batch_op.drop_column("partners")

    with op.batch_alter_table("evidence", schema=None) as batch_op:
        batch_op.drop_column("withheld_reason")
        batch_op.drop_column("withheld")
        batch_op.drop_column("alt_text")
        batch_op.drop_column("file_type")

    with op.batch_alter_table("assignment", schema=None) as batch_op:
        batch_op.drop_constraint(
            batch_op.f("uq_assignment_contribution_id_point_question_account_id"), type_="unique"
        )
        batch_op.create_unique_constraint(
            batch_op.f("uq_assignment_contribution_id_point_account_id"),
            ["contribution_id", "point", "account_id"],
        )
        batch_op.drop_column("message")
        batch_op.drop_column("due_on")
        batch_op.drop_column("question")

    with op.batch_alter_table("extension", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_extension_cycle_id"))

    op.drop_table("extension")
    op.drop_table("stored_file")
