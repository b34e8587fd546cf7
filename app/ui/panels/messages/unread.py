"""How many conversations wait to be read: the number beside the panel's name, made or not."""

from __future__ import annotations

from PySide6.QtCore import QObject

from app.live.data_sync import DataSync
from app.live.live_query import LiveQuery


def unread_query(data_sync: DataSync, parent: QObject) -> LiveQuery[int]:
    """The question, to be asked with refresh()."""
    return LiveQuery(
        data_sync.feed,
        data_sync.messages.unread,
        entities=("message", "message_thread"),
        parent=parent,
    )
