"""Finds bundled fonts, icons and style sheets, in a checkout and in an installed wheel alike."""

from __future__ import annotations

from functools import cache
from pathlib import Path

# `resources` stands beside `app`, in the checkout as in site-packages.
_ROOT = Path(__file__).parents[3] / "resources"


def resource_path(kind: str, name: str) -> Path:
    """Where a bundled file is: kind is "fonts", "icons", "styles", "translations"."""
    return _ROOT / kind / name


@cache
def resource_text(kind: str, name: str) -> str:
    """The text of a bundled file."""
    return resource_path(kind, name).read_text(encoding="utf-8")
