"""A desk looks at itself: at its facts when it opens, at everything else beside the work."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

import pytest

from app.bootstrap import proving
from app.bootstrap.anchoring import AnchorState
from app.bootstrap.backing_up import back_up
from app.bootstrap.headless import Desk
from app.bootstrap.proving import ProofWatch
from app.bootstrap.verifying import verify_home
from app.domain.errors import AuditTrailBroken, BackupRefused, PermissionDenied
from app.domain.ids import PatientId
from app.services import glass
from app.settings import load_settings
from tests.bootstrap.conftest import CHEAP, PASSPHRASE
from tests.factories import a_patient
from tests.waiting import PATIENCE_S, wait_until

pytestmark = pytest.mark.row("F2")
Open = Callable[..., Desk]


def tamper(desk: Desk, *statements: str) -> None:
    writer = desk.store.database.writer
    for statement in (
        "UPDATE write_gate SET is_open = 1",
        *statements,
        "UPDATE write_gate SET is_open = 0",
    ):
        writer.run(statement)


def filled(desk: Desk) -> Desk:
    with desk.store.unit_of_work(desk.context) as uow:
        for number in range(500):
            uow.add(a_patient(mrn=f"M-{number}"))
    return desk


def verdict(home: Path, **options: bool) -> tuple[str, ...]:
    return verify_home(home, PASSPHRASE, settings=load_settings({}), kdf=CHEAP, **options).findings


def test_changed_record_is_found_beside_the_work(opened: Open, home: Path) -> None:
    desk = filled(opened())
    tamper(desk, "UPDATE patient SET city = 'Elsewhere' WHERE mrn = 'M-7'")
    heard: list[str] = []
    watch = ProofWatch(desk, on_broken=lambda: heard.append("broken"), first_look_s=0, pause_s=0)
    watch.start()
    wait_until(lambda: heard)
    watch.stop()
    assert (heard, desk.trail.state) == (["broken"], AnchorState.BROKEN)
    with pytest.raises(AuditTrailBroken), desk.store.unit_of_work(desk.context) as uow:
        uow.add(a_patient())
    desk.close()
    again = opened()
    assert again.trail.is_broken  # and it stays so
    again.close()
    assert len(verdict(home)) == 1
    assert verdict(home, accept=True) == ()
    again = opened()
    assert not again.trail.is_broken


def test_whole_desk_is_left_alone(opened: Open) -> None:
    desk = filled(opened())
    heard: list[str] = []
    ProofWatch(desk, on_broken=lambda: heard.append("broken"), pause_s=0).look()
    assert (heard, desk.trail.is_broken) == ([], False)


def test_a_look_gives_up_at_once_when_the_desk_closes(
    opened: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(proving, "LONGEST_STOP_S", PATIENCE_S)
    desk = filled(opened())
    watch = ProofWatch(desk, on_broken=id, first_look_s=0, pause_s=3600)
    watch.start()
    time.sleep(0.1)
    watch.stop()
    assert not watch._thread.is_alive()


@pytest.mark.parametrize(
    ("statement", "words"),
    [
        ("DELETE FROM outbox", "unsent changes are missing"),
        ("UPDATE outbox SET state = 'acked'", "marked as sent"),
        ("UPDATE sync_meta SET v = 'x' WHERE k = 'workstation_note'", "own facts"),
    ],
)
def test_verify_says_what_was_changed(statement: str, words: str, opened: Open, home: Path) -> None:
    desk = opened()
    with desk.store.unit_of_work(desk.context) as uow:
        uow.add(a_patient())
    desk.set_fact("workstation_note", "kept")
    assert desk.store.verify_desk() == set()
    tamper(desk, statement)
    desk.close()
    (found,) = (one for one in verdict(home) if "records" not in one)
    assert words in found
    assert verdict(home, accept=True) == ()


def test_changed_facts_make_the_desk_read_only_when_it_opens(opened: Open) -> None:
    desk = opened()
    tamper(desk, "INSERT OR REPLACE INTO sync_meta VALUES ('role:somebody', 'admin')")
    desk.close()
    assert opened().trail.is_broken


def test_frozen_desk_still_denies_and_keeps_the_denial(opened: Open) -> None:
    desk = opened()
    with desk.store.unit_of_work(desk.context) as uow:
        amara = uow.add(a_patient())
    desk.store.freeze()
    with pytest.raises(PermissionDenied), desk.store.unit_of_work(desk.context) as uow:
        uow.delete(type(amara), amara.id)  # a front desk deletes nobody
    with desk.store.database.reading() as session:
        assert session.one("SELECT action FROM audit ORDER BY seq DESC") == ("deny",)
        before = session.one("SELECT count(*) FROM audit")
    for work in (lambda uow: uow.add(a_patient(mrn="2")), lambda uow: uow.note("view"), id):
        with pytest.raises(AuditTrailBroken), desk.store.unit_of_work(desk.context) as uow:
            work(uow)
    with desk.store.database.reading() as session:
        assert session.one("SELECT count(*) FROM audit") == before


def test_frozen_desk_lets_glass_be_broken_for_review(opened: Open) -> None:
    desk = opened()
    with desk.store.unit_of_work(desk.context) as uow:
        amara = uow.add(a_patient())
    desk.close()
    desk = opened(acting="admin")
    desk.store.freeze()
    broken = glass.break_glass(
        desk.store.unit_of_work,
        desk.context,
        patient_id=PatientId(amara.id),
        reason="collapsed in the waiting room",
    )
    with desk.store.reader() as reader:
        assert [one.id for one in glass.unreviewed(reader)] == [broken.id]
    with pytest.raises(AuditTrailBroken):
        glass.review(desk.store.unit_of_work, desk.context, glass_id=broken.id)


def test_no_backup_is_made_of_a_desk_whose_unsent_work_was_taken_away(
    opened: Open, tmp_path: Path
) -> None:
    desk = opened()
    with desk.store.unit_of_work(desk.context) as uow:
        uow.add(a_patient())
    tamper(desk, "DELETE FROM outbox")
    with pytest.raises(BackupRefused):
        back_up(desk, tmp_path / "a.backup")
    assert not (tmp_path / "a.backup").exists()


def test_the_panel_names_the_last_event_where_the_desk_does_not_fit(opened: Open) -> None:
    desk = opened()
    with desk.store.unit_of_work(desk.context) as uow:
        uow.add(a_patient())
    with desk.store.reader() as reader:
        assert reader.audit.first_unfit() is None
    tamper(desk, "DELETE FROM outbox")
    with desk.store.reader() as reader:
        assert reader.audit.first_unfit() == desk.store.audit_head.seq
