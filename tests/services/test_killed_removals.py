"""Removals of patients, killed at every statement: the patient and the request go together."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from app.domain.errors import InvalidValue
from app.domain.ids import PatientId, UserId, new_id
from app.domain.patient import Coverage
from app.domain.removing import RemovalRequest
from app.domain.staff import Role
from app.services import removals
from app.storage.store import LocalStore
from tests.factories import NOON, a_child, a_clinic, a_clinician, a_context, a_patient
from tests.services.killing import ROW, Deed, done, fail, kill, lay, prepared, refusable, refuse

pytestmark = pytest.mark.row("B3")
DESK = a_context()
CLINICIAN = a_clinician()
ADMIN = a_context(role=Role.ADMIN, user_id=UserId(new_id()))
FRESH, ASKED_FOR, LEFT, GONE = (a_patient(mrn=f"R-{number}") for number in range(4))
POLICY = a_child(Coverage, LEFT)
ASKED = a_child(
    RemovalRequest, ASKED_FOR, requested_by=DESK.user_id, requested_at=NOON - timedelta(hours=4)
)
ALLOWED = replace(
    ASKED,
    id=new_id(),
    patient_id=PatientId(LEFT.id),
    status="approved",
    decided_by=CLINICIAN.user_id,
    decided_at=NOON,
    decision_note="nobody was seen",
)
DONE = replace(
    ALLOWED,
    id=new_id(),
    patient_id=PatientId(GONE.id),
    status="carried_out",
    carried_out_by=ADMIN.user_id,
    carried_out_at=NOON,
)
DEEDS: dict[str, Deed] = {
    "asked for": done(
        removals.ask,
        {"removal_request": 1, **ROW},
        DESK,
        again=InvalidValue,
        patient_id=PatientId(FRESH.id),
        reason="registered twice by mistake",
    ),
    "allowed": done(
        removals.decide_on,
        {"removal_request": 1, **ROW},
        CLINICIAN,
        again=InvalidValue,
        request_id=ASKED.id,
        is_allowed=True,
        note="nobody was seen",
    ),
    "carried out": done(
        removals.carry_out,
        {"patient": 1, "removal_request": 1, "audit": 2, "outbox": 2},
        ADMIN,
        again=InvalidValue,
        request_id=ALLOWED.id,
    ),
    "brought back": done(
        removals.bring_back,
        {"patient": 1, **ROW},
        DESK,
        again=InvalidValue,
        request_id=DONE.id,
    ),
}


def fill(store: LocalStore) -> None:
    lay(store, a_clinic(), FRESH, ASKED_FOR, LEFT, GONE, POLICY, ASKED, ALLOWED, DONE)
    with store.unit_of_work(ADMIN) as uow:
        uow.delete(type(GONE), GONE.id)


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
