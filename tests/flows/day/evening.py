"""The end of the day, steps 29 and 30: statements, the drawer, the sheet, proof and backup."""

from __future__ import annotations

from tests.flows.day.clinic import Day, passphrase
from tests.flows.day.offline import is_drained, open_account
from tests.flows.day.papers import pages_of, pdf_text
from tests.flows.day.proofs import alter_an_event, backed_up_and_restored, copied
from tests.flows.day.seat import Seat
from tests.flows.day.till import take


async def step_29(day: Day) -> None:
    """Statement run for balances > 30 days, PDF with page breaks."""
    a = day.a
    await a.press("Ctrl+4", "Alt+3")
    await a.row("aging_list", "Novak", "80.00")
    await a.row("aging_list", "Silva", "300.00")
    await a.row("aging_list", "Garcia", "20.00")  # of ten days ago
    await a.turn_to("aging_statements")
    await a.press("Space")
    pages = pages_of(await a.save_paper(day.folder / "statements.pdf"))
    said = [page.replace(" ", "") for page in pages]
    novak = [page for page in said if "P-NOVAK" in page]
    silva = [page for page in said if "P-SILVA" in page]
    # Whose each page is, each says at its foot; what is owed for ten days is in none.
    assert len(pages) == len(novak) + len(silva)
    assert "P-NOVAKPage1of1" in novak[0]
    assert [f"Page{at}of3" in page for at, page in enumerate(silva, 1)] == [True] * 3
    assert sum(page.count("Physiotherapy") for page in silva) == 60


async def step_30(day: Day) -> None:
    """17:30 close the drawer: expected 150.00 + cash; count is 5.00 short, needs a note; day sheet
    prints; day locks. Verify audit: chain intact; then a test edits one audit row in a copy of the
    DB and "Verify" names it. Log out: no unsent changes; encrypted backup made, restored into an
    empty folder and compared row by row."""
    a = day.a
    await day.until(17, 30)
    await close_drawer(a, day)
    await close_day(a, day)
    await a.holds(lambda: is_drained(a), "nothing of A waits")
    await a.switch("olga", passphrase("olga"))
    await verify(a, "whole, verified")
    await a.press("Ctrl+L")
    await a.gone("main_window")
    await a.reads("lock_network", "Everything was sent.")
    await a.stop()
    other = await copied(day, a)
    number = alter_an_event(other)
    await other.start()
    await other.unlock("olga", passphrase("olga"))
    await verify(other, f"broken at event {number:,}")
    await other.stop()
    await backed_up_and_restored(day, a)


async def close_drawer(a: Seat, day: Day) -> None:
    """5.00 are missing, and somebody says why."""
    await a.press("Ctrl+4", "Alt+4")
    await a.reads("drawer_cash_expected", "$185.00")  # 150.00 and what was taken in cash
    await a.at("drawer_cash")
    await a.write("180.00")
    await a.reads("drawer_cash_over", "$5.00 short")
    await a.turn_to("drawer_close")
    await a.press("Space")
    await a.reads("drawer", "Say why the count differs.")
    await a.fill("drawer_note", "A five-dollar note is missing")
    await a.turn_to("drawer_close")
    await a.press("Space")
    paper = pdf_text(await a.save_paper(day.folder / "drawer.pdf"))
    assert all(words in paper for words in ("$185.00", "$180.00", "A five-dollar note is missing"))
    await a.reads("drawer_facts", "No drawer is open here")


async def close_day(a: Seat, day: Day) -> None:
    """The sheet is printed; what comes after it is of the next day."""
    await a.reads("day_cash_expected", "$35.00")
    await a.reads("day_card_expected", "$130.00")
    await a.fill("day_cash", "35.00")
    await a.fill("day_card", "130.00")
    await a.turn_to("day_close")
    await a.press("Space", "Space")
    sheet = pdf_text(await a.save_paper(day.folder / "day.pdf"))
    assert all(words in sheet for words in ("14 Oct 2026", "$35.00", "$130.00"))
    await a.reads("day_facts", "What comes now is entered on the next day")
    assert await a.look("day_cash")
    assert (await a.look("day_cash"))["locked"]
    await open_account(a, "Dubois")
    await take(a, "20.00")
    await a.row("ledger", "15 Oct", "Payment: Cash", "20.00")


async def verify(seat: Seat, words: str) -> None:
    """Let the whole trail be computed again."""
    await seat.press("Ctrl+9")
    await seat.turn_to("audit_verify_button")
    await seat.press("Space")
    await seat.reads("audit_proof_text", words)
