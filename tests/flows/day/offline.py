"""Without the network, steps 18 to 22: both desks go on working, and nothing typed is lost."""

from __future__ import annotations

from typing import Any

from app.domain.record_numbers import PROVISIONAL
from tests.flows.day.clinic import PINS, Day, passphrase
from tests.flows.day.hours import clinic_time
from tests.flows.day.measures import OFFLINE_S, out_of_order, synced, within
from tests.flows.day.papers import pdf_text
from tests.flows.day.proofs import drafted, unsent
from tests.flows.day.seat import Seat
from tests.flows.proxy import Network

FINAL_MRN, B_MRN = "P-000203", "P-000003"
"""Of the newcomer whom both desks registered: A's once the server was reached, and B's."""


async def step_18(day: Day) -> None:
    """10:30 cut the network. Status bar says offline within 10 s; nothing blocks."""
    await day.until(10, 30)
    for seat in (day.a, day.b):  # a reply that is lost now would be asked for again too late
        await synced(seat, "Synced 10:30")
        await seat.idle()
    for line in day.lines.values():
        line.cut()
    with within(OFFLINE_S, "offline, at both desks"):
        for seat in (day.a, day.b):
            await seat.reads("sync_pill", "Offline")
    for seat in (day.a, day.b):
        await seat.reads("offline_text", "You are working offline since 10:30")
        await seat.press("Ctrl+1", "T")
        await seat.visit("Thompson")


async def step_19(day: Day) -> None:
    """Offline: search, register a new patient (temporary MRN), book 2 appointments (hatched),
    check in 1, take a 25.00 cash co-pay and print the receipt, write a message, scan a document."""
    a = day.a
    await a.press("Ctrl+K")
    await a.write("okaf")
    await a.row("search_results", "Okafor", "P-OKAFOR")
    await a.press("Esc")
    await register(a, "Osei", "Kofi", "7-Jul-80", "+15185550140")
    await a.reads("side_identity", "P-000002")  # the last number this desk had in hand
    await register(a, "Kowalski", "Anna", "3-Apr-71", "+15185550150")
    day.temporary_mrn = (await a.reads("side_identity", PROVISIONAL)).split()[0]
    await book(a, "P-GARCIA", "Dr. Adler", "11:00")
    await book_next_free(a, "kow", "Kowalski")
    for name in ("Garcia", "Kowalski"):
        assert (await a.visit(name))["is_tentative"]
    await a.stand_on("Thompson")
    await a.press("A")
    await a.visit("Thompson", "Arrived")
    with a.counted() as count:
        await a.press("P")
        await a.reads("payment_amount", "25.00")
        assert await a.text("payment_method") == "Cash"
        await a.press("Ctrl+S")
        await a.row("ledger", "25.00")
    assert count.keys <= 8, f"taking a co-pay took {count.keys} keys"
    await a.choose("ledger", "25.00")
    await a.press("Ctrl+P")
    paper = await a.save_paper(day.folder / "receipt.pdf")
    assert all(words in pdf_text(paper) for words in ("Thompson", "25.00"))
    await write_message(a, "dubois", "New insurance card", "Please bring the new card")
    await file_document(a, day, "thompson")
    await a.reads("sync_pill", "Offline", "waiting")


async def step_20(day: Day) -> None:
    """Offline on B at the same time: books the same provider slot for another patient; edits the
    phone of the same patient as A edits (phone) and the address (only B); registers the same new
    person as A."""
    a, b = day.a, day.b
    await day.forward(2)  # A was first
    await b.switch("kim", PINS["kim"])
    await b.press("Ctrl+1", "T")
    await book(b, "P-DUBOIS", "Dr. Adler", "11:00")
    await edit(a, "P-NOVAK", patient_phone="+1 518 555 0161")
    await edit(b, "P-NOVAK", patient_phone="+1 518 555 0162", patient_address_line="7 Birch Street")
    await register(b, "Kowalski", "Anna", "3-Apr-71", "+15185550150")


async def step_21(day: Day) -> None:
    """Type half a note on A, then kill the process. Restart, unlock: draft is back; the queue
    count is unchanged."""
    a = day.a
    await a.press("Ctrl+3", "Ctrl+N")
    await a.at("message_patient")
    await a.write("dubois")
    await a.press("Return")
    await a.see("message_identity")
    await a.turn_to("message_text")
    await a.write("Half a no")
    await a.idle()
    await a.holds(lambda: is_drafted(a), "what Silva is to be told is written")
    waiting = unsent(a)
    await a.reads("sync_pill", f" {len(waiting)} waiting")
    await a.kill()
    await a.start()
    await a.unlock("sara", passphrase("sara"))
    await a.reads("sync_pill", f" {len(waiting)} waiting")
    assert unsent(a) == waiting
    await a.turn_to("open_unfinished_button")
    await a.press("Space")
    await a.reads("message_text", "Half a no")
    await a.reads("message_identity", "Dubois")
    await a.at("message_text")
    await a.write("te: call before noon")
    await a.fill("message_subject", "Before noon")
    await a.turn_to("message_text")
    await a.press("Ctrl+Return")
    await a.gone("compose")


async def is_drafted(seat: Seat) -> bool:
    """Whether a message about a changed visit was drafted at a desk."""
    return drafted(seat) == 1


async def step_22(day: Day) -> None:
    """Lock the screen; switch user by PIN to a colleague with fewer rights; a refund button is
    disabled with the reason; switch back."""
    a = day.a
    await a.switch("bill", PINS["bill"])
    await refund_of(a, "Thompson")
    await a.holds(lambda: can(a, "account_refund"), "billing may refund")
    await a.idle()
    waiting = (await a.reads("sync_pill", "waiting")).split()[-2]
    await a.press("Ctrl+L")
    await a.gone("main_window")
    await a.reads("lock_network", f"wait on this computer, encrypted: {waiting}.")
    await a.unlock("sara", PINS["sara"])
    refund = await refund_of(a, "Thompson")
    assert not refund["enabled"]
    assert "front desk" in refund["tip"] + refund["described"]
    await a.switch("bill", PINS["bill"])
    await refund_of(a, "Thompson")
    await a.holds(lambda: can(a, "account_refund"), "billing may refund again")
    await a.switch("sara", PINS["sara"])


async def refund_of(seat: Seat, name: str) -> dict[str, Any]:
    """The button that gives somebody's payment back."""
    await open_account(seat, name)
    await seat.choose("ledger", "25.00")
    return await seat.look("account_refund")


async def step_23(day: Day) -> None:
    """12:10 restore the network. Queue drains in order; no duplicates on the server after one
    forced retry with a dropped reply (idempotency); temporary MRN gets a final one, alias kept."""
    a, b = day.a, day.b
    await day.until(12, 10)
    day.lines["b"].restore()
    await b.press("F5")
    await b.holds(lambda: is_drained(b), "nothing of B waits")
    day.lines["a"].network = Network.LOSES_REPLY
    await a.press("F5")
    await a.holds(lambda: is_drained(a), "nothing of A waits")
    assert day.lines["a"].lost_replies == 1
    late = await out_of_order(day.server, clinic_time(10, 30))
    assert not late, late
    await b.press("Ctrl+2")
    await b.holds(lambda: are_two(b, "patient_list", "Kowalski"), "A's Kowalski beside B's")
    await b.press("Ctrl+K")
    await b.write(day.temporary_mrn)
    await b.row("search_results", "Kowalski, Anna")
    await b.press("Return")
    await b.reads("side_identity", FINAL_MRN)
    await b.press("Ctrl+K")
    await b.write("kowal")
    await b.row("search_results", "Kowalski", FINAL_MRN)
    found = await b.row("search_results", "Kowalski", B_MRN)
    assert sum("Kowalski" in one and "P-0" in one for one in await b.rows("search_results")) == 2
    assert "(518) 555-0150" in found
    await b.press("Ctrl+A")
    await b.write(day.temporary_mrn)
    await b.row("search_results", "Kowalski", FINAL_MRN)
    await b.press("Esc")
    await open_account(b, "Thompson")
    await b.row("ledger", "25.00")
    assert len(await b.rows("ledger")) == 1


async def is_drained(seat: Seat) -> bool:
    """Whether the desk says that nothing is left to send."""
    said = await seat.text("sync_pill")
    return "waiting" not in said and ("Synced" in said or "conflict" in said)


async def can(seat: Seat, name: str) -> bool:
    """Whether a button can be pressed."""
    return bool((await seat.look(name))["enabled"])


async def open_account(seat: Seat, name: str) -> None:
    """Show somebody's account."""
    await seat.press("Ctrl+4", "Alt+1")
    await seat.see("accounts_page")
    if await seat.text("account_back"):  # a narrow window shows the account alone
        await seat.turn_to("account_back")
        await seat.press("Space")
    await seat.turn_to("accounts_all_chip")
    await seat.press("Space")
    await seat.fill("account_filter", name)
    await seat.holds(lambda: has_alone(seat, "account_list", name), f"{name} alone in the list")
    await seat.choose("account_list", name)
    await seat.reads("account_identity", name)


async def register(seat: Seat, family: str, given: str, born: str, phone: str) -> None:
    """Write a new patient down."""
    await seat.press("Ctrl+2", "Ctrl+N")
    await seat.at("patient_family_name")
    await seat.write(family)
    await seat.press("Tab")
    await seat.write(given)
    await seat.press("Tab")
    await seat.write(born)
    await seat.fill("patient_phone", phone)
    await seat.press("Ctrl+S")
    await seat.gone("patient_form")
    await seat.reads("side_name", family)


async def book_next_free(seat: Seat, typed: str, name: str) -> None:
    """Book an existing patient at the next free time, in <= 12 keys."""
    await seat.press("Ctrl+1", "T")
    await seat.turn_to("calendar_canvas")
    with seat.counted() as count:
        await seat.press("N")
        await seat.at("booking_patient")
        await seat.write(typed)
        await seat.row("patient_matches", name)
        await seat.press("Return")
        await seat.reads("visit_patient_name", name)
        await seat.press("F3")
        await seat.holds(lambda: has_a_row(seat, "free_slots"), "a free time")
        await seat.press("Return", "Ctrl+S")
        await seat.gone("booking_form")
    assert count.keys <= 12, f"booking an existing patient took {count.keys} keys"
    await seat.visit(name)


async def has_alone(seat: Seat, name: str, words: str) -> bool:
    """Whether all rows of a list say so."""
    rows = await seat.rows(name)
    return bool(rows) and all(words in row for row in rows)


async def are_two(seat: Seat, name: str, words: str) -> bool:
    """Whether just two rows of a list say so."""
    return sum(words in row for row in await seat.rows(name)) == 2


async def has_a_row(seat: Seat, name: str) -> bool:
    """Whether a list has anything in it."""
    return bool(await seat.rows(name))


async def book(seat: Seat, who: str, doctor: str, start: str) -> None:
    """Book a visit of today by typing."""
    await seat.press("Ctrl+1", "T")
    await seat.turn_to("calendar_canvas")
    await seat.press("N")
    await seat.at("booking_patient")
    await seat.write(who)
    await seat.press("Return")
    await seat.see("visit_patient_name")
    await seat.pick("booking_provider", doctor)
    await seat.pick("booking_room", "None")
    await seat.fill("booking_start", start)
    await seat.press("Ctrl+S")
    await seat.gone("booking_form")
    await seat.visit(doctor, start)


async def edit(seat: Seat, who: str, **fields: str) -> None:
    """Change what is written of a patient."""
    await seat.press("Ctrl+K")
    await seat.write(who)
    await seat.row("search_results", who)
    await seat.press("Return")
    await seat.reads("side_identity", who)
    await seat.press("F2")
    for name, text in fields.items():
        await seat.fill(name, text)
    await seat.press("Ctrl+S")
    await seat.gone("patient_form")


async def write_message(seat: Seat, who: str, subject: str, text: str) -> None:
    """Write to a patient's conversation."""
    await seat.press("Ctrl+3", "Ctrl+N")
    await seat.at("message_patient")
    await seat.write(who)
    await seat.press("Return")
    await seat.see("message_identity")
    await seat.fill("message_subject", subject)
    await seat.turn_to("message_text")
    await seat.write(text)
    await seat.press("Ctrl+Return")
    await seat.gone("compose")
    await seat.row("message_list", subject)


async def file_document(seat: Seat, day: Day, who: str) -> None:
    """File a scan of a patient's letter."""
    scan = day.folder / "letter.pdf"
    scan.write_bytes(b"%PDF-1.7\n" + b"letter " * 300)
    await seat.press("Ctrl+6", "Ctrl+N")
    await seat.at("document_patient")
    await seat.write(who)
    await seat.press("Return")
    await seat.see("document_identity")
    await seat.turn_to("document_choose")
    await seat.press("Space")
    await seat.choose_file("document_choose_dialog", scan)
    await seat.reads("document_file_1_facts", "letter.pdf", "PDF")
    await seat.press("Ctrl+S")
    await seat.gone("document_form")
    await seat.row("document_list", "letter")
