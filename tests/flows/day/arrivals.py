"""Patients arrive, steps 12 to 17: check-in, waiting, a cancellation, a task for the nurse."""

from __future__ import annotations

from app.sync.connectivity import POLL_S
from app.ui.theme.tokens import LIGHT, Tone
from tests.flows.day.clinic import Day, passphrase
from tests.flows.day.measures import within
from tests.flows.day.seat import Seat


async def step_12(day: Day) -> None:
    """08:40 first patient arrives: check in in <= 3 keys; wait timer starts; missing insurance
    warning appears."""
    a, b = day.a, day.b
    await day.until(8, 40)
    await b.unlock("weiss", passphrase("weiss"))
    await b.visit("Okafor", "Scheduled")
    await a.press("Ctrl+1", "T")
    await a.stand_on("Lindqvist")  # where the morning's work ended
    with a.counted() as count:
        await a.press("Up", "Up")
        await a.holds(lambda: a.stands_on("Okafor"), "Okafor marked")
        await a.press("A")
    assert count.keys <= 3, f"check-in took {count.keys} keys"
    await a.visit("Okafor", "Arrived")
    await a.reads("toast", "Okafor", "No insurance is written down")
    await a.reads("waiting_card", "Okafor", "0 min", "No insurance")


async def step_13(day: Day) -> None:
    """Provider on B sees "arrived" within the sync interval; moves to "in room"; A's board
    updates."""
    a, b = day.a, day.b
    with within(POLL_S, "arrived, at the other desk"):
        await b.visit("Okafor", "Arrived")
    await b.stand_on("Okafor")
    await b.press("R")
    await b.visit("Okafor", "In room")
    with within(POLL_S, "in room, at the other desk"):
        await a.visit("Okafor", "In room")
    await a.reads("waiting_card", "Nobody is waiting")


async def step_14(day: Day) -> None:
    """Patient waits > 15 min: row turns to alert shape and colour."""
    a = day.a
    await a.stand_on("Lindqvist")
    await a.press("A")
    assert "No insurance" not in await a.reads("waiting_card", "Lindqvist", "0 min")
    assert not await alarmed(a)
    await day.forward(16)
    await a.press("Ctrl+2", "Ctrl+1")
    await a.reads("waiting_card", "Lindqvist", "16 min", "waits too long")
    red = await alarmed(a)
    assert min(red) < _WORDS_PX + _SHAPE_PX < max(red), red  # the shape, then words beside it


async def alarmed(seat: Seat) -> list[int]:
    """Where, beside the faces, the list of who waits is painted in the colour of an alert."""
    red = LIGHT.tints[Tone.DANGER].text
    painted: list[int] = await seat.ask("coloured", name="waiting_card", colour=red)
    return [x for x in painted if x > _WORDS_PX]


_WORDS_PX, _SHAPE_PX = 60, 15
"""Where a row's words begin without the shape, and how wide that is."""


async def step_15(day: Day) -> None:
    """Walk-in with no appointment: add to the queue, marked urgent."""
    a, b = day.a, day.b
    await a.press("Ctrl+1")
    await a.turn_to("calendar_canvas")
    await a.press("W")
    await a.at("walk_in_patient")
    await a.write("ivanov")
    await a.press("Return")
    await a.reads("walk_in_who", "Ivanov")
    await a.turn_to("walk_in_urgent")
    await a.press("Space", "Return")
    await a.gone("walk_in_sheet")
    for seat in (a, b):
        await seat.reads("walk_in_card", "Ivanov", "Urgent", "0 min")


async def step_16(day: Day) -> None:
    """Cancellation < 24 h with reason "sick": slot frees, wait-list match offered (urgent first);
    book it; the old appointment of that patient is released."""
    a = day.a
    await a.stand_on("Silva")
    await a.press("Del")
    await a.at("visit_question_reason")
    await a.write("sick")
    await a.press("Return")
    await a.no_visit("Silva")
    offer = await a.reads("wait_offer", "Haddad", "Release the visit")
    assert "Ivanov" not in offer
    await a.turn_to("wait_offer_book")
    await a.press("Return")
    await a.visit("Haddad", "15:00", "Dr. Brandt")
    await a.press(*["Ctrl+PgDown"] * 9)
    await a.reads("appointments_title", "Friday 23 October")
    await a.no_visit("Haddad")
    await a.press("T")


async def step_17(day: Day) -> None:
    """Send a task to nurse "call back about refill", high priority, attach a PDF; B replies;
    A's unread count goes 1 -> 0; sent view shows it."""
    a, b = day.a, day.b
    letter = day.folder / "refill.pdf"
    letter.write_bytes(b"%PDF-1.7\n" + b"refill " * 300)
    await a.press("Ctrl+3", "Ctrl+N")
    await a.at("message_patient")
    await a.write("okafor")
    await a.press("Return")
    await a.reads("message_identity", "Okafor")
    await a.pick("message_assignee", "weiss")
    await a.pick("message_priority", "High")
    await a.fill("message_subject", "Call back about refill")
    await a.turn_to("message_attach")
    await a.press("Space")
    await a.choose_file("attach_dialog", letter)
    await a.reads("compose", "refill.pdf")
    await a.turn_to("message_text")
    await a.write("Three tablets left")
    await a.press("Ctrl+Return")
    await a.row("message_list", "Call back about refill")
    await b.press("Ctrl+3")
    await b.row("message_list", "Call back about refill", "1 unread", "High")
    await b.choose("message_list", "Call back about refill")
    await b.reads("conversation", "Three tablets left", "refill.pdf")
    await b.turn_to("reply_text")
    await b.write("She has her tablets")
    await b.press("Ctrl+Return")
    await b.reads("conversation", "She has her tablets")
    await a.reads("messages_count", "1 unread")
    await a.choose("message_list", "Call back about refill")
    await a.reads("conversation", "She has her tablets")
    await a.reads("messages_count", "All read")
    await a.click("messages_sent_chip")
    await a.row("message_list", "Call back about refill")
