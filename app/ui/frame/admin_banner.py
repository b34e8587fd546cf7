"""Says as long as it lasts that somebody acts as administrator, and ends it on a click."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout

from app.domain.permissions import acting_roles
from app.domain.staff import Role, User
from app.ui.theme.tokens import PAGE_PADDING_X
from app.ui.widgets.button import Button
from app.ui.widgets.surfaces import label

ADMIN_MINUTES = 15
"""How long somebody acts as administrator after proving who they are."""


class AdminBanner(QFrame):
    """A strip under the top bar. ended() when the person has finished."""

    ended = Signal()

    def __init__(self, minutes: int) -> None:
        super().__init__()
        self.setObjectName("admin_banner")
        self.setProperty("banner", "danger")
        words = self.tr(
            "You act as administrator for at most {0} minutes. Everything is recorded as such."
        ).format(minutes)
        self.setAccessibleName(words)
        stop = Button(self.tr("Stop"), name="admin_stop", accessible=self.tr("Stop acting so"))
        stop.clicked.connect(self.ended)
        row = QHBoxLayout(self)
        row.setContentsMargins(PAGE_PADDING_X, 4, PAGE_PADDING_X, 4)
        row.addWidget(label(words, "strong", wraps=True), 1)
        row.addWidget(stop)


def admin_banner(role: str, user: User) -> AdminBanner | None:
    """The strip, where somebody acts as administrator beyond their everyday role."""
    is_raised = role != acting_roles(user.role)[0] and role == Role.ADMIN
    return AdminBanner(ADMIN_MINUTES) if is_raised else None
