"""The Audit log panel: sentences, filters, one event in full, proof, and who may see what."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from app.domain.errors import StorageError
from app.domain.patient import Patient
from app.domain.staff import Role
from app.interop.audit_export import verify_export
from app.live.access import Access
from app.services.audit_trail import PAGE, AuditEntry
from app.ui.who_changed import WhoChanged
from tests.ui.conftest import ScreenDesk, a_while, until
from tests.ui.panels.audit.conftest import BORIS, AuditScreen, act_as, open_panel


def actions(desk: ScreenDesk) -> list[str]:
    with desk.store.database.reading() as session:
        return [row[0] for row in session.all("SELECT action FROM audit ORDER BY seq")]


@pytest.mark.row("B7")
async def test_events_are_sentences_with_names_newest_first(screen: AuditScreen) -> None:
    lines = screen.sentences()
    theirs = [line for line in lines if "looked at a list" not in line]  # not the panel
    assert theirs[0] == "Boris Weber looked for patients (12 found)"
    assert theirs[1] == "Boris Weber looked at Amara Okafor"
    assert "Sara Nyberg changed phone and city of Amara Okafor" in theirs
    assert screen.said("audit_count") == f"{len(lines)} events"


async def test_reading_the_trail_is_in_the_trail_with_whom_it_named(screen: AuditScreen) -> None:
    with screen.desk.store.database.reading() as session:
        rows = session.all(
            "SELECT a.patient_id FROM audit a WHERE a.entity = 'audit' AND a.action = 'view' "
            "UNION SELECT s.row_id FROM audit a JOIN audit_subject s ON s.seq = a.seq "
            "WHERE a.entity = 'audit' AND a.action = 'view'"
        )
    assert {row[0].hex() for row in rows if row[0]} == {screen.amara.id}


async def test_the_list_is_narrowed_to_a_user_and_a_kind(screen: AuditScreen) -> None:
    user, kind = screen.panel.filters.user, screen.panel.filters.kind
    user.setCurrentIndex(user.findData(BORIS.id))
    kind.setCurrentIndex(kind.findText("Changed"))
    await until(lambda: screen.panel.model.rowCount() == 1)
    await screen.settled()
    assert screen.sentences() == ["Boris Weber changed phone and city of Amara Okafor"]
    screen.click("audit_clear_button")
    await until(lambda: screen.panel.model.rowCount() > 5)


async def test_the_list_is_narrowed_to_days_and_a_wrong_day_is_marked(screen: AuditScreen) -> None:
    QTest.keyClicks(screen.panel.filters.since, "11/22/2026")
    await until(lambda: screen.panel.states.currentIndex() == 1, what="empty state")
    assert screen.said("audit_state_headline") == "No event matches."
    screen.click("audit_state_action")
    await until(lambda: screen.panel.model.rowCount() > 5)
    QTest.keyClicks(screen.panel.filters.until, "someday")
    assert screen.panel.filters.question().until is None
    assert screen.panel.filters.until.property("invalid")


async def test_a_patient_is_found_by_name_and_chosen_with_the_keyboard(screen: AuditScreen) -> None:
    person = screen.panel.filters.person
    person.setFocus()
    QTest.keyClicks(person, "P-AMARA")  # who searches nobody knows a number
    completer = screen.panel.filters._completer
    await until(lambda: completer.popup().isVisible(), what="matches")
    QTest.keyClick(completer.popup(), Qt.Key.Key_Down)
    QTest.keyClick(completer.popup(), Qt.Key.Key_Return)
    await until(lambda: screen.panel.filters.question().patient_id == screen.amara.id)
    await screen.tasks.settled()
    await screen.settled()
    assert not any("received" in line for line in screen.sentences()[3:])
    assert actions(screen.desk).count("search") == 3  # two made by the fixture


async def test_a_list_that_is_read_stays_still_until_somebody_asks_for_what_is_new(
    screen: AuditScreen,
) -> None:
    before = screen.sentences()
    with screen.desk.store.unit_of_work(screen.desk.data_sync.access.context) as uow:
        uow.note("lock")
    await a_while(0.05)
    assert screen.sentences() == before
    screen.click("audit_reload_button")
    await until(lambda: "Sara Nyberg locked the desk" in screen.sentences())


async def test_enter_shows_one_event_in_full_and_escape_closes_it(screen: AuditScreen) -> None:
    screen.panel.view.setFocus()
    line = screen.sentences().index("Boris Weber looked at Amara Okafor")
    screen.panel.view.setCurrentIndex(screen.panel.model.index(line, 0))
    QTest.keyClick(screen.panel.view, Qt.Key.Key_Return)
    assert screen.panel.detail.isVisible()
    assert screen.said("audit_detail_title") == "Boris Weber looked at Amara Okafor"
    screen.click("audit_only_patient")
    assert screen.panel.filters.question().patient_id == screen.amara.id
    await until(lambda: not screen.panel.detail.isVisible())
    assert not screen.panel.close_side()


@pytest.mark.row("B7", "E9")
async def test_verify_says_whole_or_names_the_first_broken_event(screen: AuditScreen) -> None:
    screen.click("audit_verify_button")
    await until(lambda: "whole" in screen.said("audit_proof_text"))
    assert "verified at 12:00" in screen.said("audit_proof_text")
    screen.desk.store._writer.run("DROP TRIGGER append_only_audit_update")
    screen.desk.store._writer.run("UPDATE audit SET role = 'admin' WHERE seq = 3")
    screen.click("audit_verify_button")
    await until(lambda: "broken at event 3" in screen.said("audit_proof_text"))
    screen.panel.proof.show_end(3, "unguarded")
    assert "The keyring does not take its end" in screen.said("audit_proof_text")


@pytest.mark.row("B7")
async def test_the_signed_export_verifies_and_is_in_the_trail(
    screen: AuditScreen, tmp_path: Path
) -> None:
    screen.panel.exports.write_signed(str(tmp_path / "trail.jsonl"))
    await screen.tasks.settled()
    with (tmp_path / "trail.jsonl").open("rb") as file:
        found = verify_export(file)
    assert found.is_sound, found.reason
    assert "export" in actions(screen.desk)


async def test_an_export_writes_over_nothing_and_is_its_owners_alone(
    screen: AuditScreen, tmp_path: Path
) -> None:
    place, theirs = tmp_path / "trail.jsonl", tmp_path / "theirs"
    theirs.write_text("kept")
    (tmp_path / "trail.jsonl.part").symlink_to(theirs)
    screen.panel.exports.write_signed(str(place))
    await screen.tasks.settled()
    assert place.stat().st_mode & 0o777 == 0o600
    assert theirs.read_text() == "kept"
    written, failures = place.read_bytes(), list[Exception]()
    screen.tasks.failed.connect(failures.append)
    screen.panel.exports.write_signed(str(place))
    await screen.tasks.settled()
    assert [type(one).__name__ for one in failures] == ["InvalidValue"]
    assert place.read_bytes() == written


async def test_the_table_holds_what_is_shown_and_no_formula(
    screen: AuditScreen, tmp_path: Path
) -> None:
    screen.panel.exports.write_table(str(tmp_path / "t.csv"), screen.panel.filters.question())
    await screen.tasks.settled()
    text = (tmp_path / "t.csv").read_text("utf-8-sig")
    assert "Sara Nyberg changed phone and city of Amara Okafor" in text
    assert "export" in actions(screen.desk)


@pytest.mark.row("E9")
async def test_the_table_holds_every_event_however_many_there_are(
    screen: AuditScreen, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    audit = screen.desk.data_sync.audit
    (sample, *_) = await audit.entries(screen.panel.filters.question())
    most = 50_000 + PAGE + 1

    async def entries(_question: object, *, below: int | None = None) -> list[AuditEntry]:
        newest = most if below is None else below - 1
        oldest = max(0, newest - PAGE)
        line = sample.line
        return [replace(sample, line=replace(line, seq=n)) for n in range(newest, oldest, -1)]

    monkeypatch.setattr(audit, "entries", entries)
    place = tmp_path / "t.csv"
    screen.panel.exports.write_table(str(place), screen.panel.filters.question())
    await until(place.exists, what="the table")
    with place.open(encoding="utf-8-sig") as file:
        assert sum(1 for _ in file) == 1 + most


@pytest.mark.row("E9")
async def test_others_see_their_own_events_and_are_told_so(
    desk: ScreenDesk, qtbot: QtBot, amara: Patient
) -> None:
    act_as(desk, Role.FRONT_DESK)
    screen = await open_panel(desk, qtbot, amara)
    assert screen.sentences()
    assert all(line.startswith("Sara Nyberg") for line in screen.sentences())
    assert "Your own events" in screen.said("audit_whose")
    assert not screen.panel.proof.export.isEnabled()
    assert not screen.panel._tabs[1].isVisible()
    assert not screen.panel.filters.user.isVisible()


@pytest.mark.row("E9")
async def test_an_export_by_somebody_else_is_denied_and_the_denial_kept(
    desk: ScreenDesk, qtbot: QtBot, amara: Patient, tmp_path: Path
) -> None:
    act_as(desk, Role.FRONT_DESK)
    screen = await open_panel(desk, qtbot, amara)
    failures: list[Exception] = []
    screen.tasks.failed.connect(failures.append)
    screen.panel.exports.write_signed(str(tmp_path / "trail.jsonl"))
    await screen.tasks.settled()
    assert [type(one).__name__ for one in failures] == ["PermissionDenied"]
    assert not list(tmp_path.glob("trail*"))  # noqa: ASYNC240 (the test's own folder)
    assert actions(desk)[-1] == "deny"


async def test_what_cannot_be_read_is_said_and_can_be_tried_again(
    screen: AuditScreen, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = screen.desk.data_sync.audit.open

    async def broken(*_asked: object) -> object:
        raise StorageError("broken")

    monkeypatch.setattr(screen.desk.data_sync.audit, "open", broken)
    screen.panel.reload()
    await screen.tasks.settled()
    assert "could not be read" in screen.said("audit_state_headline")
    monkeypatch.setattr(screen.desk.data_sync.audit, "open", real)
    screen.click("audit_state_action")
    await until(lambda: screen.panel.states.currentIndex() == 0)


@pytest.mark.row("B7")
async def test_who_changed_a_breaking_of_the_glass_is_a_click_away(
    screen: AuditScreen, desk: ScreenDesk
) -> None:
    access: Access = desk.data_sync.access
    await access.break_glass(screen.amara.id, "Called about an emergency")  # type: ignore[arg-type]
    await until(lambda: screen.panel.glass.cards, what="glass listed")
    screen.click("audit_glass_tab")
    await screen.tasks.settled()
    card = screen.panel.glass.cards[0]
    button = card.findChild(WhoChanged, "glass_who_changed")
    assert isinstance(button, WhoChanged)
    button.click()
    await until(lambda: button.popover and button.popover.isVisible(), what="who changed it")
    assert button.popover is not None
    assert button.popover.lines() == [
        "Sara Nyberg put the broken glass for Amara Okafor up for review"
    ]


@pytest.mark.row("B7")
async def test_broken_glass_is_reviewed_with_a_note(screen: AuditScreen, desk: ScreenDesk) -> None:
    access: Access = desk.data_sync.access
    await access.break_glass(screen.amara.id, "Called about an emergency")  # type: ignore[arg-type]
    await until(lambda: screen.panel.glass.cards, what="glass listed")
    await screen.tasks.settled()
    screen.click("audit_glass_tab")
    card = screen.panel.glass.cards[0]
    assert "Sara Nyberg" in card.accessibleName()
    assert "Okafor, Amara" in card.accessibleName()
    card.note.setFocus()
    QTest.keyClicks(card.note, "Talked to her")
    QTest.keyClick(card.note, Qt.Key.Key_Return)
    await until(lambda: not screen.panel.glass.cards, what="reviewed")
    await a_while(0.02)
    assert screen.said("glass_state_headline") == "Nothing to review."
    assert await desk.data_sync.audit.unreviewed() == ()


async def test_broken_glass_is_told_to_an_administrator_who_looks_at_something_else(
    screen: AuditScreen, desk: ScreenDesk
) -> None:
    counts, words = list[int](), list[str]()
    screen.panel.waiting_changed.connect(counts.append)
    screen.panel.said.connect(words.append)
    screen.panel.hide()
    await until(lambda: screen.panel.glass_waiting.value == 0, what="that none waits")
    await desk.data_sync.access.break_glass(screen.amara.id, "Called about an emergency")  # type: ignore[arg-type]
    await until(lambda: counts[-1:] == [1], what="the count")
    assert words == ["Broken glass waits for your look, in the audit log."]
