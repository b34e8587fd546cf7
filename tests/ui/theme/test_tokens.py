"""The colours can be read by everybody: contrast by WCAG 2.2, light and dark."""

from __future__ import annotations

import pytest

from app.ui.theme.tokens import DARK, LIGHT, Colours


def _channel(value: int) -> float:
    part = value / 255
    return part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4


def _luminance(colour: str) -> float:
    red, green, blue = (_channel(int(colour[at : at + 2], 16)) for at in (1, 3, 5))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    bright, dim = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (bright + 0.05) / (dim + 0.05)


TEXT_PAIRS = [
    ("text", "surface"),
    ("text", "bg"),
    ("text", "surface2"),
    ("text", "accent_soft"),
    ("text2", "surface"),
    ("text2", "bg"),
    ("text2", "surface2"),
    ("on_accent", "accent"),
    ("on_accent", "accent_hover"),
    ("accent_text", "accent_soft"),
    ("accent_text", "surface"),
    ("rail_text", "rail"),
    ("rail_text", "rail_active"),
    ("rail_on_active", "rail"),
    ("rail_on_active", "rail_active"),
    ("on_toast", "toast"),
]


@pytest.mark.row("F7")
@pytest.mark.parametrize("colours", [LIGHT, DARK], ids=["light", "dark"])
@pytest.mark.parametrize(("text", "ground"), TEXT_PAIRS)
def test_text_reaches_4_5_to_1(colours: Colours, text: str, ground: str) -> None:
    assert contrast(getattr(colours, text), getattr(colours, ground)) >= 4.5


@pytest.mark.parametrize("colours", [LIGHT, DARK], ids=["light", "dark"])
def test_chips_reach_4_5_to_1_on_their_tint_and_on_the_surface(colours: Colours) -> None:
    for tone, tint in colours.tints.items():
        assert contrast(tint.text, tint.ground) >= 4.5, tone
        assert contrast(tint.text, colours.surface) >= 4.5, tone


@pytest.mark.parametrize("colours", [LIGHT, DARK], ids=["light", "dark"])
def test_control_borders_reach_3_to_1(colours: Colours) -> None:
    for ground in ("surface", "bg"):
        assert contrast(colours.outline, getattr(colours, ground)) >= 3.0
    assert contrast(colours.accent, colours.surface) >= 3.0


def test_contrast_itself_is_computed_right() -> None:
    assert contrast("#000000", "#FFFFFF") == pytest.approx(21.0)
    assert contrast("#777777", "#FFFFFF") == pytest.approx(4.48, abs=0.01)
