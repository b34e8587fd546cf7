"""Documents, consents, policies, prescriptions and files of patients, killed at every statement."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any
from unittest.mock import Mock

import pytest

from app.domain.changes import Origin
from app.domain.context import Purpose
from app.domain.eligibility import EligibilityReply
from app.domain.errors import InvalidValue, StaleVersion
from app.domain.exporting import ExportRequest, ExportStatus
from app.domain.family import Consent, ConsentStatus
from app.domain.file_ports import KeptFile
from app.domain.file_types import JPEG, PDF, FileType
from app.domain.ids import PatientId, new_id
from app.domain.patient import Coverage
from app.domain.staff import Role
from app.domain.treatment import Document, Prescription
from app.services import (
    consents,
    coverages,
    disclosures,
    document_changes,
    documents,
    exports,
    photos,
    prescriptions,
)
from app.storage.store import LocalStore
from tests.factories import (
    NOON,
    TODAY,
    a_child,
    a_clinic,
    a_clinician,
    a_context,
    a_patient,
    a_practitioner,
    a_record,
)
from tests.services.killing import ROW, Deed, done, fail, kill, lay, prepared, refusable, refuse
from tests.storage.conftest import CONTEXT

DOCTOR = a_practitioner()
AMARA = a_patient()
AMARA_ID = PatientId(AMARA.id)
FILE = {"status": "current", "size": 4, "media_type": "image/png"}
LETTER = a_child(Document, AMARA, title="Letter", status="current")
SHOWN = a_child(Document, AMARA, title="Scan", **FILE, sha256="2" * 64)
CARD = a_child(Document, AMARA, title="Card", **FILE, sha256="6" * 64)
INSURED = a_child(Coverage, AMARA, payer="Blue Cross", card_back_id=CARD.id)
BO = a_patient(given_names="Bo")
FACE = a_child(Document, BO, title="Photo", **FILE, sha256="3" * 64)
POSED = replace(BO, photo_id=FACE.id)
AGREED = a_child(Consent, AMARA)
NO_MORE = a_child(
    Consent, AMARA, status=ConsentStatus.WITHDRAWN, withdrawn_on=TODAY, withdrawal_reason="moved"
)
ORDER = {"instructions": "One a day", "quantity": 30, "prescriber_id": DOCTOR.id}
DRAFT = a_child(Prescription, AMARA, **ORDER)
GIVEN = a_child(Prescription, AMARA, **ORDER, status="active", authored_on=TODAY)
CLINICIAN = a_clinician(AMARA.id, practitioner_id=DOCTOR.id)
ADMIN = a_context(role=Role.ADMIN, user_id=new_id())
ASKED = a_record(
    ExportRequest,
    kind="own_patients",
    role=CLINICIAN.role,
    requested_by=CLINICIAN.user_id,
    requested_at=NOON - timedelta(hours=4),
)
ALLOWED = replace(
    ASKED,
    id=new_id(),
    status=ExportStatus.APPROVED,
    decided_by=ADMIN.user_id,
    decided_at=NOON,
    decision_note="as agreed",
)
TABLE = exports.Table(titles=("mrn",), lines=(("P-1",),), subjects=frozenset({AMARA.id}))
FILES: Any = Mock()
LOOK = {"audit": 1, "outbox": 0}
SIGNED = consents.NewConsent(
    patient_id=AMARA_ID,
    kind="treatment",
    title="Consent",
    signed_on=TODAY,
    witnessed_by="Kim",
)
SAID = coverages.Said(status="active", on=TODAY, copay_minor=1_500)
ANSWER = EligibilityReply(
    family_name=AMARA.family_name,
    given_names=AMARA.given_names,
    birth_date=AMARA.birth_date or "",
    payer=INSURED.payer,
    status="active",
)


def content(digit: str, kind: FileType) -> documents.Content:
    """A file that lies on the disk already."""
    kept = KeptFile(sha256=digit * 64, size=4, name="paper", key=bytes(32))
    return documents.Content(kept=kept, kind=kind)


DEEDS = {
    "document filed in place of another": done(
        documents.file,
        {"document": 2, "blob": 1, "audit": 2, "outbox": 2},
        CONTEXT,
        FILES,
        content=content("0", PDF),
        new=documents.NewDocument(patient_id=AMARA_ID, title="Letter", supersedes_id=LETTER.id),
    ),
    "document looked at": done(
        documents.look_at, {"blob": 1, **LOOK}, CONTEXT, document_id=SHOWN.id
    ),
    "document changed": done(
        document_changes.change,
        {"document": 1, **ROW},
        CONTEXT,
        document_id=LETTER.id,
        patient_id=AMARA_ID,
        changes={"title": "Letter of June"},
    ),
    "document no longer current": done(
        document_changes.set_status,
        {"document": 1, **ROW},
        CONTEXT,
        again=StaleVersion,
        document_id=LETTER.id,
        patient_id=AMARA_ID,
        status="superseded",
        was="current",
    ),
    "consent signed": done(
        consents.sign,
        {"document": 1, "consent": 1, "blob": 1, "audit": 2, "outbox": 2},
        CONTEXT,
        FILES,
        content=content("4", PDF),
        new=SIGNED,
    ),
    "consent withdrawn": done(
        consents.withdraw,
        {"consent": 1, **ROW},
        CONTEXT,
        again=StaleVersion,
        consent_id=AGREED.id,
        patient_id=AMARA_ID,
        reason="moved away",
        today=TODAY,
    ),
    "withdrawal taken back": done(
        consents.reinstate,
        {"consent": 1, **ROW},
        CONTEXT,
        again=StaleVersion,
        consent_id=NO_MORE.id,
        patient_id=AMARA_ID,
    ),
    "insurance card put": done(
        coverages.put_card,
        {"document": 1, "coverage": 1, "blob": 1, "audit": 2, "outbox": 2},
        CONTEXT,
        FILES,
        coverage=INSURED,
        side="front",
        content=content("5", JPEG),
        title="Card",
    ),
    "insurance card removed": done(
        coverages.show_card,
        {"document": 1, "coverage": 1, "audit": 2, "outbox": 2},
        CONTEXT,
        again=StaleVersion,
        patient_id=AMARA_ID,
        coverage_id=INSURED.id,
        side="back",
        document_id=None,
        was=CARD.id,
    ),
    "what the payer said on the phone": done(
        coverages.note,
        {"coverage": 1, **ROW},
        CONTEXT,
        again=StaleVersion,
        patient_id=AMARA_ID,
        coverage_id=INSURED.id,
        said=SAID,
        was=INSURED,
    ),
    "answer of the payer taken in": done(
        coverages.take_reply,
        {"coverage": 1, **ROW},
        CONTEXT,
        patient_id=AMARA_ID,
        coverage_id=INSURED.id,
        reply=ANSWER,
        today=TODAY,
        is_confirmed=True,
    ),
    "answer of the payer taken back": done(
        coverages.put_back,
        {"coverage": 1, **ROW},
        CONTEXT,
        again=StaleVersion,
        patient_id=AMARA_ID,
        coverage_id=INSURED.id,
        now=coverages.said_of(INSURED),
        wanted=("inactive", "2026-11-20", None),
    ),
    "photo removed": done(
        photos.show,
        {"document": 1, "patient": 1, "audit": 2, "outbox": 2},
        CONTEXT,
        again=StaleVersion,
        patient_id=POSED.id,
        photo_id=None,
        was=FACE.id,
    ),
    "prescription drafted": done(
        prescriptions.save,
        {"prescription": 1, **ROW},
        CLINICIAN,
        record_id=None,
        patient_id=AMARA_ID,
        changes={"text": "Metformin"},
    ),
    "draft of a prescription changed": done(
        prescriptions.save,
        {"prescription": 1, **ROW},
        CLINICIAN,
        record_id=DRAFT.id,
        patient_id=AMARA_ID,
        changes={"dose": "20"},
    ),
    "prescription signed": done(
        prescriptions.set_status,
        {"prescription": 1, **ROW},
        CLINICIAN,
        again=StaleVersion,
        record_id=DRAFT.id,
        patient_id=AMARA_ID,
        status="active",
        was="draft",
    ),
    "prescription renewed": done(
        prescriptions.renew,
        {"prescription": 1, **ROW},
        CLINICIAN,
        record_id=GIVEN.id,
        patient_id=AMARA_ID,
    ),
    "prescription printed": done(prescriptions.look_at, LOOK, CLINICIAN, record_id=GIVEN.id),
    "summary handed out": done(
        disclosures.note_handed_out,
        LOOK,
        CLINICIAN,
        patient_id=AMARA_ID,
        recipient="Dr. Roth",
        purpose=Purpose.TREATMENT,
        is_file=True,
    ),
    "file of patients asked for": done(
        exports.ask,
        {"export_request": 1, **ROW},
        CLINICIAN,
        new=exports.NewExport(kind="own_patients", recipient="Dr. Roth", reason="I am moving"),
    ),
    "file of patients allowed": done(
        exports.decide_on,
        {"export_request": 1, **ROW},
        ADMIN,
        again=InvalidValue,
        request_id=ASKED.id,
        is_allowed=True,
        note="as agreed",
    ),
    "file of patients noted as written": done(
        exports.note_written,
        {"export_request": 1, "audit": 2, "outbox": 1},
        CLINICIAN,
        again=InvalidValue,
        request_id=ALLOWED.id,
        written=TABLE,
    ),
}


def fill(store: LocalStore) -> None:
    papers = (LETTER, SHOWN, CARD, FACE, INSURED, AGREED, NO_MORE, DRAFT, GIVEN)
    lay(store, a_clinic(), DOCTOR, AMARA, POSED, *papers, ASKED, ALLOWED)
    with store.unit_of_work(CONTEXT, origin=Origin.REMOTE) as uow:
        uow.blobs.add(KeptFile(sha256="2" * 64, size=4, name="scan", key=bytes(32)))


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return prepared(tmp_path_factory.mktemp("desk"), fill)


@pytest.mark.row("B3", "A5")
@pytest.mark.parametrize("deed", DEEDS.values(), ids=DEEDS)
def test_kill_at_every_statement_leaves_all_or_nothing(
    deed: Deed, desk: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    kill(deed, desk, tmp_path, monkeypatch)


@pytest.mark.row("B3")
@pytest.mark.parametrize("deed", DEEDS.values(), ids=DEEDS)
def test_failure_of_every_statement_leaves_nothing_and_the_desk_goes_on(
    deed: Deed, desk: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fail(deed, desk, tmp_path, monkeypatch)


@pytest.mark.row("B3")
@pytest.mark.parametrize("deed", refusable(DEEDS))
def test_refusal_leaves_nothing_but_its_line_in_the_trail(
    deed: Deed, desk: Path, tmp_path: Path
) -> None:
    refuse(deed, desk, tmp_path)
