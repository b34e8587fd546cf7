"""What a batch of operations looks for once it has the clinic's sequence: what is there at all."""

from __future__ import annotations

from collections.abc import Generator
from contextlib import contextmanager
from typing import Any

import pytest
from sqlalchemy import Engine, event
from sqlalchemy.exc import DataError

from app.domain.ids import RecordId, UserId
from app.domain.merging import PatientMerge, merge_id
from app.domain.patient import Patient
from app.domain.staff import Clinic
from app.server import history
from tests.factories import a_child, a_patient, a_record, a_user
from tests.server_fixtures import TestDesk

pytestmark = pytest.mark.row("E8")
CONFLICTS, MERGES = "FROM sync_conflict AS c", "FROM patient_merge AS m"


@contextmanager
def looks_heard() -> Generator[list[str]]:
    """Which of the two is looked for."""
    heard: list[str] = []

    def hear(_c: Any, _k: Any, statement: str, *_: Any) -> None:
        heard.extend(one for one in (CONFLICTS, MERGES) if one in statement)

    event.listen(Engine, "before_cursor_execute", hear)
    try:
        yield heard
    finally:
        event.remove(Engine, "before_cursor_execute", hear)


def a_merge(desk: TestDesk, survivor: Patient, merged: Patient) -> PatientMerge:
    return a_child(
        PatientMerge,
        survivor,
        id=merge_id(survivor.id, merged.id, earlier=0),
        merged_id=merged.id,
        merged_by=UserId(RecordId(desk.user_id)),
    )


async def test_conflicts_and_merges_are_looked_for_where_there_are_any(
    clinic: TestDesk, other_desk: TestDesk
) -> None:
    survivor, merged = a_patient(), a_patient()
    me = a_user(id=UserId(RecordId(clinic.user_id)), role="admin")
    settings = a_record(Clinic, id=clinic.clinic_id)
    _, row, _, _ = await clinic.saved(settings, survivor, merged, me)
    with looks_heard() as heard:
        await clinic.push_one(clinic.update(row, phone="+12125550177"))
        clash = await other_desk.push_one(other_desk.update(row, phone="+12125550188"))
        assert (clash.status, heard) == ("conflict", [])
        await clinic.push_one(clinic.create(a_patient()))
        assert heard == [CONFLICTS]
        merge = await clinic.push_one(clinic.create(a_merge(clinic, survivor, merged)))
        assert (merge.status, heard) == ("applied", [CONFLICTS] * 2)
        await clinic.push_one(clinic.create(a_patient()))
        assert heard == [*[CONFLICTS] * 3, MERGES]


class _OutOfRange(Exception):
    sqlstate = "22003"


async def test_conflict_that_a_part_of_a_batch_opens_is_met_by_the_next_part(
    clinic: TestDesk, other_desk: TestDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A batch the database refuses goes action by action."""
    (row,) = await clinic.saved(a_patient())
    await clinic.push_one(clinic.update(row, phone="+12125550177"))
    now = await clinic.row(row.id)
    refusals, write = [DataError("", {}, _OutOfRange())], history._write_lines

    async def writing(*given: Any) -> None:
        if refusals:
            raise refusals.pop()
        await write(*given)

    monkeypatch.setattr(history, "_write_lines", writing)
    clash, settled = await other_desk.push(
        other_desk.update(row, phone="+12125550188"), other_desk.update(now, phone="+12125550188")
    )
    assert not refusals
    assert clash.status == "conflict"
    assert settled.status in ("applied", "merged")
    assert (await clinic.body(clash.conflict_id))["status"] == "auto_obsolete"
