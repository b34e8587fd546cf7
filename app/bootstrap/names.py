"""What a new clinic and whoever signs in may be called, checked before anything is made."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from app.domain.errors import ConfigurationError
from app.domain.staff import LONGEST_CLINIC_NAME, is_name
from app.domain.user_names import WORDS, is_username


def check_names(clinic_name: str, username: str, zone: str = "UTC") -> None:
    """Raise ConfigurationError for a name or a time zone that cannot be used."""
    if not is_name(clinic_name, longest=LONGEST_CLINIC_NAME):
        raise ConfigurationError("clinic", f"needs 1 to {LONGEST_CLINIC_NAME} printable characters")
    if not is_username(username):
        raise ConfigurationError("user", WORDS)
    if not is_zone(zone):
        raise ConfigurationError("zone", "is not an IANA time zone")


def is_zone(zone: str) -> bool:
    """Whether a text names a time zone."""
    try:
        ZoneInfo(zone)
    except (OSError, ValueError, KeyError):
        return False
    return True
