"""The record tables, the history, the answers and sign-in; every tenant row behind a policy."""

from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

TABLES = """
    CREATE TABLE allergy ( tenant_id UUID NOT NULL, id UUID NOT NULL, version BIGINT NOT NULL,
    created_at TIMESTAMP WITH TIME ZONE NOT NULL, updated_at TIMESTAMP WITH TIME ZONE NOT
    NULL, deleted_at TIMESTAMP WITH TIME ZONE, extra JSONB, patient_id UUID NOT NULL, text
    TEXT NOT NULL, code_system TEXT NOT NULL, code TEXT NOT NULL, category TEXT NOT NULL,
    criticality TEXT, status TEXT NOT NULL, reaction TEXT NOT NULL, recorded_on TEXT,
    CONSTRAINT pk_allergy PRIMARY KEY (tenant_id, id) );
    CREATE INDEX ix_allergy_patient_id ON allergy (tenant_id, patient_id);
    CREATE TABLE appointment ( tenant_id UUID NOT NULL, id UUID NOT NULL, version BIGINT NOT
    NULL, created_at TIMESTAMP WITH TIME ZONE NOT NULL, updated_at TIMESTAMP WITH TIME ZONE
    NOT NULL, deleted_at TIMESTAMP WITH TIME ZONE, extra JSONB, patient_id UUID NOT NULL,
    starts_at TIMESTAMP WITH TIME ZONE NOT NULL, ends_at TIMESTAMP WITH TIME ZONE NOT NULL,
    zone TEXT NOT NULL, local_start TEXT NOT NULL, practitioner_id UUID, room_id UUID,
    visit_type_id UUID, reason TEXT NOT NULL, note TEXT NOT NULL, status TEXT NOT NULL, stamps
    JSONB NOT NULL, cancel_reason TEXT NOT NULL, is_late_cancel BOOLEAN NOT NULL, confirmation
    TEXT NOT NULL, priority TEXT NOT NULL, is_overbook BOOLEAN NOT NULL, needs_resolution
    BOOLEAN NOT NULL, CONSTRAINT pk_appointment PRIMARY KEY (tenant_id, id) );
    CREATE INDEX ix_appointment_patient_id_starts_at ON appointment (tenant_id, patient_id,
    starts_at);
    CREATE INDEX ix_appointment_practitioner_id_starts_at ON appointment (tenant_id,
    practitioner_id, starts_at);
    CREATE INDEX ix_appointment_starts_at ON appointment (tenant_id, starts_at);
    CREATE TABLE clinic ( tenant_id UUID NOT NULL, id UUID NOT NULL, version BIGINT NOT NULL,
    created_at TIMESTAMP WITH TIME ZONE NOT NULL, updated_at TIMESTAMP WITH TIME ZONE NOT
    NULL, deleted_at TIMESTAMP WITH TIME ZONE, extra JSONB, name TEXT NOT NULL, zone TEXT NOT
    NULL, country TEXT NOT NULL, opens_at BIGINT NOT NULL, closes_at BIGINT NOT NULL,
    CONSTRAINT pk_clinic PRIMARY KEY (tenant_id, id) );
    CREATE TABLE condition ( tenant_id UUID NOT NULL, id UUID NOT NULL, version BIGINT NOT
    NULL, created_at TIMESTAMP WITH TIME ZONE NOT NULL, updated_at TIMESTAMP WITH TIME ZONE
    NOT NULL, deleted_at TIMESTAMP WITH TIME ZONE, extra JSONB, patient_id UUID NOT NULL, text
    TEXT NOT NULL, code_system TEXT NOT NULL, code TEXT NOT NULL, status TEXT NOT NULL,
    verification TEXT NOT NULL, onset_on TEXT, resolved_on TEXT, recorded_on TEXT, CONSTRAINT
    pk_condition PRIMARY KEY (tenant_id, id) );
    CREATE INDEX ix_condition_patient_id ON condition (tenant_id, patient_id);
    CREATE TABLE coverage ( tenant_id UUID NOT NULL, id UUID NOT NULL, version BIGINT NOT
    NULL, created_at TIMESTAMP WITH TIME ZONE NOT NULL, updated_at TIMESTAMP WITH TIME ZONE
    NOT NULL, deleted_at TIMESTAMP WITH TIME ZONE, extra JSONB, patient_id UUID NOT NULL,
    payer TEXT NOT NULL, member_id TEXT NOT NULL, group_number TEXT NOT NULL, subscriber_name
    TEXT NOT NULL, subscriber_relationship TEXT NOT NULL, "order" TEXT NOT NULL, valid_from
    TEXT, valid_to TEXT, copay_cents BIGINT, CONSTRAINT pk_coverage PRIMARY KEY (tenant_id,
    id) );
    CREATE INDEX ix_coverage_patient_id ON coverage (tenant_id, patient_id);
    CREATE TABLE credential ( tenant_id UUID NOT NULL, username TEXT NOT NULL, user_id UUID
    NOT NULL, password_hash TEXT NOT NULL, role TEXT NOT NULL, role_version INTEGER NOT NULL,
    is_active BOOLEAN NOT NULL, CONSTRAINT pk_credential PRIMARY KEY (tenant_id, username) );
    CREATE TABLE device ( tenant_id UUID NOT NULL, device_id UUID NOT NULL, name TEXT NOT
    NULL, token_hash TEXT NOT NULL, is_active BOOLEAN NOT NULL, enrolled_at TIMESTAMP WITH
    TIME ZONE NOT NULL, CONSTRAINT pk_device PRIMARY KEY (tenant_id, device_id) );
    CREATE TABLE emergency_contact ( tenant_id UUID NOT NULL, id UUID NOT NULL, version BIGINT
    NOT NULL, created_at TIMESTAMP WITH TIME ZONE NOT NULL, updated_at TIMESTAMP WITH TIME
    ZONE NOT NULL, deleted_at TIMESTAMP WITH TIME ZONE, extra JSONB, patient_id UUID NOT NULL,
    name TEXT NOT NULL, relationship TEXT NOT NULL, phone TEXT, is_guarantor BOOLEAN NOT NULL,
    CONSTRAINT pk_emergency_contact PRIMARY KEY (tenant_id, id) );
    CREATE INDEX ix_emergency_contact_patient_id ON emergency_contact (tenant_id, patient_id);
    CREATE TABLE join_code ( lookup TEXT NOT NULL, proof_hash TEXT NOT NULL, tenant_id UUID,
    clinic_name TEXT NOT NULL, username TEXT NOT NULL, display_name TEXT NOT NULL, role TEXT
    NOT NULL, sealed_clinic_key TEXT NOT NULL, expires_at TIMESTAMP WITH TIME ZONE NOT NULL,
    used_at TIMESTAMP WITH TIME ZONE, failures INTEGER DEFAULT 0 NOT NULL, PRIMARY KEY
    (lookup) );
    CREATE TABLE medication_statement ( tenant_id UUID NOT NULL, id UUID NOT NULL, version
    BIGINT NOT NULL, created_at TIMESTAMP WITH TIME ZONE NOT NULL, updated_at TIMESTAMP WITH
    TIME ZONE NOT NULL, deleted_at TIMESTAMP WITH TIME ZONE, extra JSONB, patient_id UUID NOT
    NULL, text TEXT NOT NULL, code_system TEXT NOT NULL, code TEXT NOT NULL, status TEXT NOT
    NULL, dosage TEXT NOT NULL, authored_on TEXT, CONSTRAINT pk_medication_statement PRIMARY
    KEY (tenant_id, id) );
    CREATE INDEX ix_medication_statement_patient_id ON medication_statement (tenant_id,
    patient_id);
    CREATE TABLE op_result ( tenant_id UUID NOT NULL, op_id UUID NOT NULL, request_hash TEXT
    NOT NULL, status TEXT NOT NULL, result JSONB NOT NULL, device_id UUID NOT NULL, actor_id
    TEXT NOT NULL, at TIMESTAMP WITH TIME ZONE NOT NULL, CONSTRAINT pk_op_result PRIMARY KEY
    (tenant_id, op_id) );
    CREATE TABLE patient ( tenant_id UUID NOT NULL, id UUID NOT NULL, version BIGINT NOT NULL,
    created_at TIMESTAMP WITH TIME ZONE NOT NULL, updated_at TIMESTAMP WITH TIME ZONE NOT
    NULL, deleted_at TIMESTAMP WITH TIME ZONE, extra JSONB, mrn TEXT NOT NULL, family_name
    TEXT NOT NULL, given_names TEXT NOT NULL, prefix TEXT NOT NULL, suffix TEXT NOT NULL,
    preferred_name TEXT, maiden_name TEXT, birth_date TEXT, birth_date_is_estimated BOOLEAN
    NOT NULL, sex TEXT NOT NULL, language TEXT, needs_interpreter BOOLEAN NOT NULL,
    marital_status TEXT, phone TEXT, phone_mobile TEXT, phone_work TEXT, email TEXT,
    address_line TEXT, address_line2 TEXT, city TEXT, state TEXT, postal_code TEXT, country
    TEXT, status TEXT NOT NULL, deceased_on TEXT, practitioner_id UUID, guarantor_id UUID,
    alert TEXT, CONSTRAINT pk_patient PRIMARY KEY (tenant_id, id) );
    CREATE INDEX ix_patient_family_name_given_names ON patient (tenant_id, family_name,
    given_names);
    CREATE INDEX ix_patient_mrn ON patient (tenant_id, mrn);
    CREATE INDEX ix_patient_status_family_name_given_names ON patient (tenant_id, status,
    family_name, given_names);
    CREATE TABLE patient_identifier ( tenant_id UUID NOT NULL, id UUID NOT NULL, version
    BIGINT NOT NULL, created_at TIMESTAMP WITH TIME ZONE NOT NULL, updated_at TIMESTAMP WITH
    TIME ZONE NOT NULL, deleted_at TIMESTAMP WITH TIME ZONE, extra JSONB, patient_id UUID NOT
    NULL, system TEXT NOT NULL, value TEXT NOT NULL, kind TEXT NOT NULL, valid_from TEXT,
    valid_to TEXT, is_alias BOOLEAN NOT NULL, CONSTRAINT pk_patient_identifier PRIMARY KEY
    (tenant_id, id) );
    CREATE INDEX ix_patient_identifier_patient_id ON patient_identifier (tenant_id,
    patient_id);
    CREATE TABLE practitioner ( tenant_id UUID NOT NULL, id UUID NOT NULL, version BIGINT NOT
    NULL, created_at TIMESTAMP WITH TIME ZONE NOT NULL, updated_at TIMESTAMP WITH TIME ZONE
    NOT NULL, deleted_at TIMESTAMP WITH TIME ZONE, extra JSONB, family_name TEXT NOT NULL,
    given_names TEXT NOT NULL, prefix TEXT NOT NULL, npi TEXT, email TEXT, specialty TEXT NOT
    NULL, colour BIGINT NOT NULL, is_schedulable BOOLEAN NOT NULL, CONSTRAINT pk_practitioner
    PRIMARY KEY (tenant_id, id) );
    CREATE INDEX ix_practitioner_family_name_given_names ON practitioner (tenant_id,
    family_name, given_names);
    CREATE TABLE refresh_token ( tenant_id UUID NOT NULL, token_hash TEXT NOT NULL, family
    UUID NOT NULL, username TEXT NOT NULL, device_id UUID NOT NULL, begun_at TIMESTAMP WITH
    TIME ZONE NOT NULL, expires_at TIMESTAMP WITH TIME ZONE NOT NULL, used_at TIMESTAMP WITH
    TIME ZONE, used_key TEXT, is_revoked BOOLEAN NOT NULL, CONSTRAINT pk_refresh_token PRIMARY
    KEY (tenant_id, token_hash) );
    CREATE TABLE room ( tenant_id UUID NOT NULL, id UUID NOT NULL, version BIGINT NOT NULL,
    created_at TIMESTAMP WITH TIME ZONE NOT NULL, updated_at TIMESTAMP WITH TIME ZONE NOT
    NULL, deleted_at TIMESTAMP WITH TIME ZONE, extra JSONB, name TEXT NOT NULL, kind TEXT NOT
    NULL, is_active BOOLEAN NOT NULL, CONSTRAINT pk_room PRIMARY KEY (tenant_id, id) );
    CREATE TABLE row_history ( tenant_id UUID NOT NULL, seq BIGINT NOT NULL, entity TEXT NOT
    NULL, id UUID NOT NULL, version BIGINT NOT NULL, deleted BOOLEAN NOT NULL, changed JSONB
    NOT NULL, before JSONB, after JSONB, op_id UUID, actor_id UUID, device_id UUID, hlc TEXT
    NOT NULL, at TIMESTAMP WITH TIME ZONE NOT NULL, commit_seq BIGINT NOT NULL, link TEXT NOT
    NULL, CONSTRAINT pk_row_history PRIMARY KEY (tenant_id, seq) );
    CREATE UNIQUE INDEX ix_row_history_row ON row_history (tenant_id, entity, id, version);
    CREATE TABLE server_secret ( name TEXT NOT NULL, value TEXT NOT NULL, PRIMARY KEY (name)
    );
    CREATE TABLE sync_conflict ( tenant_id UUID NOT NULL, id UUID NOT NULL, version BIGINT NOT
    NULL, created_at TIMESTAMP WITH TIME ZONE NOT NULL, updated_at TIMESTAMP WITH TIME ZONE
    NOT NULL, deleted_at TIMESTAMP WITH TIME ZONE, extra JSONB, entity TEXT NOT NULL, row_id
    TEXT NOT NULL, other_row_id TEXT, patient_id UUID, kind TEXT NOT NULL, base JSONB NOT
    NULL, ours JSONB NOT NULL, theirs JSONB NOT NULL, op_id TEXT NOT NULL, op_kind TEXT NOT
    NULL, actor_id TEXT, device_id TEXT, happened_at TIMESTAMP WITH TIME ZONE, status TEXT NOT
    NULL, resolution TEXT, resolved_by UUID, resolved_at TIMESTAMP WITH TIME ZONE, CONSTRAINT
    pk_sync_conflict PRIMARY KEY (tenant_id, id) );
    CREATE INDEX ix_sync_conflict_row_id ON sync_conflict (tenant_id, row_id);
    CREATE INDEX ix_sync_conflict_status_created_at ON sync_conflict (tenant_id, status,
    created_at);
    CREATE TABLE tenant ( id UUID NOT NULL, name TEXT NOT NULL, created_at TIMESTAMP WITH TIME
    ZONE NOT NULL, PRIMARY KEY (id) );
    CREATE TABLE tenant_seq ( tenant_id UUID NOT NULL, seq BIGINT NOT NULL, epoch UUID NOT
    NULL, link TEXT NOT NULL, PRIMARY KEY (tenant_id) );
    CREATE TABLE "user" ( tenant_id UUID NOT NULL, id UUID NOT NULL, version BIGINT NOT NULL,
    created_at TIMESTAMP WITH TIME ZONE NOT NULL, updated_at TIMESTAMP WITH TIME ZONE NOT
    NULL, deleted_at TIMESTAMP WITH TIME ZONE, extra JSONB, username TEXT NOT NULL,
    display_name TEXT NOT NULL, role TEXT NOT NULL, practitioner_id UUID, is_active BOOLEAN
    NOT NULL, CONSTRAINT pk_user PRIMARY KEY (tenant_id, id) );
    CREATE INDEX ix_user_username ON "user" (tenant_id, username);
    CREATE TABLE visit_type ( tenant_id UUID NOT NULL, id UUID NOT NULL, version BIGINT NOT
    NULL, created_at TIMESTAMP WITH TIME ZONE NOT NULL, updated_at TIMESTAMP WITH TIME ZONE
    NOT NULL, deleted_at TIMESTAMP WITH TIME ZONE, extra JSONB, name TEXT NOT NULL, length_min
    BIGINT NOT NULL, code TEXT, is_active BOOLEAN NOT NULL, CONSTRAINT pk_visit_type PRIMARY
    KEY (tenant_id, id) );
    CREATE TABLE workstation ( tenant_id UUID NOT NULL, id UUID NOT NULL, version BIGINT NOT
    NULL, created_at TIMESTAMP WITH TIME ZONE NOT NULL, updated_at TIMESTAMP WITH TIME ZONE
    NOT NULL, deleted_at TIMESTAMP WITH TIME ZONE, extra JSONB, name TEXT NOT NULL, is_active
    BOOLEAN NOT NULL, CONSTRAINT pk_workstation PRIMARY KEY (tenant_id, id) );
"""
SHARED = ("tenant", "join_code", "server_secret", "alembic_version")
OWN = ("tenant_seq", "row_history", "op_result", "device", "credential", "refresh_token")

GUARD = """
    CREATE FUNCTION refuse_write_without_seq() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        IF coalesce(current_setting('app.seq_held', true), '') <> 'on' THEN
            RAISE EXCEPTION 'records are written only while the sequence is held';
        END IF;
        RETURN NEW;
    END $$
"""


def upgrade() -> None:
    """Make the tables, one policy per tenant table and one guard per record table."""
    for statement in TABLES.split(";"):
        if statement.strip():
            op.execute(statement)
    op.execute(GUARD)
    names = [
        row[0]
        for row in op.get_bind().exec_driver_sql(
            "SELECT tablename FROM pg_tables WHERE schemaname = current_schema()"
        )
    ]
    for name in names:
        if name not in SHARED:
            _put_behind_policy(name)
        if name not in (*SHARED, *OWN):
            op.execute(
                f'CREATE TRIGGER guard_write BEFORE INSERT OR UPDATE ON "{name}" '
                "FOR EACH ROW EXECUTE FUNCTION refuse_write_without_seq()"
            )


def _put_behind_policy(table: str) -> None:
    mine = "tenant_id = nullif(current_setting('app.tenant', true), '')::uuid"
    op.execute(f'ALTER TABLE "{table}" ENABLE ROW LEVEL SECURITY')
    op.execute(f'ALTER TABLE "{table}" FORCE ROW LEVEL SECURITY')
    op.execute(f'CREATE POLICY own_tenant ON "{table}" USING ({mine}) WITH CHECK ({mine})')
