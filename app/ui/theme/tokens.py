"""The design tokens: every colour and size of the product, light and dark.

Contrast is checked by the tests: every pair of text and ground reaches 4.5:1, control borders 3:1.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from app.domain.liking import Density


class Tone(StrEnum):
    """What a tinted chip, bar or avatar says; an icon or a word always goes with it."""

    NEUTRAL = "neutral"
    INFO = "info"
    WARN = "warn"
    VIOLET = "violet"
    OK = "ok"
    DANGER = "danger"


@dataclass(frozen=True, slots=True)
class Tint:
    """Text colour on a soft ground."""

    text: str
    ground: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Colours:
    """One colour scheme. Values are "#rrggbb"."""

    bg: str
    surface: str
    surface2: str
    text: str
    text2: str
    accent: str
    accent_hover: str
    on_accent: str
    accent_text: str
    accent_soft: str
    outline: str
    line: str
    rail: str
    rail_text: str
    rail_active: str
    rail_on_active: str
    toast: str
    on_toast: str
    tints: Mapping[Tone, Tint]

    def tint(self, tone: Tone) -> Tint:
        """The pair of colours of a tone."""
        return self.tints[tone]


LIGHT = Colours(
    bg="#F4F6F8",
    surface="#FFFFFF",
    surface2="#EDF1F4",
    text="#17212B",
    text2="#51606F",
    accent="#0B6B66",
    accent_hover="#095853",
    on_accent="#FFFFFF",
    accent_text="#0A5F5A",
    accent_soft="#DDF0EE",
    outline="#7E8C99",
    line="#DCE3E9",
    rail="#10312F",
    rail_text="#C9DAD8",
    rail_active="#1D4A47",
    rail_on_active="#FFFFFF",
    toast="#17212B",
    on_toast="#FFFFFF",
    tints=MappingProxyType(
        {
            Tone.NEUTRAL: Tint("#4B5967", "#E7ECF0"),
            Tone.INFO: Tint("#1B5A9E", "#E1EDF9"),
            Tone.WARN: Tint("#8A4B00", "#FDF0D9"),
            Tone.VIOLET: Tint("#5B3DA8", "#ECE6FA"),
            Tone.OK: Tint("#18653A", "#DFF3E6"),
            Tone.DANGER: Tint("#B42318", "#FDE7E5"),
        }
    ),
)

DARK = Colours(
    bg="#10161B",
    surface="#182027",
    surface2="#212B34",
    text="#E6ECF1",
    text2="#A3B1BD",
    accent="#4CC2B8",
    accent_hover="#6AD1C8",
    on_accent="#05211F",
    accent_text="#7BD8CF",
    accent_soft="#163B39",
    outline="#6F7E8B",
    line="#2D3943",
    rail="#0B1014",
    rail_text="#9FB0BC",
    rail_active="#1A2A30",
    rail_on_active="#F2F6F9",
    toast="#E6ECF1",
    on_toast="#10161B",
    tints=MappingProxyType(
        {
            Tone.NEUTRAL: Tint("#B4C0CA", "#2A343D"),
            Tone.INFO: Tint("#8FC1F5", "#182F47"),
            Tone.WARN: Tint("#F2BE6A", "#3E2E14"),
            Tone.VIOLET: Tint("#C3AEF8", "#2E2550"),
            Tone.OK: Tint("#7FD6A0", "#173725"),
            Tone.DANGER: Tint("#FF9A8F", "#45211E"),
        }
    ),
)

SPACE_1, SPACE_2, SPACE_3, SPACE_4, SPACE_5, SPACE_6 = 4, 8, 12, 16, 20, 24
RADIUS_CONTROL, RADIUS_CARD = 6, 8
TEXT_META, TEXT_LABEL, TEXT_BODY, TEXT_SECTION, TEXT_TITLE, TEXT_FIGURE = 12, 13, 14, 15, 20, 24
CONTROL_HEIGHT, ROW_LEDGER, ROW_PEOPLE = 34, 40, 52
CONTROL_HEIGHTS = MappingProxyType(
    {Density.COMPACT: 34, Density.NORMAL: CONTROL_HEIGHT, Density.ROOMY: 40}
)
ROWS_LEDGER = MappingProxyType({Density.COMPACT: 32, Density.NORMAL: ROW_LEDGER, Density.ROOMY: 48})
ROWS_PEOPLE = MappingProxyType({Density.COMPACT: 44, Density.NORMAL: ROW_PEOPLE, Density.ROOMY: 62})
"""Heights by density: a control is never lower than designed, a row never than its text."""
RAIL_WIDTH, TOP_BAR_HEIGHT, SIDE_PANEL_WIDTH = 196, 56, 340
RAIL_ICONS_WIDTH = 62
PAGE_PADDING_X, PAGE_PADDING_Y, GAP = 24, 20, 16
FOCUS_RING = 2

PERSON_TONES = (Tone.INFO, Tone.VIOLET, Tone.OK, Tone.WARN, Tone.DANGER, Tone.NEUTRAL)


def person_tone(key: str) -> Tone:
    """The tone of a person's initials: the same person has the same one on every screen."""
    return PERSON_TONES[sum(key.encode()) % len(PERSON_TONES)]
