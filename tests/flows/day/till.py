"""Money as a desk enters it: a payment, a charge, and the sums on a paper."""

from __future__ import annotations

from decimal import Decimal

from tests.flows.day.seat import Seat


async def take(seat: Seat, amount: str, *, method: str = "Cash", reference: str = "") -> None:
    """Take a payment of the account that is shown."""
    await seat.press("Ctrl+Shift+P")
    await seat.at("payment_amount")
    await seat.press("Ctrl+A")
    await seat.write(amount)
    if method != "Cash":
        await seat.pick("payment_method", method)
        await seat.fill("payment_reference", reference)
    await seat.press("Ctrl+S")
    await seat.gone("payment_form")
    await seat.row("ledger", f"Payment: {method}", amount)


async def charge(seat: Seat, service: str, diagnosis: str, *, price: str) -> None:
    """Charge a service of the visit, found by its code, at the clinic's price."""
    await seat.press("Ctrl+Shift+G")
    await seat.at("charge_service")
    if not await seat.text("charge_code"):
        await seat.write(service)
        await seat.row("charge_service_offers", service)
        await seat.press("Return")
    await seat.reads("charge_code", service)
    await seat.reads("charge_amount", price)
    await seat.turn_to("charge_diagnoses")
    await seat.write(diagnosis)
    await seat.row("charge_diagnoses_offers", diagnosis)
    await seat.press("Return")
    await seat.reads("charge_diagnoses", diagnosis)
    assert "14 Oct" in await seat.text("charge_visit")
    await seat.press("Ctrl+S")
    await seat.gone("charge_form")
    await seat.row("ledger", price)


def amounts(text: str) -> list[Decimal]:
    """The sums of money in a text of a paper."""
    found = [part.lstrip("$") for part in text.split() if part.startswith("$")]
    return [Decimal(one.replace(",", "")) for one in found]
