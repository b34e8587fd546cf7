"""The record tables, the queue, the audit trail and the gate that guards the records."""

from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

RECORDS = """
    CREATE TABLE clinic (id BLOB NOT NULL, version INTEGER NOT NULL, created_at INTEGER NOT
    NULL, updated_at INTEGER NOT NULL, deleted_at INTEGER, extra TEXT, name TEXT NOT NULL, zone
    TEXT NOT NULL, country TEXT NOT NULL, opens_at INTEGER NOT NULL, closes_at INTEGER NOT NULL,
    PRIMARY KEY (id));
    CREATE TABLE practitioner (id BLOB NOT NULL, version INTEGER NOT NULL, created_at INTEGER
    NOT NULL, updated_at INTEGER NOT NULL, deleted_at INTEGER, extra TEXT, family_name TEXT NOT
    NULL, given_names TEXT NOT NULL, prefix TEXT NOT NULL, npi TEXT, email TEXT, specialty TEXT
    NOT NULL, colour INTEGER NOT NULL, is_schedulable BOOLEAN NOT NULL, PRIMARY KEY (id));
    CREATE INDEX ix_practitioner_family_name_given_names ON practitioner (family_name,
    given_names, id);
    CREATE TABLE room (id BLOB NOT NULL, version INTEGER NOT NULL, created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL, deleted_at INTEGER, extra TEXT, name TEXT NOT NULL, kind TEXT
    NOT NULL, is_active BOOLEAN NOT NULL, PRIMARY KEY (id));
    CREATE TABLE visit_type (id BLOB NOT NULL, version INTEGER NOT NULL, created_at INTEGER NOT
    NULL, updated_at INTEGER NOT NULL, deleted_at INTEGER, extra TEXT, name TEXT NOT NULL,
    length_min INTEGER NOT NULL, code TEXT, is_active BOOLEAN NOT NULL, PRIMARY KEY (id));
    CREATE TABLE workstation (id BLOB NOT NULL, version INTEGER NOT NULL, created_at INTEGER NOT
    NULL, updated_at INTEGER NOT NULL, deleted_at INTEGER, extra TEXT, name TEXT NOT NULL,
    is_active BOOLEAN NOT NULL, PRIMARY KEY (id));
    CREATE TABLE user (id BLOB NOT NULL, version INTEGER NOT NULL, created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL, deleted_at INTEGER, extra TEXT, username TEXT NOT NULL,
    display_name TEXT NOT NULL, role TEXT NOT NULL, practitioner_id BLOB, is_active BOOLEAN NOT
    NULL, PRIMARY KEY (id));
    CREATE INDEX ix_user_username ON user (username, id);
    CREATE TABLE patient (id BLOB NOT NULL, version INTEGER NOT NULL, created_at INTEGER NOT
    NULL, updated_at INTEGER NOT NULL, deleted_at INTEGER, extra TEXT, mrn TEXT NOT NULL,
    family_name TEXT NOT NULL, given_names TEXT NOT NULL, prefix TEXT NOT NULL, suffix TEXT NOT
    NULL, preferred_name TEXT, maiden_name TEXT, birth_date TEXT, birth_date_is_estimated
    BOOLEAN NOT NULL, sex TEXT NOT NULL, language TEXT, needs_interpreter BOOLEAN NOT NULL,
    marital_status TEXT, phone TEXT, phone_mobile TEXT, phone_work TEXT, email TEXT,
    address_line TEXT, address_line2 TEXT, city TEXT, state TEXT, postal_code TEXT, country
    TEXT, status TEXT NOT NULL, deceased_on TEXT, practitioner_id BLOB, guarantor_id BLOB, alert
    TEXT, PRIMARY KEY (id));
    CREATE INDEX ix_patient_family_name_given_names ON patient (family_name, given_names, id);
    CREATE INDEX ix_patient_mrn ON patient (mrn, id);
    CREATE INDEX ix_patient_status_family_name_given_names ON patient (status, family_name,
    given_names, id);
    CREATE TABLE allergy (id BLOB NOT NULL, version INTEGER NOT NULL, created_at INTEGER NOT
    NULL, updated_at INTEGER NOT NULL, deleted_at INTEGER, extra TEXT, patient_id BLOB NOT NULL,
    text TEXT NOT NULL, code_system TEXT NOT NULL, code TEXT NOT NULL, category TEXT NOT NULL,
    criticality TEXT, status TEXT NOT NULL, reaction TEXT NOT NULL, recorded_on TEXT, PRIMARY
    KEY (id));
    CREATE INDEX ix_allergy_patient_id ON allergy (patient_id, id);
    CREATE TABLE condition (id BLOB NOT NULL, version INTEGER NOT NULL, created_at INTEGER NOT
    NULL, updated_at INTEGER NOT NULL, deleted_at INTEGER, extra TEXT, patient_id BLOB NOT NULL,
    text TEXT NOT NULL, code_system TEXT NOT NULL, code TEXT NOT NULL, status TEXT NOT NULL,
    verification TEXT NOT NULL, onset_on TEXT, resolved_on TEXT, recorded_on TEXT, PRIMARY KEY
    (id));
    CREATE INDEX ix_condition_patient_id ON condition (patient_id, id);
    CREATE TABLE coverage (id BLOB NOT NULL, version INTEGER NOT NULL, created_at INTEGER NOT
    NULL, updated_at INTEGER NOT NULL, deleted_at INTEGER, extra TEXT, patient_id BLOB NOT NULL,
    payer TEXT NOT NULL, member_id TEXT NOT NULL, group_number TEXT NOT NULL, subscriber_name
    TEXT NOT NULL, subscriber_relationship TEXT NOT NULL, "order" TEXT NOT NULL, valid_from
    TEXT, valid_to TEXT, copay_cents INTEGER, PRIMARY KEY (id));
    CREATE INDEX ix_coverage_patient_id ON coverage (patient_id, id);
    CREATE TABLE emergency_contact (id BLOB NOT NULL, version INTEGER NOT NULL, created_at
    INTEGER NOT NULL, updated_at INTEGER NOT NULL, deleted_at INTEGER, extra TEXT, patient_id
    BLOB NOT NULL, name TEXT NOT NULL, relationship TEXT NOT NULL, phone TEXT, is_guarantor
    BOOLEAN NOT NULL, PRIMARY KEY (id));
    CREATE INDEX ix_emergency_contact_patient_id ON emergency_contact (patient_id, id);
    CREATE TABLE medication_statement (id BLOB NOT NULL, version INTEGER NOT NULL, created_at
    INTEGER NOT NULL, updated_at INTEGER NOT NULL, deleted_at INTEGER, extra TEXT, patient_id
    BLOB NOT NULL, text TEXT NOT NULL, code_system TEXT NOT NULL, code TEXT NOT NULL, status
    TEXT NOT NULL, dosage TEXT NOT NULL, authored_on TEXT, PRIMARY KEY (id));
    CREATE INDEX ix_medication_statement_patient_id ON medication_statement (patient_id, id);
    CREATE TABLE patient_identifier (id BLOB NOT NULL, version INTEGER NOT NULL, created_at
    INTEGER NOT NULL, updated_at INTEGER NOT NULL, deleted_at INTEGER, extra TEXT, patient_id
    BLOB NOT NULL, system TEXT NOT NULL, value TEXT NOT NULL, kind TEXT NOT NULL, valid_from
    TEXT, valid_to TEXT, is_alias BOOLEAN NOT NULL, PRIMARY KEY (id));
    CREATE INDEX ix_patient_identifier_patient_id ON patient_identifier (patient_id, id);
    CREATE TABLE appointment (id BLOB NOT NULL, version INTEGER NOT NULL, created_at INTEGER NOT
    NULL, updated_at INTEGER NOT NULL, deleted_at INTEGER, extra TEXT, patient_id BLOB NOT NULL,
    starts_at INTEGER NOT NULL, ends_at INTEGER NOT NULL, zone TEXT NOT NULL, local_start TEXT
    NOT NULL, practitioner_id BLOB, room_id BLOB, visit_type_id BLOB, reason TEXT NOT NULL, note
    TEXT NOT NULL, status TEXT NOT NULL, stamps TEXT NOT NULL, cancel_reason TEXT NOT NULL,
    is_late_cancel BOOLEAN NOT NULL, confirmation TEXT NOT NULL, priority TEXT NOT NULL,
    is_overbook BOOLEAN NOT NULL, needs_resolution BOOLEAN NOT NULL, PRIMARY KEY (id));
    CREATE INDEX ix_appointment_patient_id_starts_at ON appointment (patient_id, starts_at, id);
    CREATE INDEX ix_appointment_practitioner_id_starts_at ON appointment (practitioner_id,
    starts_at, id);
    CREATE INDEX ix_appointment_starts_at ON appointment (starts_at, id);
    CREATE TABLE sync_conflict (id BLOB NOT NULL, version INTEGER NOT NULL, created_at INTEGER
    NOT NULL, updated_at INTEGER NOT NULL, deleted_at INTEGER, extra TEXT, entity TEXT NOT NULL,
    row_id TEXT NOT NULL, other_row_id TEXT, patient_id BLOB, kind TEXT NOT NULL, base TEXT NOT
    NULL, ours TEXT NOT NULL, theirs TEXT NOT NULL, op_id TEXT NOT NULL, op_kind TEXT NOT NULL,
    actor_id TEXT, device_id TEXT, happened_at INTEGER, status TEXT NOT NULL, resolution TEXT,
    resolved_by BLOB, resolved_at INTEGER, PRIMARY KEY (id));
    CREATE INDEX ix_sync_conflict_row_id ON sync_conflict (row_id, id);
    CREATE INDEX ix_sync_conflict_status_created_at ON sync_conflict (status, created_at, id);
"""

OWN = """
    CREATE TABLE outbox (n INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, op_id TEXT NOT NULL,
    tx_id TEXT NOT NULL, entity TEXT NOT NULL, row_id TEXT NOT NULL, patient_id BLOB, kind TEXT
    NOT NULL, action TEXT DEFAULT '' NOT NULL, schema INTEGER NOT NULL, base_version INTEGER NOT
    NULL, patch TEXT NOT NULL, "full" TEXT, depends_on TEXT DEFAULT '[]' NOT NULL, reason TEXT
    DEFAULT '' NOT NULL, actor_id TEXT NOT NULL, session_id TEXT NOT NULL, hlc TEXT NOT NULL,
    created_at TEXT NOT NULL, state TEXT NOT NULL, sent INTEGER DEFAULT 0 NOT NULL, attempts
    INTEGER DEFAULT 0 NOT NULL, next_attempt_at TEXT, last_code TEXT, last_error TEXT, result
    TEXT, acked_seq INTEGER, CONSTRAINT outbox_state CHECK (state IN
    ('queued','inflight','retry','blocked','quarantined','conflicted','acked','discarded')),
    UNIQUE (op_id));
    CREATE INDEX outbox_due ON outbox (state, next_attempt_at, n);
    CREATE INDEX outbox_row ON outbox (entity, row_id, n);
    CREATE TABLE shadow (entity TEXT NOT NULL, row_id TEXT NOT NULL, version INTEGER NOT NULL,
    body TEXT, deleted INTEGER NOT NULL, PRIMARY KEY (entity, row_id));
    CREATE TABLE sync_meta (k TEXT NOT NULL, v TEXT NOT NULL, PRIMARY KEY (k));
    CREATE TABLE kept_aside (entity TEXT NOT NULL, row_id TEXT NOT NULL, version INTEGER NOT
    NULL, seq INTEGER NOT NULL, deleted INTEGER NOT NULL, body TEXT, PRIMARY KEY (entity,
    row_id));
    CREATE TABLE write_gate (id INTEGER NOT NULL, is_open INTEGER NOT NULL, PRIMARY KEY (id));
    CREATE TABLE audit (seq INTEGER NOT NULL, at INTEGER NOT NULL, monotonic_ns INTEGER NOT
    NULL, device_id BLOB NOT NULL, session_id BLOB NOT NULL, actor_id BLOB NOT NULL, role TEXT
    NOT NULL, action TEXT NOT NULL, entity TEXT NOT NULL, row_id BLOB, patient_id BLOB, purpose
    TEXT NOT NULL, result_count INTEGER, fields TEXT NOT NULL, subjects TEXT, prev BLOB NOT
    NULL, mac BLOB NOT NULL, link BLOB NOT NULL, prev_link BLOB NOT NULL, PRIMARY KEY (seq));
    CREATE INDEX audit_patient ON audit (patient_id, seq);
    CREATE TABLE audit_subject (seq INTEGER NOT NULL, row_id BLOB NOT NULL, PRIMARY KEY (seq,
    row_id), FOREIGN KEY(seq) REFERENCES audit (seq));
"""

GUARDED = (
    "clinic",
    "practitioner",
    "room",
    "visit_type",
    "workstation",
    "user",
    "patient",
    "allergy",
    "condition",
    "coverage",
    "emergency_contact",
    "medication_statement",
    "patient_identifier",
    "appointment",
    "sync_conflict",
)


def upgrade() -> None:
    """Make the first tables."""
    for statement in (RECORDS + OWN).split(";"):
        if statement.strip():
            op.execute(" ".join(statement.split()))
    op.execute("INSERT INTO write_gate (id, is_open) VALUES (1, 0)")
    for entity in GUARDED:
        for event in ("INSERT", "UPDATE", "DELETE"):
            op.execute(
                f"CREATE TRIGGER guard_{entity}_{event.lower()} BEFORE {event} ON {entity} "
                "WHEN (SELECT is_open FROM write_gate) = 0 "
                "BEGIN SELECT RAISE(FAIL, 'only the unit of work writes records'); END"
            )
    for event in ("UPDATE", "DELETE"):
        op.execute(
            f"CREATE TRIGGER append_only_audit_{event.lower()} BEFORE {event} ON audit "
            "BEGIN SELECT RAISE(ABORT, 'the audit trail is append-only'); END"
        )
