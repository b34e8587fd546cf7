"""The tour's pictures of money: an account, and what is entered in it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING

from app.demo.tour_window import settle
from app.domain.ids import PatientId, RecordId

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

    def page(name: str) -> Callable[[], Awaitable[QWidget | None]]:
        async def show() -> None:
            window.panel.close_side()
            window.billing.show_page(name)

        return show

    async def receipt() -> QWidget:
        from app.ui.printing.preview import PrintPreview

        window.show_record("account", patient_id)
        await settle(window)
        view = window.billing.accounts.pane.account
        paid = next(one for one in view.lines if one.kind == "payment") if view else None
        if paid is not None:
            window.billing.show_receipt(PatientId(RecordId(patient_id)), paid.id)
        await settle(window)
        return window.billing.findChildren(PrintPreview)[-1]

    return [
        ("billing", account),
        ("billing-payment", form("payment")),
        ("billing-charge", form("charge")),
        ("billing-adjustment", form("adjustment")),
        ("billing-today", page("today")),
        ("billing-aging", page("aging")),
        ("billing-till", page("till")),
        ("billing-prices", page("fees")),
        ("billing-receipt", receipt),
    ]
