"""What a new clinic and whoever signs in may be called, checked before anything is made."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from app.domain.errors import ConfigurationError
from app.domain.staff import LONGEST_CLINIC_NAME, LONGEST_USERNAME, is_name


def check_names(clinic_name: str, username: str, zone: str = "UTC") -> None:
    """Raise ConfigurationError for a name or a time zone that cannot be used."""
    for name, value, longest in (
        ("clinic", clinic_name, LONGEST_CLINIC_NAME),
        ("user", username, LONGEST_USERNAME),
    ):
        if not is_name(value, longest=longest):
            raise ConfigurationError(name, f"needs 1 to {longest} printable characters")
    if not is_zone(zone):
        raise ConfigurationError("zone", "is not an IANA time zone")


def is_zone(zone: str) -> bool:
    """Whether a text names a time zone."""
    try:
        ZoneInfo(zone)
    except (OSError, ValueError, KeyError):
        return False
    return True
