"""Zero lost typing: the patient form's draft is kept, brought back, and gone with the save."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtWidgets import QLineEdit

from app.domain.clinical import Allergy
from app.domain.conflict import SyncConflict
from app.domain.drafts import Draft
from app.domain.ids import new_id
from app.domain.patient import Patient
from app.domain.query import Query, eq
from app.live.access import Access
from app.ui.panels.patients.conflict_card import ConflictCard
from app.ui.panels.patients.panel import PatientsPanel
from app.ui.task_runner import TaskRunner
from tests.factories import NOON, USER_ID, an_allergy
from tests.ui.conftest import ScreenDesk, a_while, until
from tests.ui.panels.patients.conftest import PatientsScreen


def drafts(desk: ScreenDesk, user_id: str = USER_ID) -> tuple[Draft, ...]:
    with desk.store.reader() as reader:
        return reader.drafts.of_user(user_id)  # type: ignore[arg-type]


def shown(screen: PatientsScreen, field: str) -> str:
    return screen.panel.form.fields.fields[field].value()


def actions(desk: ScreenDesk) -> list[str]:
    with desk.store.database.reading() as session:
        return [row[0] for row in session.all("SELECT action FROM audit ORDER BY seq")]


async def typed(screen: PatientsScreen, who: str, field: str, text: str) -> None:
    await screen.open_form(who)
    screen.type_into(field, text)
    await until(lambda: drafts(screen.desk), what="draft kept")


async def after_a_crash(screen: PatientsScreen) -> PatientsScreen:
    """The same desk in a new window, as after the program was killed."""
    screen.panel.stop()
    screen.panel.hide()
    tasks = TaskRunner()
    panel = PatientsPanel(screen.desk.data_sync, tasks)
    screen.desk.at_end += [panel.stop, tasks.stop]
    screen.qtbot.addWidget(panel)
    panel.resize(1200, 800)
    panel.show()
    panel.activateWindow()
    panel.opened()
    return replace(screen, panel=panel)


@pytest.mark.row("F2", "A3")
async def test_typed_text_is_a_draft_within_a_second_and_comes_back(screen: PatientsScreen) -> None:
    await typed(screen, "amara", "city", "Rye")
    again = await after_a_crash(screen)
    await again.open_form("amara")
    await until(lambda: shown(again, "city") == "Rye")
    assert "12:00" in again.panel.form.draft.bar.text()
    assert again.panel.form.fields.changes() == {"city": "Rye"}


async def test_the_draft_goes_with_the_save(screen: PatientsScreen) -> None:
    await typed(screen, "amara", "city", "Rye")
    screen.panel.form.save()
    await screen.saved()
    assert screen.desk.stored(Patient, screen.people["amara"].id).city == "Rye"
    await a_while(0.5)
    assert drafts(screen.desk) == ()


async def test_a_save_that_fails_keeps_the_draft(screen: PatientsScreen) -> None:
    await typed(screen, "amara", "city", "Rye")
    screen.desk.remove(Patient, screen.people["amara"].id)
    screen.panel.form.save()
    await screen.panel._tasks.settled()
    await a_while(0.5)
    assert [dict(one.content["typed"]) for one in drafts(screen.desk)] == [{"city": "Rye"}]  # type: ignore[call-overload]


async def test_a_discard_is_deliberate_and_audited(screen: PatientsScreen) -> None:
    await typed(screen, "amara", "city", "Rye")
    screen.panel.form.request_close()
    screen.click("discard_button")
    await until(lambda: not drafts(screen.desk), what="draft gone")
    assert actions(screen.desk).count("draft_discarded") == 1


async def test_discarding_a_restored_draft_shows_what_is_stored(screen: PatientsScreen) -> None:
    await typed(screen, "amara", "city", "Rye")
    again = await after_a_crash(screen)
    await again.open_form("amara")
    await until(lambda: shown(again, "city") == "Rye")
    again.click("patient_draft_bar_discard")
    await a_while(0.05)
    assert len(drafts(screen.desk)) == 1  # it asks once more
    again.click("patient_draft_bar_discard")
    await until(lambda: not drafts(screen.desk), what="draft gone")
    assert shown(again, "city") == ""
    assert not again.panel.form.is_dirty
    assert actions(screen.desk).count("draft_discarded") == 1


async def test_text_taken_back_by_hand_leaves_no_draft(screen: PatientsScreen) -> None:
    await typed(screen, "amara", "city", "Rye")
    screen.type_into("city", "")
    screen.panel.form.fields.edited.emit()
    await until(lambda: not drafts(screen.desk), what="draft gone")
    assert "draft_discarded" not in actions(screen.desk)


async def test_a_draft_is_never_shown_to_somebody_else(screen: PatientsScreen) -> None:
    await typed(screen, "amara", "city", "Rye")
    access: Access = screen.desk.data_sync.access
    access.context = replace(access.context, user_id=new_id())
    again = await after_a_crash(screen)
    await again.open_form("amara")
    await a_while(0.1)
    assert shown(again, "city") == ""
    assert await screen.desk.data_sync.drafts.unfinished() == ()
    assert len(drafts(screen.desk)) == 1


async def test_a_draft_of_an_older_version_goes_through_the_usual_check(
    screen: PatientsScreen,
) -> None:
    await typed(screen, "amara", "city", "Rye")
    screen.panel.hide()
    amara = screen.people["amara"]
    screen.desk.pull(replace(amara, version=1, city="Troy", email="a@example.org"))
    again = await after_a_crash(screen)
    await again.open_form("amara")
    await until(lambda: shown(again, "city") == "Rye")
    assert shown(again, "email") == "a@example.org"
    assert again.panel.form.fields.base is not None
    assert again.panel.form.fields.base.city != "Troy"


async def test_lines_below_the_patient_come_back_too(screen: PatientsScreen) -> None:
    daniel = screen.people["daniel"]
    screen.desk.pull(an_allergy(daniel, text="Latex"))
    await screen.open_form("daniel")
    allergies = screen.panel.form.children_rows()[0]
    first, second = allergies.rows
    kept = first.typed()["text"]
    first.remove_requested.emit(first)
    second.controls["text"].setText("Natural latex")  # type: ignore[union-attr]
    second.edited.emit()
    allergies.add_row()
    allergies.rows[-1].controls["text"].setText("Aspirin")  # type: ignore[union-attr]
    allergies.rows[-1].edited.emit()
    await screen.panel.keep_drafts()
    again = await after_a_crash(screen)
    await again.open_form("daniel")
    rows = again.panel.form.children_rows()[0].rows
    await until(lambda: {row.typed()["text"] for row in rows} == {"Natural latex", "Aspirin"})
    again.panel.form.save()
    await again.saved()
    with screen.desk.store.reader() as reader:
        found = reader.records(Allergy).find(Query(Allergy, where=eq("patient_id", daniel.id)))
    assert {one.text for one in found.rows} == {"Natural latex", "Aspirin"}
    assert kept not in {one.text for one in found.rows}


async def test_somebody_new_who_was_half_registered_comes_back(screen: PatientsScreen) -> None:
    screen.panel.start_new()
    screen.type_into("family_name", "Novak")
    await until(lambda: drafts(screen.desk), what="draft kept")
    again = await after_a_crash(screen)
    again.panel.start_new()
    await until(lambda: shown(again, "family_name") == "Novak")
    again.panel.form.save()
    await again.saved()
    await a_while(0.4)
    assert drafts(screen.desk) == ()


async def test_keeping_at_once_waits_for_no_pause(screen: PatientsScreen) -> None:
    await screen.open_form("amara")
    screen.type_into("city", "Rye")
    await screen.panel.keep_drafts()
    assert len(drafts(screen.desk)) == 1


@pytest.fixture
async def in_conflict(screen: PatientsScreen) -> Patient:
    amara = screen.people["amara"]
    screen.desk.pull(a_conflict(amara))
    screen.panel.show_patient(amara.id)
    await until(lambda: screen.panel.findChild(ConflictCard))
    await screen.panel._tasks.settled()
    return amara


def a_conflict(patient: Patient) -> SyncConflict:
    return SyncConflict(
        id=new_id(),
        created_at=NOON,
        updated_at=NOON,
        entity="patient",
        row_id=patient.id,
        patient_id=patient.id,
        kind="field",
        ours={"phone": "+12125550133"},
        theirs={"phone": "+12125550122"},
    )


def conflict_line(screen: PatientsScreen) -> QLineEdit | None:
    # A card that was replaced stays a child until Qt deletes it.
    cards = [card for card in screen.panel.findChildren(ConflictCard) if card.isVisible()]
    return cards[0].findChild(QLineEdit, "edited_phone") if cards else None


@pytest.mark.row("F2", "A3")
async def test_a_half_typed_conflict_decision_outlives_syncs_and_crashes(
    screen: PatientsScreen, in_conflict: Patient
) -> None:
    screen.click("edit_conflict_button")
    line = conflict_line(screen)
    assert line is not None
    line.clear()
    screen.qtbot.keyClicks(line, "212 555 0177")
    screen.desk.pull(replace(in_conflict, version=1, city="Troy"))
    await until(lambda: conflict_line(screen) not in (None, line), what="card made anew")
    again_line = conflict_line(screen)
    assert again_line is not None
    assert again_line.text() == "212 555 0177"
    await until(lambda: drafts(screen.desk), what="draft kept")
    subject = drafts(screen.desk)[0].key.subject
    again = await after_a_crash(screen)
    assert again.panel.open_draft("conflict", subject)
    await until(lambda: (now := conflict_line(again)) and now.text() == "212 555 0177")
    again.click("edit_conflict_button")
    await until(lambda: again.desk.stored(Patient, in_conflict.id).phone == "+12125550177")
    await a_while(0.4)
    assert drafts(again.desk) == ()
