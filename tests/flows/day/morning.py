"""The morning, steps 1 to 7: the desk opens, calls are made, a visit is booked and moved."""

from __future__ import annotations

import asyncio

from tests.flows.day.clinic import Day, passphrase
from tests.flows.day.measures import USABLE_S, unlocked
from tests.flows.day.newcomer import named
from tests.flows.day.papers import pages_of, torn
from tests.flows.day.proofs import queued
from tests.flows.day.seat import Seat


async def step_1(day: Day) -> None:
    """Start app, unlock the DB with password, log in as receptionist: window usable < 2 s after
    unlock, status bar "online, 0 waiting"."""
    a = day.a
    await asyncio.gather(a.start(), day.b.start())  # B's is looked at when somebody comes
    spent_s = await unlocked(a, "sara", passphrase("sara"))
    assert spent_s <= USABLE_S, f"a usable window took {spent_s:.1f} s of computing"
    await a.visit("Okafor", "9:00")
    assert "waiting" not in await a.reads("sync_pill", "Synced 07:55")
    assert not await a.text("offline_text")


async def step_2(day: Day) -> None:
    """Open drawer with 150.00 float."""
    a = day.a
    await a.press("Ctrl+4", "Alt+4")
    await a.at("drawer_float")
    await a.write("150.00")
    await a.press("Return")
    await a.reads("drawer_facts", "150.00")


async def step_3(day: Day) -> None:
    """Today's schedule: 4 provider columns + 2 rooms; a holiday tomorrow shows grey. Print day
    sheet to PDF; check pages and that no row is cut."""
    a = day.a
    await a.press("Ctrl+1", "Alt+1")
    await a.columns("Dr. Adler", "Dr. Brandt", "Dr. Costa", "Dr. Weiss")
    await a.press("Alt+2")
    await a.columns("Room 1", "Room 2")
    await a.press("Alt+1", "Ctrl+PgDown")
    await a.reads("appointments_title", "Thursday 15 October")
    await a.holds(lambda: a.shaded("Staff training"), "the holiday")
    await a.press("Ctrl+PgUp")
    await a.reads("appointments_title", "Wednesday 14 October")
    await a.press("Ctrl+P")
    pages = pages_of(await a.save_paper(day.folder / "day-sheet.pdf"))
    assert len(pages) == 5  # a page for each provider; Dr. Brandt has two
    for at, title in enumerate(_SHEETS):
        assert title in pages[at] or at == 2, (at, pages[at])
        assert "Day sheet · 14 Oct 2026" in pages[at]
    people = day.clinic.patients
    todays = [
        people[key] for key in ("okafor", "lindqvist", "dubois", "novak", "silva", "thompson")
    ]
    wrong = torn(pages, [*todays, *day.clinic.vaccinated])
    assert not wrong, wrong


_COME = ("okafor", "lindqvist", "dubois", "novak", "silva", "thompson")
_SHEETS = ("Dr. Adler · 1 visit", "Dr. Brandt · 28 visits", "", "Dr. Costa · 2 visits", "Dr. Weiss")


async def step_4(day: Day) -> None:
    """Confirmation list: mark 3 as confirmed by phone, 1 left message; the grid shows them."""
    a = day.a
    await a.press("Alt+5")
    await a.row("call_list", "Thompson")
    for name, key in _CALLS.items():
        await a.choose("call_list", name)
        await a.press(key)
        if key == "F":
            await a.no_row("call_list", name)
    await a.row("call_list", "Silva", "Message left")
    await a.press("Alt+1", "Ctrl+PgDown", "Ctrl+PgDown")
    await a.reads("appointments_title", "Friday 16 October")
    for name, key in _CALLS.items():
        words = "Confirmed" if key == "F" else "message left"
        await a.visit(name, words)
    await a.press("Ctrl+PgUp", "Ctrl+PgUp")


_CALLS = {"Lindqvist": "F", "Dubois": "F", "Silva": "M", "Thompson": "F"}


async def step_5(day: Day) -> None:
    """Phone call: Ctrl+K, type `gar 5/3/82` -> right patient among 3 same-name; open; header shows
    photo, MRN, balance."""
    a = day.a
    await a.press("Ctrl+K")
    await a.write("gar ")
    for number in ("P-GARCIA", "P-GARCIA2", "P-GARCIA3"):
        await a.row("search_results", "Garcia", number)
    await a.write("5/3/82")
    await a.holds(lambda: finds_only(a, "P-GARCIA"), "one Garcia")
    await a.press("Return")
    await a.reads("side_identity", "P-GARCIA", "3 May 1982")
    await named(a, "side_face", "Photo of Garcia")
    await a.holds(lambda: a.ask("coloured", name="side_face", colour="red"), "the photo itself")
    await a.reads("glance_facts", "$20.00 owed")


async def finds_only(seat: Seat, number: str) -> bool:
    """Whether one patient is found, and first of all; their visits stand below."""
    rows = await seat.rows("search_results")
    people = [row for row in rows if "P-" in row]
    return len(people) == 1 and people == rows[:1] and number in people[0]


async def step_6(day: Day) -> None:
    """Book a 30 min follow-up next Tuesday by "find next free"; provider, room, patient free."""
    a = day.a
    await a.press("Ctrl+1")
    await a.at("calendar_canvas")
    await a.press("N")
    await a.at("booking_patient")
    await a.write("gar 5/3/82")
    await a.press("Return")
    await a.reads("visit_patient_name", "Garcia")
    await a.pick("booking_visit_type", "Follow-up")
    await a.pick("booking_provider", "Dr. Weiss")
    await a.pick("booking_room", "Room 1")
    await a.fill("booking_day", "tue")
    await a.press("F3")
    # At 8:00 Dr. Weiss has somebody, at 8:30 room 1, and at 9:00 the patient is elsewhere.
    await a.row("free_slots", "20 Oct", "9:30", "Weiss", "Room 1")
    first, *_ = await a.rows("free_slots")
    assert "9:30" in first, first
    await a.press("Return", "Ctrl+S")
    await a.gone("booking_form")
    await a.press(*["Ctrl+PgDown"] * 6)
    await a.reads("appointments_title", "Tuesday 20 October")
    await a.visit("Garcia", "9:30", "Follow-up", "Dr. Weiss", "Room 1")


async def step_7(day: Day) -> None:
    """Drag it by mistake onto a busy slot: refusal lists all reasons; Esc; then drag 15 min
    later; Ctrl+Z restores; no notice was queued during the grace time."""
    a = day.a
    await a.press("T")
    await a.reads("appointments_title", "Wednesday 14 October")
    weiss, lindqvist = "Dr. Weiss", await a.visit("Lindqvist", "10:00")
    await a.drag(lindqvist, onto=await a.column(weiss), minute=9 * 60)
    await a.reads("visit_question", "Okafor", "provider", "room")
    await a.press("Esc")
    await a.gone("visit_question")
    lindqvist = await a.visit("Lindqvist", "10:00")
    await a.drag(lindqvist, onto=await a.column(weiss), minute=10 * 60 + 15)
    await a.visit("Lindqvist", "10:15", weiss)
    await a.command("undo", "visit moved")
    await a.press("Ctrl+Shift+N")
    await a.reads("notice_list", "is now Wed 14 Oct, 10:15", "A message to the patient is drafted")
    await a.press("Esc", "Ctrl+Z")
    await a.visit("Lindqvist", "10:00", weiss)
    await day.forward(4)
    await a.press("Ctrl+Shift+N")
    assert "is drafted" not in await a.reads("notice_list", "Taken back")
    await a.press("Esc")
    assert queued(a, "message") == 0


async def step_8(day: Day) -> None:
    """New caller: start "new patient"; similar-patient list appears while typing the last name
    (misspelt); choose "not the same"; save with DOB `3-Apr-71`, phone, e-mail, emergency contact,
    guarantor = spouse."""
    a = day.a
    await a.press("Ctrl+2", "Ctrl+N")
    await a.at("patient_family_name")
    await a.write("Nowak")
    await a.reads("twin_notice", "Registered already?", "Novak, Jan", "P-NOVAK")
    await a.press("Shift+Tab", "Space")  # none of them
    await a.gone("twin_notice")
    await a.at("patient_family_name")
    await a.press("Tab")
    await a.write("Eva")
    await a.press("Tab")
    await a.write("3-Apr-71")
    await a.press("Tab")
    await a.fill("patient_phone", "518 555 0120")
    await a.fill("patient_email", "eva.nowak@example.org")
    await a.turn_to("patient_guarantor_id")
    await a.write("novak jan")
    await a.row("patient_guarantor_id_matches", "Novak, Jan")
    await a.press("Down", "Return")
    await a.reads("patient_guarantor_id", "Novak, Jan")
    await a.turn_to("add_emergency_contact")
    await a.press("Space")
    await a.write("Jan Novak")
    await a.press("Tab")
    await a.write("Spouse")
    await a.press("Tab")
    await a.write("518 555 0107")
    assert not await a.text("twin_notice")
    await a.press("Ctrl+S")
    await a.gone("patient_form")
    await a.reads("side_identity", "P-000001", "3 Apr 1971")
    await a.reads("contact_facts", "(518) 555-0120", "eva.nowak@example.org")
    await a.reads("emergency_facts", "Spouse", "Jan Novak", "(518) 555-0107")


async def step_11(day: Day) -> None:
    """Recurring therapy series: Mondays 16:00 x 8 across the DST change; every local time reads
    16:00; one date falls on a holiday and is offered another day."""
    a = day.a
    await a.press("Ctrl+1", "T")
    await a.turn_to("calendar_canvas")
    await a.press("N")
    await a.at("booking_patient")
    await a.write("haddad")
    await a.row("patient_matches", "Haddad")
    await a.press("Return")
    await a.reads("visit_patient_name", "Haddad")
    await a.pick("booking_visit_type", "Therapy")
    await a.pick("booking_provider", "Dr. Costa")
    await a.pick("booking_room", "None")
    await a.fill("booking_day", "mon")
    await a.fill("booking_start", "16:00")
    await a.turn_to("booking_repeat")
    await a.press("Space")
    await a.reads("series_words", "8 visits")
    dates = await a.rows("series_dates")
    assert len(dates) == 8
    assert all("16:00" in one for one in dates)
    assert [one for one in dates if "Inventory" in one] == [
        "Mon 16 Nov 2026  16:00  –  closed: Inventory; instead: Tue 17 Nov 2026  16:00"
    ]
    await a.press("Return")
    await a.gone("series_sheet")
    for days, shown in ((5, "Monday 19 October"), (14, "Monday 2 November"), (15, "17 November")):
        await a.press(*["Ctrl+PgDown"] * days)
        await a.reads("appointments_title", shown)
        await a.visit("Haddad", "16:00", "Dr. Costa", "Therapy")
    await a.press("T")
