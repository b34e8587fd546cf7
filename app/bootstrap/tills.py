"""Drawers and days of money from the command line: opened, counted, closed."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING

from app.bootstrap.ledger import money, write
from app.domain.billing import CashDrawer, DaySheet
from app.services import tills

if TYPE_CHECKING:
    from app.bootstrap.desk import Desk


def open_drawer(desk: Desk, amount: str) -> CashDrawer:
    """Put the float into this desk's drawer. Raises what services.tills raises."""
    float_minor = money(desk, amount)["amount_minor"]
    return write(
        desk, lambda begin, context: tills.open_drawer(begin, context, float_minor=float_minor)
    )


def close_drawer(desk: Desk, counted: Mapping[str, str], *, note: str) -> CashDrawer:
    """Count this desk's drawer and close it. Raises what services.tills raises."""
    minor = _counted(desk, counted)
    return write(
        desk,
        lambda begin, context: tills.close_drawer(begin, context, counted=minor, note=note),
    )


def close_day(desk: Desk, counted: Mapping[str, str], *, on: date | None, note: str) -> DaySheet:
    """Close a day of the clinic's, None: this one. Raises what services.tills raises."""
    minor = _counted(desk, counted)
    return write(
        desk,
        lambda begin, context: tills.close_day(begin, context, counted=minor, on=on, note=note),
    )


def _counted(desk: Desk, counted: Mapping[str, str]) -> dict[str, int]:
    return {method: money(desk, amount)["amount_minor"] for method, amount in counted.items()}
