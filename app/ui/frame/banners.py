"""The banners that stay as long as the window: what kind of desk, and role, this is."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from app.live.data_sync import DataSync
from app.ui.frame.read_only_banner import ReadOnlyBanner
from app.ui.frame.reduced_banner import ReducedBanner
from app.ui.frame.rotation_banner import RotationBanner


def lasting_banners(data_sync: DataSync, admin: QWidget | None) -> tuple[QWidget, ...]:
    """What has to be said all day, the gravest first; admin: that of a stronger role, or None."""
    said = (
        (data_sync.is_read_only, ReadOnlyBanner),
        (not data_sync.has_keyring, ReducedBanner),
        (data_sync.has_keys_waiting, RotationBanner),
    )
    found: list[QWidget] = [make() for applies, make in said if applies]
    return (*found, *([admin] if admin is not None else []))
