"""The morning, steps 1 to 7: the desk opens, calls are made, a visit is booked and moved."""

from __future__ import annotations

import asyncio

from tests.flows.day.clinic import Day, passphrase
from tests.flows.day.proofs import queued


async def step_1(day: Day) -> None:
    """Start app, unlock the DB with password, log in as receptionist; "online, 0 waiting"."""
    await asyncio.gather(day.a.start(), day.b.start())  # B's is looked at when somebody comes
    await day.a.unlock("sara", passphrase("sara"))
    await day.a.reads("sync_pill", "Synced")


async def step_2(day: Day) -> None:
    """Open drawer with 150.00 float."""
    a = day.a
    await a.press("Ctrl+4", "Alt+4")
    await a.at("drawer_float")
    await a.write("150.00")
    await a.press("Return")
    await a.reads("drawer_facts", "150.00")


async def step_3(day: Day) -> None:
    """Today's schedule: 4 provider columns + 2 rooms; a holiday tomorrow shows grey."""
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
    """Phone call: Ctrl+K, type `gar 5/3/82` -> right patient among 3 same-name; open."""
    a = day.a
    await a.press("Ctrl+K")
    await a.write("gar 5/3/82")
    await a.row("search_results", "Garcia")
    assert len(await a.rows("search_results")) == 1
    await a.press("Return")
    await a.reads("side_identity", "P-GARCIA")


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
    await a.row("free_slots", "20 Oct")
    await a.press("Return", "Ctrl+S")
    await a.gone("booking_form")
    await a.press(*["Ctrl+PgDown"] * 6)
    await a.reads("appointments_title", "Tuesday 20 October")
    await a.visit("Garcia", "Follow-up", "Dr. Weiss", "Room 1")


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
