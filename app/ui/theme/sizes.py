"""Sizes as the signed-in person likes them: the tokens at their scale, rows at their density.

A window is built at the sizes in force; another scale or density takes a window made anew.
"""

from __future__ import annotations

from dataclasses import dataclass

from app.domain.liking import Density, Scale
from app.ui.theme.tokens import CONTROL_HEIGHTS, ROWS_LEDGER, ROWS_PEOPLE, SIDE_PANEL_WIDTH

_WIDEST_SIDE = 480


@dataclass(slots=True)
class _InForce:
    density: Density = Density.NORMAL
    scale: Scale = Scale.DESIGN


_now = _InForce()


def use_sizes(density: Density, scale: Scale) -> bool:
    """From here on everything is built at these sizes; whether they were others before."""
    changed = (_now.density, _now.scale) != (density, scale)
    _now.density, _now.scale = density, scale
    return changed


def density_in_force() -> Density:
    """How much stands on one page."""
    return _now.density


def px(design: float) -> int:
    """A length of the design in pixels at the scale in force."""
    return round(design * _now.scale / 100)


def control_height() -> int:
    """How high buttons and fields are."""
    return px(CONTROL_HEIGHTS[_now.density])


def side_width() -> int:
    """How wide what stands beside a list is: at a large scale it leaves the list its room."""
    return min(px(SIDE_PANEL_WIDTH), _WIDEST_SIDE)


def people_row() -> int:
    """How high a line with two lines of text is."""
    return px(ROWS_PEOPLE[_now.density])


def ledger_row() -> int:
    """How high a line with one line of text is."""
    return px(ROWS_LEDGER[_now.density])


def row_change() -> int:
    """How much higher than designed lines are; below 0 for lower ones."""
    return people_row() - px(ROWS_PEOPLE[Density.NORMAL])
