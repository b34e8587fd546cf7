"""Whom the conflict centre names: only who may be shown, each of them in the trail, and as now."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtWidgets import QAbstractButton, QFrame, QLabel

from app.domain.errors import InvalidValue
from app.domain.ids import RecordId, new_id
from app.domain.message import Message, MessageThread
from app.domain.patient import Patient
from app.domain.staff import Role
from app.domain.waiting import Task, TaskSource
from app.ui.panels.conflicts.centre import DECIDED, MESSAGES
from app.ui.wording import phone_words
from tests.factories import NOON, a_child, a_patient
from tests.ui.conftest import ScreenDesk, in_role
from tests.ui.panels.conflicts.conftest import Screen

pytestmark = pytest.mark.row("A3", "B7")


def named_in_trail(desk: ScreenDesk) -> set[str]:
    """Every patient that some look names."""
    with desk.store.database.reading() as session:
        alone = session.all(
            "SELECT lower(hex(patient_id)) FROM audit "
            "WHERE action IN ('list', 'view') AND patient_id IS NOT NULL"
        )
        among = session.all("SELECT lower(hex(row_id)) FROM audit_subject")
    return {str(row[0]) for row in (*alone, *among)}


def texts(screen: Screen) -> list[str]:
    detail = screen.centre.detail
    shown = [*detail.findChildren(QLabel), *detail.findChildren(QAbstractButton)]
    return [one.text() for one in shown if one.isVisible()]


def reach(screen: Screen) -> list[str]:
    cards = screen.centre.messages.cards.values()
    return [one.text() for card in cards for one in card.findChildren(QLabel, "draft_reach")]


async def a_draft(screen: Screen) -> None:
    person = screen.people.amara
    thread = a_child(MessageThread, person, id=new_id(), subject="Moved")
    ours = {"thread_id": thread.id, "drafted_by": screen.people.jonas.id, "channel": "sms"}
    await screen.pull(thread, a_child(Message, person, id=new_id(), **ours))


@in_role(Role.ADMIN)
async def test_double_booking_names_nobody_to_whoever_may_not_see_them(screen: Screen) -> None:
    *visits, conflict = screen.people.booked()
    await screen.pull(*visits, conflict)
    await screen.shows(conflict)
    said = "\n".join(texts(screen))
    assert said.count("Patient (not shown to your role)") == 2
    for secret in ("Okafor", "Kowalska", "555-01", "No phone"):
        assert secret not in said
    assert not screen.is_offered("booked_1_who_changed")
    people = {screen.people.amara.id, screen.people.lena.id}
    assert named_in_trail(screen.desk).isdisjoint(people)


async def test_both_of_a_possible_duplicate_are_in_the_trail_of_the_list(screen: Screen) -> None:
    people = screen.people
    question = a_child(
        Task,
        people.amara,
        title="One person or two?",
        source=TaskSource.DUPLICATE,
        source_id=people.lena.id,
    )
    elder = people.clash(created_at=NOON.replace(year=2025), patient_id=people.amara.id)
    await screen.pull(question, elder)
    await screen.shows(elder)
    assert {people.amara.id, people.lena.id} <= named_in_trail(screen.desk)


async def test_patients_that_values_name_are_in_the_trail(screen: Screen) -> None:
    people = screen.people
    third = a_patient(family_name="Zweig", given_names="Ora")
    clash = people.clash(
        base={"guarantor_id": None},
        ours={"guarantor_id": people.lena.id},
        theirs={"guarantor_id": third.id},
    )
    await screen.pull(third, clash)
    await screen.shows(clash)
    assert "Zweig, Ora" in texts(screen)
    assert {people.lena.id, third.id} <= named_in_trail(screen.desk)


async def test_drafts_are_neither_read_nor_made_into_cards_out_of_sight(screen: Screen) -> None:
    screen.window.hide()
    before = named_in_trail(screen.desk)
    await a_draft(screen)
    assert screen.centre.messages.cards == {}
    assert named_in_trail(screen.desk) == before
    assert screen.centre.tabs[MESSAGES].text() == "Messages to send (1)"


async def test_draft_shows_the_number_that_holds_now(screen: Screen) -> None:
    await a_draft(screen)
    screen.centre.show_tab(MESSAGES)
    await screen.quiet()
    assert reach(screen) == [phone_words("+12125550101")]
    await screen.pull(replace(screen.people.amara, phone="+12125550177", version=5))
    assert reach(screen) == [phone_words("+12125550177")]


async def test_draft_to_a_deleted_patient_is_not_counted(screen: Screen) -> None:
    await a_draft(screen)
    screen.desk.remove(Patient, screen.people.amara.id)
    screen.centre.show_tab(MESSAGES)
    await screen.quiet()
    assert (screen.centre.tabs[MESSAGES].text(), reach(screen)) == ("Messages to send", [])


@pytest.mark.parametrize("status", ["cancelled", "completed", "arrived"])
async def test_visit_that_is_not_to_come_any_more_is_never_moved(
    status: str, screen: Screen
) -> None:
    first, second, conflict = screen.people.booked()
    second = replace(second, status=status)
    await screen.pull(first, second, conflict)
    await screen.shows(conflict)
    card = screen.part(f"booked_{second.id}", QFrame)
    assert status.capitalize() in [one.text() for one in card.findChildren(QLabel)]
    assert not screen.is_offered("offer_4")
    is_over = status != "arrived"
    assert ("nobody has to move" in "\n".join(texts(screen))) == is_over
    (offer, *_) = screen.centre.detail.sheet.cards[0]._booked.free
    with pytest.raises(InvalidValue, match="not to come any more"):
        await screen.desk.data_sync.conflicts.move(conflict.id, second.id, offer, text="Dear …")
    assert screen.stored(second).starts_at == second.starts_at
    assert screen.desk.all(Message) == []


async def test_decision_names_the_patient_whose_visit_was_moved(screen: Screen) -> None:
    first, second, conflict = screen.people.booked()
    await screen.pull(first, second, conflict)
    await screen.shows(conflict)
    await screen.click("offer_4")
    screen.centre.show_tab(DECIDED)
    await screen.quiet()
    detail = "\n".join(texts(screen))
    assert "the visit of Kowalska, Lena was moved" in detail
    assert RecordId(conflict.id) == screen.centre.detail.conflict_id
