"""Everything a clinic records beyond who comes when: history, messages, treatment, money."""

from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

NEW = (
    "adjustment",
    "allocation",
    "block",
    "care_plan",
    "care_plan_activity",
    "care_plan_goal",
    "care_team_member",
    "cash_drawer",
    "charge",
    "claim_line",
    "consent",
    "day_sheet",
    "diagnosis_code",
    "document",
    "fee",
    "fee_schedule",
    "health_record",
    "holiday",
    "household",
    "immunization",
    "incident_report",
    "insurance_claim",
    "location",
    "message",
    "message_template",
    "message_thread",
    "payer",
    "payment",
    "practitioner_schedule",
    "prescription",
    "procedure_code",
    "recall",
    "refund",
    "remittance",
    "screening",
    "task",
    "vital_signs",
    "waitlist_entry",
)
STATEMENTS = """
    ALTER TABLE "clinic" ADD COLUMN "currency" TEXT NOT NULL DEFAULT 'USD';
    ALTER TABLE "clinic" ADD COLUMN "adjustment_limit_minor" INTEGER NOT NULL DEFAULT 50000;
    CREATE TABLE diagnosis_code ( id BLOB NOT NULL, version INTEGER NOT NULL, created_at INTEGER
    NOT NULL, updated_at INTEGER NOT NULL, deleted_at INTEGER, extra TEXT, code TEXT NOT NULL,
    name TEXT NOT NULL, code_system TEXT NOT NULL, is_active BOOLEAN NOT NULL, PRIMARY KEY (id)
    );
    CREATE INDEX ix_diagnosis_code_code ON diagnosis_code (code, id);
    CREATE TABLE location ( id BLOB NOT NULL, version INTEGER NOT NULL, created_at INTEGER NOT
    NULL, updated_at INTEGER NOT NULL, deleted_at INTEGER, extra TEXT, name TEXT NOT NULL, phone
    TEXT, address_line TEXT, city TEXT, state TEXT, postal_code TEXT, zone TEXT, is_active
    BOOLEAN NOT NULL, PRIMARY KEY (id) );
    CREATE TABLE message_template ( id BLOB NOT NULL, version INTEGER NOT NULL, created_at
    INTEGER NOT NULL, updated_at INTEGER NOT NULL, deleted_at INTEGER, extra TEXT, name TEXT NOT
    NULL, subject TEXT NOT NULL, text TEXT NOT NULL, category TEXT NOT NULL, is_active BOOLEAN
    NOT NULL, PRIMARY KEY (id) );
    CREATE TABLE payer ( id BLOB NOT NULL, version INTEGER NOT NULL, created_at INTEGER NOT
    NULL, updated_at INTEGER NOT NULL, deleted_at INTEGER, extra TEXT, name TEXT NOT NULL,
    payer_code TEXT NOT NULL, phone TEXT, is_active BOOLEAN NOT NULL, PRIMARY KEY (id) );
    CREATE INDEX ix_payer_name ON payer (name, id);
    CREATE TABLE procedure_code ( id BLOB NOT NULL, version INTEGER NOT NULL, created_at INTEGER
    NOT NULL, updated_at INTEGER NOT NULL, deleted_at INTEGER, extra TEXT, code TEXT NOT NULL,
    name TEXT NOT NULL, code_system TEXT NOT NULL, is_active BOOLEAN NOT NULL, PRIMARY KEY (id)
    );
    CREATE INDEX ix_procedure_code_code ON procedure_code (code, id);
    ALTER TABLE "room" ADD COLUMN "location_id" BLOB;
    CREATE TABLE block ( id BLOB NOT NULL, version INTEGER NOT NULL, created_at INTEGER NOT
    NULL, updated_at INTEGER NOT NULL, deleted_at INTEGER, extra TEXT, starts_at INTEGER NOT
    NULL, ends_at INTEGER NOT NULL, reason TEXT NOT NULL, practitioner_id BLOB, room_id BLOB,
    PRIMARY KEY (id) );
    CREATE INDEX ix_block_practitioner_id_starts_at ON block (practitioner_id, starts_at, id);
    CREATE INDEX ix_block_starts_at ON block (starts_at, id);
    CREATE TABLE cash_drawer ( id BLOB NOT NULL, version INTEGER NOT NULL, created_at INTEGER
    NOT NULL, updated_at INTEGER NOT NULL, deleted_at INTEGER, extra TEXT, workstation_id BLOB
    NOT NULL, opened_at INTEGER NOT NULL, opened_by BLOB, float_minor INTEGER NOT NULL, currency
    TEXT NOT NULL, status TEXT NOT NULL, closed_at INTEGER, closed_by BLOB, expected_minor TEXT
    NOT NULL, counted_minor TEXT NOT NULL, note TEXT NOT NULL, PRIMARY KEY (id) );
    CREATE INDEX ix_cash_drawer_opened_at ON cash_drawer (opened_at, id);
    CREATE INDEX ix_cash_drawer_workstation_id_opened_at ON cash_drawer (workstation_id,
    opened_at, id);
    CREATE TABLE fee_schedule ( id BLOB NOT NULL, version INTEGER NOT NULL, created_at INTEGER
    NOT NULL, updated_at INTEGER NOT NULL, deleted_at INTEGER, extra TEXT, name TEXT NOT NULL,
    payer_id BLOB, currency TEXT NOT NULL, valid_from TEXT, valid_to TEXT, is_active BOOLEAN NOT
    NULL, PRIMARY KEY (id) );
    CREATE TABLE holiday ( id BLOB NOT NULL, version INTEGER NOT NULL, created_at INTEGER NOT
    NULL, updated_at INTEGER NOT NULL, deleted_at INTEGER, extra TEXT, "on" TEXT NOT NULL, name
    TEXT NOT NULL, location_id BLOB, PRIMARY KEY (id) );
    CREATE INDEX ix_holiday_on ON holiday ("on", id);
    CREATE TABLE household ( id BLOB NOT NULL, version INTEGER NOT NULL, created_at INTEGER NOT
    NULL, updated_at INTEGER NOT NULL, deleted_at INTEGER, extra TEXT, name TEXT NOT NULL,
    PRIMARY KEY (id) );
    CREATE TABLE practitioner_schedule ( id BLOB NOT NULL, version INTEGER NOT NULL, created_at
    INTEGER NOT NULL, updated_at INTEGER NOT NULL, deleted_at INTEGER, extra TEXT,
    practitioner_id BLOB NOT NULL, weekday TEXT NOT NULL, begins_at INTEGER NOT NULL, ends_at
    INTEGER NOT NULL, location_id BLOB, room_id BLOB, valid_from TEXT, valid_to TEXT, PRIMARY
    KEY (id) );
    CREATE INDEX ix_practitioner_schedule_practitioner_id_weekday ON practitioner_schedule
    (practitioner_id, weekday, id);
    CREATE TABLE day_sheet ( id BLOB NOT NULL, version INTEGER NOT NULL, created_at INTEGER NOT
    NULL, updated_at INTEGER NOT NULL, deleted_at INTEGER, extra TEXT, "on" TEXT NOT NULL,
    currency TEXT NOT NULL, expected_minor TEXT NOT NULL, counted_minor TEXT NOT NULL, entries
    INTEGER NOT NULL, content_hash TEXT NOT NULL, closed_by BLOB, note TEXT NOT NULL, PRIMARY
    KEY (id) );
    CREATE INDEX ix_day_sheet_on ON day_sheet ("on", id);
    CREATE TABLE fee ( id BLOB NOT NULL, version INTEGER NOT NULL, created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL, deleted_at INTEGER, extra TEXT, fee_schedule_id BLOB NOT NULL,
    procedure_code_id BLOB NOT NULL, amount_minor INTEGER NOT NULL, PRIMARY KEY (id) );
    CREATE INDEX ix_fee_fee_schedule_id ON fee (fee_schedule_id, id);
    CREATE INDEX ix_fee_procedure_code_id ON fee (procedure_code_id, id);
    ALTER TABLE "patient" ADD COLUMN "household_id" BLOB;
    ALTER TABLE "patient" ADD COLUMN "location_id" BLOB;
    CREATE TABLE care_team_member ( id BLOB NOT NULL, version INTEGER NOT NULL, created_at
    INTEGER NOT NULL, updated_at INTEGER NOT NULL, deleted_at INTEGER, extra TEXT, patient_id
    BLOB NOT NULL, practitioner_id BLOB NOT NULL, role TEXT NOT NULL, starts_on TEXT, ends_on
    TEXT, PRIMARY KEY (id) );
    CREATE INDEX ix_care_team_member_patient_id_practitioner_id ON care_team_member (patient_id,
    practitioner_id, id);
    CREATE INDEX ix_care_team_member_practitioner_id ON care_team_member (practitioner_id, id);
    ALTER TABLE "coverage" ADD COLUMN "payer_id" BLOB;
    ALTER TABLE "coverage" ADD COLUMN "card_front_id" BLOB;
    ALTER TABLE "coverage" ADD COLUMN "card_back_id" BLOB;
    ALTER TABLE "coverage" ADD COLUMN "eligibility" TEXT NOT NULL DEFAULT 'unknown';
    ALTER TABLE "coverage" ADD COLUMN "eligibility_on" TEXT;
    ALTER TABLE "emergency_contact" ADD COLUMN "related_patient_id" BLOB;
    CREATE INDEX ix_patient_household_id ON patient (household_id, id);
    CREATE INDEX ix_patient_guarantor_id ON patient (guarantor_id, id);
    CREATE INDEX ix_emergency_contact_related_patient_id ON emergency_contact
    (related_patient_id, id);
    ALTER TABLE "appointment" ADD COLUMN "series_id" BLOB;
    ALTER TABLE "appointment" ADD COLUMN "recurrence" TEXT NOT NULL DEFAULT '';
    CREATE TABLE care_plan ( id BLOB NOT NULL, version INTEGER NOT NULL, created_at INTEGER NOT
    NULL, updated_at INTEGER NOT NULL, deleted_at INTEGER, extra TEXT, patient_id BLOB NOT NULL,
    title TEXT NOT NULL, category TEXT NOT NULL, starts_on TEXT, ends_on TEXT, status TEXT NOT
    NULL, practitioner_id BLOB, condition_ids TEXT NOT NULL, note TEXT NOT NULL, PRIMARY KEY
    (id) );
    CREATE INDEX ix_care_plan_patient_id ON care_plan (patient_id, id);
    CREATE INDEX ix_care_plan_status_starts_on ON care_plan (status, starts_on, id);
    CREATE TABLE consent ( id BLOB NOT NULL, version INTEGER NOT NULL, created_at INTEGER NOT
    NULL, updated_at INTEGER NOT NULL, deleted_at INTEGER, extra TEXT, patient_id BLOB NOT NULL,
    kind TEXT NOT NULL, status TEXT NOT NULL, signed_on TEXT, ends_on TEXT, signed_by TEXT NOT
    NULL, document_id BLOB, PRIMARY KEY (id) );
    CREATE INDEX ix_consent_patient_id ON consent (patient_id, id);
    CREATE TABLE document ( id BLOB NOT NULL, version INTEGER NOT NULL, created_at INTEGER NOT
    NULL, updated_at INTEGER NOT NULL, deleted_at INTEGER, extra TEXT, patient_id BLOB NOT NULL,
    title TEXT NOT NULL, code_system TEXT NOT NULL, code TEXT NOT NULL, category TEXT NOT NULL,
    author_id BLOB, authored_on TEXT, status TEXT NOT NULL, sha256 TEXT NOT NULL, size INTEGER
    NOT NULL, media_type TEXT NOT NULL, file_name TEXT NOT NULL, supersedes_id BLOB, PRIMARY KEY
    (id) );
    CREATE INDEX ix_document_patient_id ON document (patient_id, id);
    CREATE INDEX ix_document_sha256 ON document (sha256, id);
    CREATE INDEX ix_document_status_authored_on ON document (status, authored_on, id);
    CREATE TABLE health_record ( id BLOB NOT NULL, version INTEGER NOT NULL, created_at INTEGER
    NOT NULL, updated_at INTEGER NOT NULL, deleted_at INTEGER, extra TEXT, patient_id BLOB NOT
    NULL, title TEXT NOT NULL, appointment_id BLOB, practitioner_id BLOB, location_id BLOB,
    occurred_at INTEGER, code_system TEXT NOT NULL, code TEXT NOT NULL, text TEXT NOT NULL,
    diagnosis_codes TEXT NOT NULL, status TEXT NOT NULL, signed_by BLOB, signed_at INTEGER,
    amends_id BLOB, PRIMARY KEY (id) );
    CREATE INDEX ix_health_record_patient_id ON health_record (patient_id, id);
    CREATE TABLE immunization ( id BLOB NOT NULL, version INTEGER NOT NULL, created_at INTEGER
    NOT NULL, updated_at INTEGER NOT NULL, deleted_at INTEGER, extra TEXT, patient_id BLOB NOT
    NULL, text TEXT NOT NULL, code_system TEXT NOT NULL, code TEXT NOT NULL, occurred_on TEXT,
    status TEXT NOT NULL, dose_number INTEGER, lot_number TEXT NOT NULL, expires_on TEXT, site
    TEXT NOT NULL, practitioner_id BLOB, note TEXT NOT NULL, PRIMARY KEY (id) );
    CREATE INDEX ix_immunization_patient_id ON immunization (patient_id, id);
    CREATE TABLE incident_report ( id BLOB NOT NULL, version INTEGER NOT NULL, created_at
    INTEGER NOT NULL, updated_at INTEGER NOT NULL, deleted_at INTEGER, extra TEXT, occurred_at
    INTEGER NOT NULL, text TEXT NOT NULL, patient_id BLOB, category TEXT NOT NULL, severity TEXT
    NOT NULL, location_id BLOB, reported_by BLOB, status TEXT NOT NULL, outcome TEXT NOT NULL,
    PRIMARY KEY (id) );
    CREATE INDEX ix_incident_report_patient_id ON incident_report (patient_id, id);
    CREATE INDEX ix_incident_report_status_occurred_at ON incident_report (status, occurred_at,
    id);
    CREATE TABLE message_thread ( id BLOB NOT NULL, version INTEGER NOT NULL, created_at INTEGER
    NOT NULL, updated_at INTEGER NOT NULL, deleted_at INTEGER, extra TEXT, subject TEXT NOT
    NULL, patient_id BLOB, category TEXT NOT NULL, priority TEXT NOT NULL, assignee_id BLOB,
    status TEXT NOT NULL, last_message_at INTEGER, PRIMARY KEY (id) );
    CREATE INDEX ix_message_thread_assignee_id_status ON message_thread (assignee_id, status,
    id);
    CREATE INDEX ix_message_thread_patient_id ON message_thread (patient_id, id);
    CREATE INDEX ix_message_thread_status_last_message_at ON message_thread (status,
    last_message_at, id);
    CREATE TABLE prescription ( id BLOB NOT NULL, version INTEGER NOT NULL, created_at INTEGER
    NOT NULL, updated_at INTEGER NOT NULL, deleted_at INTEGER, extra TEXT, patient_id BLOB NOT
    NULL, text TEXT NOT NULL, code_system TEXT NOT NULL, code TEXT NOT NULL, dose TEXT NOT NULL,
    dose_unit TEXT NOT NULL, route TEXT NOT NULL, frequency TEXT NOT NULL, instructions TEXT NOT
    NULL, quantity INTEGER, quantity_unit TEXT NOT NULL, refills INTEGER NOT NULL, prescriber_id
    BLOB, authored_on TEXT, status TEXT NOT NULL, stop_reason TEXT NOT NULL, PRIMARY KEY (id) );
    CREATE INDEX ix_prescription_patient_id ON prescription (patient_id, id);
    CREATE INDEX ix_prescription_status_authored_on ON prescription (status, authored_on, id);
    CREATE TABLE recall ( id BLOB NOT NULL, version INTEGER NOT NULL, created_at INTEGER NOT
    NULL, updated_at INTEGER NOT NULL, deleted_at INTEGER, extra TEXT, patient_id BLOB NOT NULL,
    due_on TEXT NOT NULL, visit_type_id BLOB, practitioner_id BLOB, reason TEXT NOT NULL, status
    TEXT NOT NULL, last_contact_at INTEGER, last_outcome TEXT NOT NULL, appointment_id BLOB,
    PRIMARY KEY (id) );
    CREATE INDEX ix_recall_due_on ON recall (due_on, id);
    CREATE INDEX ix_recall_patient_id ON recall (patient_id, id);
    CREATE TABLE screening ( id BLOB NOT NULL, version INTEGER NOT NULL, created_at INTEGER NOT
    NULL, updated_at INTEGER NOT NULL, deleted_at INTEGER, extra TEXT, patient_id BLOB NOT NULL,
    text TEXT NOT NULL, code_system TEXT NOT NULL, code TEXT NOT NULL, performed_on TEXT, status
    TEXT NOT NULL, score INTEGER, result TEXT NOT NULL, next_due_on TEXT, practitioner_id BLOB,
    PRIMARY KEY (id) );
    CREATE INDEX ix_screening_patient_id ON screening (patient_id, id);
    CREATE TABLE vital_signs ( id BLOB NOT NULL, version INTEGER NOT NULL, created_at INTEGER
    NOT NULL, updated_at INTEGER NOT NULL, deleted_at INTEGER, extra TEXT, patient_id BLOB NOT
    NULL, measured_at INTEGER NOT NULL, appointment_id BLOB, systolic_mmhg INTEGER,
    diastolic_mmhg INTEGER, pulse_per_min INTEGER, breaths_per_min INTEGER, temperature_centi_c
    INTEGER, oxygen_saturation_pct INTEGER, height_mm INTEGER, weight_g INTEGER, pain_0_10
    INTEGER, note TEXT NOT NULL, PRIMARY KEY (id) );
    CREATE INDEX ix_vital_signs_patient_id_measured_at ON vital_signs (patient_id, measured_at,
    id);
    CREATE TABLE waitlist_entry ( id BLOB NOT NULL, version INTEGER NOT NULL, created_at INTEGER
    NOT NULL, updated_at INTEGER NOT NULL, deleted_at INTEGER, extra TEXT, patient_id BLOB NOT
    NULL, visit_type_id BLOB, practitioner_id BLOB, length_min INTEGER NOT NULL, earliest_on
    TEXT, latest_on TEXT, weekdays TEXT NOT NULL, after_minute INTEGER, before_minute INTEGER,
    urgency TEXT NOT NULL, status TEXT NOT NULL, appointment_id BLOB, note TEXT NOT NULL,
    PRIMARY KEY (id) );
    CREATE INDEX ix_waitlist_entry_patient_id ON waitlist_entry (patient_id, id);
    CREATE INDEX ix_waitlist_entry_status_practitioner_id ON waitlist_entry (status,
    practitioner_id, id);
    CREATE TABLE adjustment ( id BLOB NOT NULL, version INTEGER NOT NULL, created_at INTEGER NOT
    NULL, updated_at INTEGER NOT NULL, deleted_at INTEGER, extra TEXT, patient_id BLOB NOT NULL,
    amount_minor INTEGER NOT NULL, adjusted_on TEXT NOT NULL, currency TEXT NOT NULL, kind TEXT
    NOT NULL, charge_id BLOB, reverses_id BLOB, note TEXT NOT NULL, PRIMARY KEY (id) );
    CREATE INDEX ix_adjustment_adjusted_on ON adjustment (adjusted_on, id);
    CREATE INDEX ix_adjustment_patient_id_currency_amount_minor ON adjustment (patient_id,
    currency, amount_minor,
    id);
    CREATE TABLE care_plan_activity ( id BLOB NOT NULL, version INTEGER NOT NULL, created_at
    INTEGER NOT NULL, updated_at INTEGER NOT NULL, deleted_at INTEGER, extra TEXT, patient_id
    BLOB NOT NULL, care_plan_id BLOB NOT NULL, text TEXT NOT NULL, due_on TEXT, assignee_id
    BLOB, status TEXT NOT NULL, done_at INTEGER, PRIMARY KEY (id) );
    CREATE INDEX ix_care_plan_activity_assignee_id_due_on ON care_plan_activity (assignee_id,
    due_on, id);
    CREATE INDEX ix_care_plan_activity_care_plan_id ON care_plan_activity (care_plan_id, id);
    CREATE TABLE care_plan_goal ( id BLOB NOT NULL, version INTEGER NOT NULL, created_at INTEGER
    NOT NULL, updated_at INTEGER NOT NULL, deleted_at INTEGER, extra TEXT, patient_id BLOB NOT
    NULL, care_plan_id BLOB NOT NULL, text TEXT NOT NULL, target TEXT NOT NULL, due_on TEXT,
    status TEXT NOT NULL, PRIMARY KEY (id) );
    CREATE INDEX ix_care_plan_goal_care_plan_id ON care_plan_goal (care_plan_id, id);
    CREATE TABLE charge ( id BLOB NOT NULL, version INTEGER NOT NULL, created_at INTEGER NOT
    NULL, updated_at INTEGER NOT NULL, deleted_at INTEGER, extra TEXT, patient_id BLOB NOT NULL,
    amount_minor INTEGER NOT NULL, service_on TEXT NOT NULL, text TEXT NOT NULL, currency TEXT
    NOT NULL, appointment_id BLOB, practitioner_id BLOB, procedure_code TEXT NOT NULL, units
    INTEGER NOT NULL, diagnosis_codes TEXT NOT NULL, reverses_id BLOB, note TEXT NOT NULL,
    PRIMARY KEY (id) );
    CREATE INDEX ix_charge_appointment_id ON charge (appointment_id, id);
    CREATE INDEX ix_charge_patient_id_currency_amount_minor ON charge (patient_id, currency,
    amount_minor, id);
    CREATE INDEX ix_charge_service_on ON charge (service_on, id);
    CREATE TABLE message ( id BLOB NOT NULL, version INTEGER NOT NULL, created_at INTEGER NOT
    NULL, updated_at INTEGER NOT NULL, deleted_at INTEGER, extra TEXT, thread_id BLOB NOT NULL,
    text TEXT NOT NULL, sent_at INTEGER NOT NULL, patient_id BLOB, sender_id BLOB, sender_name
    TEXT NOT NULL, channel TEXT NOT NULL, direction TEXT NOT NULL, document_ids TEXT NOT NULL,
    template_id BLOB, read_by TEXT NOT NULL, PRIMARY KEY (id) );
    CREATE INDEX ix_message_patient_id ON message (patient_id, id);
    CREATE INDEX ix_message_thread_id_sent_at ON message (thread_id, sent_at, id);
    CREATE TABLE payment ( id BLOB NOT NULL, version INTEGER NOT NULL, created_at INTEGER NOT
    NULL, updated_at INTEGER NOT NULL, deleted_at INTEGER, extra TEXT, patient_id BLOB NOT NULL,
    amount_minor INTEGER NOT NULL, received_on TEXT NOT NULL, currency TEXT NOT NULL, method
    TEXT NOT NULL, reference TEXT NOT NULL, payer_id BLOB, cash_drawer_id BLOB, receipt_number
    TEXT NOT NULL, reverses_id BLOB, note TEXT NOT NULL, PRIMARY KEY (id) );
    CREATE INDEX ix_payment_cash_drawer_id ON payment (cash_drawer_id, id);
    CREATE INDEX ix_payment_patient_id_currency_amount_minor ON payment (patient_id, currency,
    amount_minor, id);
    CREATE INDEX ix_payment_received_on ON payment (received_on, id);
    CREATE TABLE task ( id BLOB NOT NULL, version INTEGER NOT NULL, created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL, deleted_at INTEGER, extra TEXT, title TEXT NOT NULL, patient_id
    BLOB, assignee_id BLOB, due_on TEXT, note TEXT NOT NULL, source TEXT NOT NULL, source_id
    TEXT, status TEXT NOT NULL, done_by BLOB, done_at INTEGER, PRIMARY KEY (id) );
    CREATE INDEX ix_task_assignee_id_status ON task (assignee_id, status, id);
    CREATE INDEX ix_task_patient_id ON task (patient_id, id);
    CREATE INDEX ix_task_status_due_on ON task (status, due_on, id);
    CREATE TABLE allocation ( id BLOB NOT NULL, version INTEGER NOT NULL, created_at INTEGER NOT
    NULL, updated_at INTEGER NOT NULL, deleted_at INTEGER, extra TEXT, patient_id BLOB NOT NULL,
    payment_id BLOB NOT NULL, charge_id BLOB NOT NULL, amount_minor INTEGER NOT NULL, currency
    TEXT NOT NULL, reverses_id BLOB, PRIMARY KEY (id) );
    CREATE INDEX ix_allocation_charge_id ON allocation (charge_id, id);
    CREATE INDEX ix_allocation_patient_id_currency_amount_minor ON allocation (patient_id,
    currency, amount_minor, id);
    CREATE INDEX ix_allocation_payment_id ON allocation (payment_id, id);
    CREATE TABLE insurance_claim ( id BLOB NOT NULL, version INTEGER NOT NULL, created_at
    INTEGER NOT NULL, updated_at INTEGER NOT NULL, deleted_at INTEGER, extra TEXT, patient_id
    BLOB NOT NULL, coverage_id BLOB, payer_id BLOB, appointment_id BLOB, claim_number TEXT NOT
    NULL, payer_claim_number TEXT NOT NULL, service_on TEXT, total_minor INTEGER NOT NULL,
    currency TEXT NOT NULL, status TEXT NOT NULL, denial_codes TEXT NOT NULL, exported_at
    INTEGER, note TEXT NOT NULL, PRIMARY KEY (id) );
    CREATE INDEX ix_insurance_claim_patient_id ON insurance_claim (patient_id, id);
    CREATE INDEX ix_insurance_claim_status_service_on ON insurance_claim (status, service_on,
    id);
    CREATE TABLE refund ( id BLOB NOT NULL, version INTEGER NOT NULL, created_at INTEGER NOT
    NULL, updated_at INTEGER NOT NULL, deleted_at INTEGER, extra TEXT, patient_id BLOB NOT NULL,
    amount_minor INTEGER NOT NULL, refunded_on TEXT NOT NULL, currency TEXT NOT NULL, method
    TEXT NOT NULL, payment_id BLOB, cash_drawer_id BLOB, reverses_id BLOB, note TEXT NOT NULL,
    PRIMARY KEY (id) );
    CREATE INDEX ix_refund_patient_id_currency_amount_minor ON refund (patient_id, currency,
    amount_minor, id);
    CREATE INDEX ix_refund_refunded_on ON refund (refunded_on, id);
    CREATE TABLE claim_line ( id BLOB NOT NULL, version INTEGER NOT NULL, created_at INTEGER NOT
    NULL, updated_at INTEGER NOT NULL, deleted_at INTEGER, extra TEXT, patient_id BLOB NOT NULL,
    insurance_claim_id BLOB NOT NULL, charge_id BLOB, position INTEGER NOT NULL, procedure_code
    TEXT NOT NULL, diagnosis_codes TEXT NOT NULL, units INTEGER NOT NULL, amount_minor INTEGER
    NOT NULL, PRIMARY KEY (id) );
    CREATE INDEX ix_claim_line_insurance_claim_id ON claim_line (insurance_claim_id, id);
    CREATE TABLE remittance ( id BLOB NOT NULL, version INTEGER NOT NULL, created_at INTEGER NOT
    NULL, updated_at INTEGER NOT NULL, deleted_at INTEGER, extra TEXT, patient_id BLOB NOT NULL,
    insurance_claim_id BLOB NOT NULL, payer_id BLOB, paid_on TEXT, paid_minor INTEGER NOT NULL,
    adjusted_minor INTEGER NOT NULL, patient_share_minor INTEGER NOT NULL, currency TEXT NOT
    NULL, reference TEXT NOT NULL, reason_codes TEXT NOT NULL, payment_id BLOB, PRIMARY KEY (id)
    );
    CREATE INDEX ix_remittance_insurance_claim_id ON remittance (insurance_claim_id, id);
    CREATE INDEX ix_remittance_patient_id ON remittance (patient_id, id);
"""


def upgrade() -> None:
    """Make the tables behind the gate, and the fields older records gained."""
    for statement in STATEMENTS.split(";"):
        if statement.strip():
            op.execute(statement)
    for table in NEW:
        for event in ("INSERT", "UPDATE", "DELETE"):
            op.execute(
                f"CREATE TRIGGER guard_{table}_{event.lower()} BEFORE {event} ON {table} "
                "WHEN (SELECT is_open FROM write_gate) = 0 "
                "BEGIN SELECT RAISE(FAIL, 'only the unit of work writes records'); END"
            )
