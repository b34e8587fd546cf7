"""The tour's pictures of money: an account, and what is entered in it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING

from app.demo.tour_window import settle

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from app.ui.main_window import MainWindow

Picture = tuple[str, "Callable[[], Awaitable[QWidget | None]]"]


def billing_pictures(window: MainWindow, patient_id: str) -> list[Picture]:
    """What the tour shows of the Billing panel, in order."""

    async def account() -> None:
        window.open_panel("billing")
        await settle(window)
        window.show_record("account", patient_id)

    def form(kind: str) -> Callable[[], Awaitable[QWidget | None]]:
        async def show() -> None:
            window.panel.close_side()
            window.billing.accounts.open_form(kind)

        return show

    return [
        ("billing", account),
        ("billing-payment", form("payment")),
        ("billing-charge", form("charge")),
        ("billing-adjustment", form("adjustment")),
    ]
