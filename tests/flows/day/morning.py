"""The morning, steps 1 to 7: the desk opens, calls are made, a visit is booked and moved."""

from __future__ import annotations

from tests.flows.day.clinic import Day, passphrase


async def step_1(day: Day) -> None:
    """Start app, unlock the DB with password, log in as receptionist; "online, 0 waiting"."""
    await day.a.start()
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
    later; Ctrl+Z restores."""
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
    await a.press("Ctrl+Z")
    await a.visit("Lindqvist", "10:00", weiss)
