"""The active theme: applies palette and style sheet to the application, light, dark or system."""

from __future__ import annotations

import re
from dataclasses import asdict, replace
from functools import lru_cache
from string import Template
from typing import cast

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QColor, QPalette
from PySide6.QtWidgets import QApplication, QStyleFactory

from app.domain.liking import Density, Scale, Scheme
from app.ui.theme import tokens
from app.ui.theme.fonts import text_font
from app.ui.theme.resources import resource_path, resource_text
from app.ui.theme.sizes import density_in_force, px, use_sizes
from app.ui.theme.tokens import CONTROL_HEIGHTS, DARK, LIGHT, Colours, Tint, Tone

Mode = Scheme
"""What the user chose."""
_LENGTH = re.compile(r"\b([3-9]|[1-9]\d+)px")
"""A length that grows with the scale; thin lines stay thin."""


class Theme(QObject):
    """Holds the colours in force; `changed` fires after colours or sizes were chosen."""

    changed = Signal()

    def __init__(self, application: QApplication) -> None:
        super().__init__(application)
        self.setObjectName("clinic_theme")
        self._application = application
        self.mode = Mode.SYSTEM
        self.colours: Colours = LIGHT
        self._worn: tuple[Colours, str] | None = None
        application.setStyle(QStyleFactory.create("Fusion"))
        application.setFont(text_font())
        hints = application.styleHints()
        hints.colorSchemeChanged.connect(self._on_scheme_changed)
        hints.accessibility().contrastPreferenceChanged.connect(self._on_contrast_changed)

    def set_mode(self, mode: Mode) -> None:
        """Change to light, dark or whatever the system uses."""
        self.mode = mode
        hints = self._application.styleHints()
        wanted = {Mode.LIGHT: Qt.ColorScheme.Light, Mode.DARK: Qt.ColorScheme.Dark}.get(mode)
        if wanted is None:
            hints.unsetColorScheme()
            dark = hints.colorScheme() is Qt.ColorScheme.Dark
        else:
            hints.setColorScheme(wanted)
            dark = mode is Mode.DARK
        self._apply(DARK if dark else LIGHT)

    def set_sizes(self, density: Density, scale: Scale) -> bool:
        """Build at these sizes from here on; True where a window built before is out of date."""
        return self.wear(self.mode, density, scale)

    def wear(self, mode: Mode, density: Density, scale: Scale) -> bool:
        """Colours and sizes at once; True where a window built before is out of date."""
        has_other_sizes = use_sizes(density, scale)
        if has_other_sizes:
            self._application.setFont(text_font())
        if has_other_sizes or mode is not self.mode:
            self.set_mode(mode)
        return has_other_sizes

    def tint(self, tone: Tone) -> Tint:
        """The pair of colours of a tone in the present scheme."""
        return self.colours.tints[tone]

    def _on_scheme_changed(self, scheme: Qt.ColorScheme) -> None:
        if self.mode is Mode.SYSTEM:
            self._apply(DARK if scheme is Qt.ColorScheme.Dark else LIGHT)

    def wants_contrast(self) -> bool:
        """Whether the computer was asked for high contrast."""
        # Asked for each time: the binding does not keep what answers it alive.
        wanted = self._application.styleHints().accessibility().contrastPreference()
        return wanted is Qt.ContrastPreference.HighContrast

    def _on_contrast_changed(self, _wanted: Qt.ContrastPreference) -> None:
        self.set_mode(self.mode)

    def _apply(self, colours: Colours) -> None:
        self.colours = colours = strengthened(colours) if self.wants_contrast() else colours
        self._application.setPalette(palette(colours))
        wanted = (colours, style_sheet(colours))
        if wanted != self._worn:  # Qt styles every widget anew, hidden ones too
            self._worn = wanted
            self._application.setStyleSheet(wanted[1])
        self.changed.emit()


def theme() -> Theme:
    """The application's theme; made when first asked for."""
    return _theme_of(cast("QApplication", QApplication.instance()))


@lru_cache(maxsize=1)
def _theme_of(application: QApplication) -> Theme:
    made = Theme(application)
    made.set_mode(Mode.SYSTEM)
    return made


def strengthened(colours: Colours) -> Colours:
    """A scheme for who asked the computer for high contrast: no pale text, no faint line."""
    return replace(
        colours,
        text2=colours.text,
        outline=colours.text,
        line=colours.text2,
        rail_text=colours.rail_on_active,
    )


@lru_cache(maxsize=256)
def qcolor(value: str) -> QColor:
    """A token as a Qt colour."""
    return QColor(value)


def palette(colours: Colours) -> QPalette:
    """A palette with Active, Inactive and Disabled set separately, so that disabled looks so."""
    made = QPalette()
    roles = QPalette.ColorRole
    common = {
        roles.Window: colours.bg,
        roles.Base: colours.surface,
        roles.AlternateBase: colours.surface2,
        roles.Button: colours.surface,
        roles.ToolTipBase: colours.toast,
        roles.ToolTipText: colours.on_toast,
        roles.Highlight: colours.accent_soft,
        roles.Link: colours.accent_text,
        roles.Mid: colours.line,
        roles.Dark: colours.outline,
    }
    text_roles = (roles.WindowText, roles.Text, roles.ButtonText, roles.HighlightedText)
    groups = QPalette.ColorGroup
    for group in (groups.Active, groups.Inactive, groups.Disabled):
        for role, value in common.items():
            made.setColor(group, role, qcolor(value))
        text = colours.outline if group is groups.Disabled else colours.text
        for role in text_roles:
            made.setColor(group, role, qcolor(text))
        made.setColor(group, roles.PlaceholderText, qcolor(colours.text2))
    return made


def style_sheet(colours: Colours) -> str:
    """The one style sheet with this scheme's values filled in."""
    values: dict[str, object] = dict(named_colours(colours))
    values |= {name.lower(): value for name, value in vars(tokens).items() if name.isupper()}
    values["control_inner"] = CONTROL_HEIGHTS[density_in_force()] - 2
    values["control_focused"] = CONTROL_HEIGHTS[density_in_force()] - 4
    checked = "checked-dark.svg" if colours.bg == DARK.bg else "checked-light.svg"
    values["checked_image"] = resource_path("icons", checked).as_posix()
    filled = Template(resource_text("styles", "desk.qss")).substitute(values)
    return _LENGTH.sub(lambda found: f"{px(int(found[1]))}px", filled)


def named_colours(colours: Colours) -> dict[str, str]:
    """Every colour by name; a tint gives two: `ok_text` and `ok_ground`."""
    flat = {
        name: value
        for name in Colours.__slots__
        if isinstance(value := getattr(colours, name), str)
    }
    for tone, tint in colours.tints.items():
        flat |= {f"{tone}_{part}": value for part, value in asdict(tint).items()}
    return flat
