"""Whom a record may name is kept in an index where it names somebody, and not where it does not."""

from alembic import op

revision = "0032"
down_revision = "0031"
branch_labels = None
depends_on = None

INDEXED = (
    ("patient", "household_id"),
    ("patient", "guarantor_id"),
    ("emergency_contact", "related_patient_id"),
    ("incident_report", "patient_id"),
    ("message_thread", "patient_id"),
    ("charge", "appointment_id"),
    ("message", "patient_id"),
    ("message", "drafted_by"),
    ("payment", "cash_drawer_id"),
    ("task", "patient_id"),
)


def upgrade() -> None:
    """The same indexes without the lines that nobody is looked for by. To write those took a
    twelfth of the database's time for a new patient."""
    for table, column in INDEXED:
        op.execute(f"DROP INDEX ix_{table}_{column}")
        op.execute(
            f"CREATE INDEX ix_{table}_{column} ON {table} (tenant_id, {column}) "
            f"WHERE {column} IS NOT NULL"
        )
