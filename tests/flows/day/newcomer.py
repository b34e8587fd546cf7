"""A newcomer's papers, steps 9 and 10: policies, cards, the payer's answer, consent, photo."""

from __future__ import annotations

from tests.flows.day.clinic import Day
from tests.flows.day.seat import Seat
from tests.pictures import a_jpeg
from tests.replies import a_271


async def step_9(day: Day) -> None:
    """Add primary + secondary policy, subscriber, dates; attach card front/back images; run
    eligibility (fake 271) and see co-pay 25.00 on the header."""
    a = day.a
    await a.press("F2")
    await a.reads("patient_guarantor_id", "Novak, Jan")
    await add_policy(a, 1, "Primary", payer="Blue Cross", member_id="XYZ123", valid_to="12/31/2026")
    await add_policy(
        a, 2, "Secondary", payer="Aetna", member_id="AE77", subscriber_name="Jan Novak"
    )
    await a.pick("coverage_2_subscriber_relationship", "Spouse")
    await a.press("Ctrl+S")
    await a.gone("patient_form")
    await a.reads("coverage_facts", "Blue Cross", "XYZ123", "until 31 Dec 2026")
    await a.reads("coverage_facts", "Aetna", "AE77", "held by Jan Novak")
    assert not await a.text("side_copay")
    await by_name(a, "insurance card")
    await a.reads("policy_dialog", "P-000001", "Blue Cross")
    for side, size in (("front", (800, 500)), ("back", (801, 500))):
        picture = day.folder / f"card-{side}.jpg"
        picture.write_bytes(a_jpeg(*size))
        await a.turn_to(f"card_{side}_choose")
        await a.press("Space")
        await a.choose_file("card_choose_dialog", picture)
        await named(a, f"card_{side}_picture", "Picture of the card")
    answer = day.folder / "reply.271"  # no name that a folder beside it begins
    answer.write_bytes(a_271(name=("NOWAK", "EVA"), born="19710403", on="20261014"))
    await a.turn_to("policy_read")
    await a.press("Space")
    await a.choose_file("reply_choose_dialog", answer)
    await a.reads("policy_answer", "Active", "GOLD 123", "$25.00", "14 Oct 2026")
    await a.turn_to("policy_close")
    await a.press("Space")
    await a.gone("policy_dialog")
    await a.reads("side_copay", "$25.00")
    await a.reads("coverage_facts", "Active 14 Oct 2026")


async def step_10(day: Day) -> None:
    """Consent form signed on screen, stored as a document; photo taken from a file."""
    a = day.a
    await by_name(a, "sign a consent")
    await a.pick("consent_choice", "Consent to treatment")
    await a.turn_to("consent_sign")
    await a.press("Space")
    await a.see("consent_problem")  # nobody signed
    await draw(a, "consent_signature", [[40, 70], [90, 20], [150, 90], [220, 30], [300, 60]])
    await a.turn_to("consent_sign")
    await a.press("Space")
    await a.gone("consent_dialog")
    await a.reads("consent_list", "Consent to treatment")
    portrait = day.folder / "portrait.jpg"
    portrait.write_bytes(a_jpeg(300, 400))
    await by_name(a, "choose a photo")
    await a.choose_file("photo_choose_dialog", portrait)
    await named(a, "side_face", "Photo of Nowak")
    await a.press("Ctrl+6")
    for words in ("Consent to treatment", "front: Blue Cross", "back: Blue Cross"):
        await a.row("document_list", "Nowak", words)


async def add_policy(seat: Seat, number: int, order: str, **fields: str) -> None:
    """Write a policy down in the form, from the first of the year."""
    await seat.turn_to("add_coverage")
    await seat.press("Space")
    await seat.pick(f"coverage_{number}_order", order)
    for name, text in {"valid_from": "1/1/2026", **fields}.items():
        await seat.fill(f"coverage_{number}_{name}", text)


async def by_name(seat: Seat, words: str) -> None:
    """Find a command by its words, and run it."""
    await seat.press("Ctrl+K")
    await seat.write(f">{words}")
    await seat.holds(lambda: _is_first(seat, words), f"the command {words}")
    await seat.press("Return")


async def _is_first(seat: Seat, words: str) -> bool:
    rows = await seat.rows("search_results")
    return any(words in row.lower() for row in rows[:2])


async def draw(seat: Seat, name: str, path: list[list[int]]) -> None:
    """Draw a line with the mouse in one go."""
    await seat.see(name)
    await seat.ask("drag", name=name, path=path, drop=True)


async def named(seat: Seat, name: str, words: str) -> None:
    """Wait until a screen reader calls a widget so."""

    async def is_so() -> bool:
        seen = await seat.ask("look", name=name)
        return bool(seen) and words in seen["accessible"]

    await seat.holds(is_so, f"{name} called {words}")
