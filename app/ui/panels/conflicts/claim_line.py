"""Who looks after a conflict, and the button to take it on or give it back."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from app.domain.conflict import ConflictStatus
from app.services.conflict_list import ConflictLine
from app.ui.models.conflict_words import claim_words
from app.ui.permitted import permit
from app.ui.widgets.button import Button, Look
from app.ui.widgets.surfaces import label


class ClaimLine(QWidget):
    """claim_wished(), release_wished(). Nobody is locked out by it."""

    claim_wished = Signal()
    release_wished = Signal()

    def __init__(self, line: ConflictLine, *, zone: str, user_id: str, why: str) -> None:
        """why: the acting role decides no conflicts, or ""."""
        super().__init__()
        self.setObjectName("claim_line")
        words = claim_words(line, zone, user_id=user_id)
        is_mine = line.status == ConflictStatus.CLAIMED and line.claimed_by == user_id
        self.text = label(words or self.tr("Nobody looks after it yet."), "label", wraps=True)
        self.text.setObjectName("claim_words")
        offered = self.tr("Take it over") if words else self.tr("I look after it")
        self.button = Button(
            self.tr("Give it back") if is_mine else offered, name="claim_button", look=Look.QUIET
        )
        self.button.setToolTip(self.tr("The others see who has it; anybody may still decide"))
        self.button.clicked.connect(self.release_wished if is_mine else self.claim_wished)
        permit(self.button, why)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        row.addWidget(self.text, 1)
        row.addWidget(self.button)
