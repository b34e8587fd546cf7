"""Unsent work that another desk sends: what the sender wrote since is somebody else's, too."""

from __future__ import annotations

from dataclasses import replace

import pytest

from app.domain.operations import Operation
from app.server import prepared
from app.server.fingerprints import asked
from tests.factories import a_patient, an_allergy
from tests.server_fixtures import TestDesk

pytestmark = pytest.mark.row("D6", "E6")
_MADE = "1795280400000-00000-"
_EARLIER, _LATER = "1795280300000-00000-", "1795280500000-00000-"


async def test_deletion_made_elsewhere_does_not_pass_over_the_senders_own_edit(
    clinic: TestDesk,
) -> None:
    patient = a_patient()
    _, seen = await clinic.saved(patient, an_allergy(patient))
    edited = clinic.update(seen, severity="severe")
    assert (await clinic.push_one(edited)).status == "applied"
    handed_over = clinic.delete(seen, hlc=_MADE + "0badc0de")
    assert (await clinic.push_one(handed_over)).status == "conflict"
    kept = await clinic.row(seen.id)
    assert (kept.deleted, (kept.body or {})["severity"]) == (False, "severe")


async def test_own_deletion_passes_over_own_edit_as_ever(clinic: TestDesk) -> None:
    patient = a_patient()
    _, seen = await clinic.saved(patient, an_allergy(patient))
    assert (await clinic.push_one(clinic.update(seen, severity="severe"))).status == "applied"
    own = clinic.delete(seen, hlc=_MADE + clinic.device_id[-8:])
    assert (await clinic.push_one(own)).status == "applied"


async def test_own_deletion_that_was_sent_late_does_not_pass_over_a_later_own_edit(
    clinic: TestDesk,
) -> None:
    patient, desk = a_patient(), clinic.device_id[-8:]
    _, seen = await clinic.saved(patient, an_allergy(patient))
    edited = replace(clinic.update(seen, severity="severe"), hlc=_LATER + desk)
    assert (await clinic.push_one(edited)).status == "applied"
    deletion = clinic.delete(seen, hlc=_MADE + desk)
    assert (await clinic.push_one(deletion)).status == "conflict"


async def test_what_one_desk_did_in_turn_stays_in_turn_when_another_sends_it(
    clinic: TestDesk, other_desk: TestDesk
) -> None:
    patient, desk = a_patient(), clinic.device_id[-8:]
    _, seen = await clinic.saved(patient, an_allergy(patient))
    first = replace(clinic.update(seen, severity="severe"), hlc=_EARLIER + desk)
    assert (await other_desk.push_one(first)).status == "applied"
    then = clinic.delete(seen, hlc=_MADE + desk)
    assert (await other_desk.push_one(then)).status == "applied"


def handed_over(operation: Operation, n: int) -> Operation:
    """As the desk that took it in sends it: at another place of its queue."""
    return replace(operation, n=n)


def as_kept_before(operation: Operation) -> bytes:
    return asked(operation, n=operation.n)


@pytest.mark.parametrize("kept", ["now", "before"])
async def test_what_had_reached_the_server_is_known_and_what_needs_it_goes_through(
    clinic: TestDesk, other_desk: TestDesk, monkeypatch: pytest.MonkeyPatch, kept: str
) -> None:
    patient = a_patient()
    create = replace(clinic.create(patient), n=7)
    child = replace(clinic.create(an_allergy(patient)), n=8, depends_on=[create.op_id])
    if kept == "before":  # answers of earlier versions: with the place in the first desk's queue
        monkeypatch.setattr(prepared, "asked", as_kept_before)
    await clinic.push_one(create)
    monkeypatch.undo()
    n = 1 if kept == "now" else 7
    got = await other_desk.push(handed_over(create, n), handed_over(child, 2))
    assert [(one.status, one.replay) for one in got] == [("applied", True), ("applied", False)]


async def test_another_change_under_a_known_name_is_refused_as_ever(clinic: TestDesk) -> None:
    patient = a_patient()
    create = clinic.create(patient)
    await clinic.push_one(create)
    other = replace(create, n=2, full={**(create.full or {}), "city": "Oslo"})
    assert (await clinic.push_one(other)).code == "op_id_reuse"
