"""Every status has its own word, icon and colour."""

from __future__ import annotations

from app.domain.appointment import AppointmentStatus
from app.ui.models.day_words import all_looks, marks_of, reason_words, status_look
from app.ui.theme.resources import resource_path
from tests.ui.models.day_visits import a_day_visit


def test_every_status_the_domain_knows_is_shown() -> None:
    shown = {look.key for look in all_looks()}
    assert {status.value for status in AppointmentStatus} - shown == {"entered_in_error"}
    assert len({look.word for look in all_looks()}) == len(all_looks())


def test_icons_tell_the_statuses_apart_and_exist() -> None:
    icons = [look.icon for look in all_looks()]
    assert len(set(icons)) == len(icons)
    assert all(resource_path("icons", f"{icon}.svg").exists() for icon in icons)


def test_a_confirmed_booking_reads_confirmed_until_the_patient_is_there() -> None:
    assert status_look("booked", "confirmed").word == "Confirmed"
    assert status_look("arrived", "confirmed").word == "Arrived"


def test_a_status_from_a_newer_version_is_shown_as_it_is() -> None:
    assert status_look("telepathic").word == "Other (telepathic)"


def test_the_most_pressing_mark_comes_first() -> None:
    marks = marks_of(a_day_visit(needs_resolution=True, has_allergy=True, is_pending=True))
    assert marks == ("double booked, needs a decision", "allergy", "waiting to be sent")


def test_every_reason_of_an_overlap_has_words() -> None:
    assert all(reason_words(r) != r for r in ("practitioner", "room", "patient"))
