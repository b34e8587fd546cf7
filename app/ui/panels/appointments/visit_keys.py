"""The panel's keys: one list from which shortcuts and the context menu are made."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import NamedTuple

from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QWidget

from app.domain.day_visit import DayVisit
from app.ui.commands import command
from app.ui.models.day_words import said
from app.ui.panels.appointments.visit_steps import steps_from
from app.ui.permitted import permit
from app.ui.theme.icons import icon
from app.ui.theme.style import theme


class Key(NamedTuple):
    """One key on the views, what it does and its name for people and tests."""

    name: str
    words: str
    key: str
    act: Callable[[], None]


class MenuWishes(NamedTuple):
    """What the menu's entries call."""

    open: Callable[[str], None]
    step: Callable[[DayVisit, str], None]
    confirm: Callable[[DayVisit, str], None]
    chart: Callable[[str], None]


class MenuWhys(NamedTuple):
    """Why entries of the menu may not be chosen; "" where they may."""

    step: str = ""
    confirm: str = ""


def bind_visit_keys(
    views: QWidget,
    *,
    step: Callable[[str], None],
    confirm: Callable[[str], None],
    new: Callable[[], None],
    today: Callable[[], None],
    pay: Callable[[], None],
) -> None:
    """Make the keys work while calendar or list has the focus; step also takes "back"."""
    for key in (
        Key("arrived", said("Arrived"), "A", lambda: step("arrived")),
        Key("in_room", said("In room"), "R", lambda: step("in_room")),
        Key("completed", said("Completed"), "C", lambda: step("completed")),
        Key("no_show", said("No-show"), "X", lambda: step("no_show")),
        Key("cancel", said("Cancel visit"), "Del", lambda: step("cancelled")),
        Key("back", said("Step back"), "B", lambda: step("back")),
        Key("confirmed", said("Confirmed"), "F", lambda: confirm("confirmed")),
        Key("message", said("Left message"), "M", lambda: confirm("left_message")),
        Key("new", said("New appointment"), "N", new),
        Key("today", said("Today"), "T", today),
        Key("payment", said("Take a payment"), "P", pay),
    ):
        command(views, f"key_{key.name}", key.words, key.act, keys=[key.key])


def bind_day_keys(panel: QWidget, step: Callable[[int], None]) -> None:
    """Make the day before and the day after reachable from everywhere in the panel."""
    for name, words, keys, days in (
        ("day_before", said("Day before"), ("Alt+Left", "Ctrl+PgUp"), -1),
        ("day_after", said("Day after"), ("Alt+Right", "Ctrl+PgDown"), 1),
    ):
        command(panel, name, words, partial(step, days), keys=keys)


def visit_menu(
    parent: QWidget, visit: DayVisit, wishes: MenuWishes, whys: MenuWhys | None = None
) -> QMenu:
    """Open, the steps the rules allow now, confirmation; each with its key.

    What the acting role may not do stands there with the reason, disabled.
    """
    why = whys or MenuWhys()
    menu = _menu(parent, "visit_menu")
    _entry(menu, said("Open"), "pencil", "Enter", lambda: wishes.open(visit.id))
    _entry(menu, said("Open chart"), "user", "", lambda: wishes.chart(visit.patient_id))
    menu.addSeparator()
    for step in steps_from(visit.status):
        entry = _entry(
            menu,
            step.words,
            step.icon,
            step.key,
            lambda status=step.status: wishes.step(visit, status),
        )
        permit(entry, why.step)
    if visit.status in ("booked", "requested"):
        menu.addSeparator()
        for value, words, key, picture in (
            ("confirmed", said("Confirmed"), "F", "check"),
            ("left_message", said("Left message"), "M", "mail"),
        ):
            action = _entry(
                menu, words, picture, key, lambda value=value: wishes.confirm(visit, value)
            )
            action.setCheckable(True)
            action.setChecked(visit.confirmation == value)
            permit(action, why.confirm)
    _explain(menu, why.step or why.confirm)
    return menu


def slot_menu(parent: QWidget, words: str, book: Callable[[], None], *, why: str = "") -> QMenu:
    """The menu of a free slot."""
    menu = _menu(parent, "slot_menu")
    permit(_entry(menu, words, "calendar-plus", "N", book), why)
    _explain(menu, why)
    return menu


def _explain(menu: QMenu, why: str) -> None:
    """A last line that says why entries are disabled; the arrow keys reach it."""
    if why:
        menu.addSeparator()
        _entry(menu, why, "lock", "", lambda: None)


def _menu(parent: QWidget, name: str) -> QMenu:
    menu = QMenu(parent)
    menu.setObjectName(name)
    menu.setToolTipsVisible(True)
    # Made anew each time: one that stayed would pile up under the panel all day.
    menu.aboutToHide.connect(menu.deleteLater)
    return menu


def _slot(act: Callable[[], None]) -> Callable[[bool], None]:
    return lambda _checked: act()


def _entry(menu: QMenu, words: str, picture: str, key: str, act: Callable[[], None]) -> QAction:
    # The key is only shown: the views' own shortcut answers it.
    action = QAction(
        icon(picture, theme().colours.text2), f"{words}\t{key}" if key else words, menu
    )
    action.triggered.connect(_slot(act))
    menu.addAction(action)
    return action
