"""The colours can be read by everybody: contrast by WCAG 2.2, light and dark."""

from __future__ import annotations

import re

import pytest
from PySide6.QtGui import QPalette

from app.ui.theme.style import palette, strengthened, style_sheet
from app.ui.theme.tokens import DARK, LIGHT, Colours

SCHEMES = [LIGHT, DARK, strengthened(LIGHT), strengthened(DARK)]
SCHEME_NAMES = ["light", "dark", "high-contrast light", "high-contrast dark"]


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
@pytest.mark.parametrize("colours", SCHEMES, ids=SCHEME_NAMES)
@pytest.mark.parametrize(("text", "ground"), TEXT_PAIRS)
def test_text_reaches_4_5_to_1(colours: Colours, text: str, ground: str) -> None:
    assert contrast(getattr(colours, text), getattr(colours, ground)) >= 4.5


@pytest.mark.parametrize("colours", SCHEMES, ids=SCHEME_NAMES)
def test_chips_reach_4_5_to_1_on_their_tint_and_on_the_surface(colours: Colours) -> None:
    for tone, tint in colours.tints.items():
        assert contrast(tint.text, tint.ground) >= 4.5, tone
        assert contrast(tint.text, colours.surface) >= 4.5, tone


@pytest.mark.parametrize("colours", SCHEMES, ids=SCHEME_NAMES)
def test_control_borders_reach_3_to_1(colours: Colours) -> None:
    for ground in ("surface", "bg"):
        assert contrast(colours.outline, getattr(colours, ground)) >= 3.0
    assert contrast(colours.accent, colours.surface) >= 3.0


@pytest.mark.row("F7")
@pytest.mark.parametrize("colours", SCHEMES, ids=SCHEME_NAMES)
def test_every_control_of_the_style_sheet_has_an_outline_of_3_to_1(colours: Colours) -> None:
    """Against the card and the page it stands on; what cannot be used now is no control."""
    seen = 0
    for selector, body in _rules(style_sheet(colours)):
        found = re.search(r"border(?:-color)?:\s*(?:\d+px solid )?(#\w{6})", body)
        if found is None or not _is_control(selector):
            continue
        seen += 1
        for ground in (colours.surface, colours.bg):
            assert contrast(found[1], ground) >= 3.0, selector
    assert seen >= 9


@pytest.mark.row("F7")
@pytest.mark.parametrize("colours", SCHEMES, ids=SCHEME_NAMES)
def test_every_rule_that_sets_text_and_ground_reaches_4_5_to_1(colours: Colours) -> None:
    seen = 0
    for selector, body in _rules(style_sheet(colours)):
        text = re.search(r"(?<![-\w])color: (#\w{6})", body)
        ground = re.search(r"background: (#\w{6})", body)
        if text and ground and ":disabled" not in selector:
            seen += 1
            assert contrast(text[1], ground[1]) >= 4.5, selector
    assert seen >= 10


@pytest.mark.row("F7")
@pytest.mark.parametrize("colours", SCHEMES, ids=SCHEME_NAMES)
def test_the_palette_reads_in_every_group(colours: Colours) -> None:
    """What is disabled may be paler, and can be read all the same."""
    made, roles = palette(colours), QPalette.ColorRole
    texts = (roles.WindowText, roles.Text, roles.ButtonText, roles.PlaceholderText)
    for group, least in (
        (QPalette.ColorGroup.Active, 4.5),
        (QPalette.ColorGroup.Inactive, 4.5),
        (QPalette.ColorGroup.Disabled, 3.0),
    ):
        for role in texts:
            for ground in (roles.Base, roles.Window, roles.AlternateBase):
                pair = made.color(group, role).name(), made.color(group, ground).name()
                assert contrast(*pair) >= least, (group, role, ground)


@pytest.mark.row("F7")
def test_high_contrast_leaves_no_pale_text_and_no_faint_line() -> None:
    for colours in (LIGHT, DARK):
        high = strengthened(colours)
        for ground in (high.surface, high.bg, high.surface2):
            assert contrast(high.text2, ground) >= 7.0
            assert contrast(high.outline, ground) >= 7.0
            assert contrast(high.line, ground) >= 4.5


def _rules(sheet: str) -> list[tuple[str, str]]:
    return re.findall(r"([^{}]+)\{([^{}]*)\}", re.sub(r"/\*.*?\*/", "", sheet, flags=re.DOTALL))


def _is_control(selector: str) -> bool:
    is_one = re.search(r"QPushButton|Edit|ComboBox|SpinBox|indicator|invalid", selector)
    return bool(is_one) and not re.search(r":disabled|QAbstractItemView|drop-down", selector)


def test_contrast_itself_is_computed_right() -> None:
    assert contrast("#000000", "#FFFFFF") == pytest.approx(21.0)
    assert contrast("#777777", "#FFFFFF") == pytest.approx(4.48, abs=0.01)
