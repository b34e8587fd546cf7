"""The network is back, steps 24 to 27: what two desks did apart is settled, and money is taken."""

from __future__ import annotations

from decimal import Decimal

from tests.flows.day.clinic import PINS, Day
from tests.flows.day.offline import B_MRN, FINAL_MRN, edit, open_account
from tests.flows.day.papers import pdf_text
from tests.flows.day.seat import Seat
from tests.flows.day.till import amounts, charge, take

MINUS = "−"


async def step_24(day: Day) -> None:
    """Reconciliation list shows: 1 double booking (move one to the proposed slot, draft the text
    message), 1 phone conflict (pick B's, A's kept in history; address merged by itself), 1 likely
    duplicate pair."""
    a = day.a
    await a.click("sync_pill")
    await a.see("conflict_centre")
    for words in ("Two desks booked the same time", "Phone", "One person or two?"):
        await a.row("conflict_list", words)
    assert len(await a.rows("conflict_list")) == 3
    await a.choose("conflict_list", "Two desks booked the same time")
    await a.reads("booking_sheet", "Garcia", "Dubois", "Booked first", "Booked second")
    await a.press("Return", "4")
    await a.reads("conflict_result", "Dubois")
    await a.turn_to("result_message")
    await a.press("Space")
    for words in (
        ("Dear Rui Silva", "of Wed 14 Oct, 15:00 was cancelled"),  # since the morning
        ("Dear Claire Dubois", "we have to move your appointment"),
    ):
        await a.reads("draft_text", *words)
        await a.turn_to("draft_sent")
        await a.press("Space")
    await a.gone("draft_text")
    await a.turn_to("conflicts_waiting_tab")
    await a.press("Space")
    await a.choose("conflict_list", "Phone")
    sheet = await a.reads("conflict_sheet", "(518) 555-0161", "(518) 555-0162")
    assert "Birch" not in sheet  # merged by itself
    await a.turn_to("conflict_keep_theirs")
    await a.press("Space")
    await a.no_row("conflict_list", "Phone")
    await a.turn_to("conflicts_decided_tab")
    await a.press("Space")
    await a.choose("conflict_list", "Phone")
    await a.reads("conflict_sheet", "(518) 555-0161", "(518) 555-0162")  # both for ever
    await find(a, "P-NOVAK")
    await a.reads("contact_facts", "(518) 555-0162", "7 Birch Street")
    await a.press("Ctrl+1", "T")
    await a.visit("Garcia", "11:00", "Dr. Adler")
    await a.no_visit("Dubois", "11:00 –")
    hers = [one for one in (await a.painted())["visits"] if "Dubois" in one["name"]]
    assert len(hers) == 2, hers  # the one of the morning, and what was moved
    assert not any(one["is_conflict"] for one in hers), hers


async def step_25(day: Day) -> None:
    """Merge the pair: preview, choose fields, merge; appointments and payment follow; un-merge;
    merge again."""
    a = day.a
    await open_account(a, B_MRN)
    await take(a, "10.00")
    await edit(a, FINAL_MRN, patient_phone="+1 518 555 0151")
    await a.click("sync_pill")
    await a.turn_to("conflicts_waiting_tab")
    await a.press("Space")
    await a.choose("conflict_list", "One person or two?")
    await a.turn_to("merge_people")
    await a.press("Space")
    preview = await a.reads("merge_dialog", FINAL_MRN, B_MRN, "Appointment", "Payment")
    assert "(518) 555-0150" in preview
    await go_on_with(a, B_MRN)
    await a.turn_to("other_phone")
    await a.press("Space")
    await merge(a)
    await a.no_row("conflict_list", "One person or two?")
    await is_one(a)
    tree = await a.ask("tree")
    await a.turn_to(next(one.split(":")[0] for one in tree if one.startswith("part_")))
    await a.press("Space")
    await a.turn_to("part_button")
    await a.press("Space")
    await a.gone("part_dialog")
    await a.reads("contact_facts", "(518) 555-0150")
    await a.holds(lambda: lacks(a, "recent_facts", "Visit"), "the visit is another person's again")
    await a.press("Ctrl+K")
    await a.write(">merge patient")
    await a.row("search_results", "Merge patient")
    await a.press("Return")
    await a.see("other_record_dialog")
    await a.write(FINAL_MRN)
    await a.row("patient_matches", FINAL_MRN)
    await a.press("Return")
    await a.see("merge_dialog")
    await go_on_with(a, B_MRN)
    await a.turn_to("other_phone")
    await a.press("Space")
    await merge(a)
    await is_one(a)


async def go_on_with(seat: Seat, number: str) -> None:
    """Keep the record of a number, whichever is shown first."""
    first = (await seat.reads("survivor_0", "Go on with", number[:2])).find(number) >= 0
    await seat.turn_to("survivor_0" if first else "survivor_1")
    await seat.press("Space")


async def merge(seat: Seat) -> None:
    """Make the two in the dialog one."""
    await seat.turn_to("merge_button")
    await seat.press("Space")
    await seat.gone("merge_dialog")


async def is_one(seat: Seat) -> None:
    """The other number finds who goes on, with the visit of one and the payment of the other."""
    await find(seat, FINAL_MRN, shown=B_MRN)
    await seat.reads("contact_facts", "(518) 555-0151")
    await seat.reads("recent_facts", "Payment: Cash", "Visit: 14 Oct 2026")
    await seat.reads("glance_facts", "$10.00")


async def lacks(seat: Seat, name: str, words: str) -> bool:
    """Whether something is on screen and does not say so."""
    said = await seat.text(name)
    return bool(said) and words not in said


async def find(seat: Seat, who: str, *, shown: str = "") -> None:
    """Show a patient beside the list, found by the search box."""
    await seat.press("Ctrl+K")
    await seat.write(who)
    await seat.row("search_results", shown or who)
    await seat.press("Return")
    await seat.reads("side_identity", shown or who)


async def step_26(day: Day) -> None:
    """Check-out: charges from the visit (CPT + ICD), fee schedule price, co-pay already applied,
    write-off 10.00 with reason, card payment split over two charges; receipt PDF total = sum of
    lines; balance 0."""
    a = day.a
    await a.press("Ctrl+1", "T")
    await a.stand_on("Thompson")
    await a.press("R")
    await a.visit("Thompson", "In room")
    await a.press("C")
    await a.visit("Thompson", "Completed")
    await a.switch("bill", PINS["bill"])
    await open_account(a, "Thompson")
    await charge(a, "99213", "I10", price="125.00")
    await charge(a, "85025", "I10", price="40.00")
    await a.press("Ctrl+Shift+A")
    await a.reads("credit_form", "Thompson", "25.00")
    await a.press("Ctrl+S")
    await a.gone("credit_form")
    await a.press("Ctrl+Shift+J")
    await a.at("adjustment_amount")
    await a.write("10.00")
    await a.pick_like("adjustment_charge", "Office visit")
    await a.fill("adjustment_form_reason", "Waited too long")
    await a.press("Ctrl+S")
    await a.gone("adjustment_form")
    await a.reads("account_balance", "$130.00")
    await take(a, "130.00", method="Card", reference="A-4711")
    await a.reads("account_balance", "$0.00")
    await a.choose("ledger", "Payment: Card")
    await a.press("Ctrl+P")
    text = pdf_text(await a.save_paper(day.folder / "card-receipt.pdf"))
    assert "I10" not in text
    lines, _, paid = text.partition("Day Service Amount")[2].partition("Paid")
    assert sum(amounts(lines)) == amounts(paid)[0] == Decimal("130.00")
    assert len(amounts(lines)) == 2


async def step_27(day: Day) -> None:
    """A wrong payment: reverse it; ledger shows both rows; aging unchanged afterwards."""
    a = day.a
    before = await aging(a)
    await open_account(a, "Thompson")
    await take(a, "5.00")
    await a.choose("ledger", f"{MINUS}$5.00")
    await a.press("Ctrl+Shift+X")
    await a.at("reversal_form_reason")
    await a.write("Typed at the wrong patient")
    await a.press("Ctrl+S")
    await a.gone("reversal_form")
    await a.reads("account_balance", "$0.00")
    wrong = [row for row in await a.rows("ledger") if "$5.00" in row]
    assert len(wrong) == 2
    assert await aging(a) == before


async def aging(seat: Seat) -> list[str]:
    """What is owed, by age, of everybody who owes."""
    await seat.press("Ctrl+4", "Alt+3")
    await seat.row("aging_list", "Novak", "80.00")
    await seat.idle()
    return [*await seat.rows("aging_list"), await seat.text("aging_totals")]
