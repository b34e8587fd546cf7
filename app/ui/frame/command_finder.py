"""Finds commands by what is typed: every word must begin a word of the command's name."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence

from PySide6.QtCore import QCoreApplication
from PySide6.QtGui import QAction

from app.ui.commands import Section, section_of, words_of
from app.ui.frame.actions import Actions
from app.ui.models.search_results import Hit, hit_of

_HIDDEN = frozenset({"search_action", "close_side_action"})
"""What makes no sense from inside the box."""
PREFIX = ">"
_BESIDE = 3
"""So many commands stand below the people that were found."""
_SHORTEST = 2


def _tr(text: str) -> str:
    return QCoreApplication.translate("commands", text)


def section_words(section: Section) -> str:
    """A menu's name."""
    return {
        Section.FILE: _tr("File"),
        Section.EDIT: _tr("Edit"),
        Section.GO: _tr("Go to"),
        Section.VIEW: _tr("View"),
        Section.USER: _tr("User"),
        Section.HELP: _tr("Help"),
        Section.HERE: _tr("In this panel"),
    }[section]


class CommandFinder:
    """The commands that can be given now: those of the panel in front, then the window's."""

    def __init__(self, actions: Actions) -> None:
        self._actions = actions

    def matching(self, text: str) -> tuple[Hit, ...]:
        """Those a typed text names; all of them for a lone ">", and few beside people."""
        is_asked = text.startswith(PREFIX)
        wanted = _folded(text.removeprefix(PREFIX)).split()
        if not is_asked and len("".join(wanted)) < _SHORTEST:
            return ()
        found = [action for action in self._listed() if _is_named(action, wanted)]
        return tuple(map(_hit, found if is_asked else found[:_BESIDE]))

    def named(self, names: Iterable[str]) -> tuple[Hit, ...]:
        """Commands by their names, as far as they are to be had now."""
        by_name = {action.objectName(): action for action in self._listed()}
        return tuple(_hit(by_name[name]) for name in names if name in by_name)

    def fire(self, name: str) -> None:
        """Do what a command says."""
        for action in self._listed():
            if action.objectName() == name:
                action.trigger()
                return

    def _listed(self) -> Sequence[QAction]:
        every = (*self._actions.here(), *self._actions.everywhere())
        return [action for action in every if action.objectName() not in _HIDDEN]


def _hit(action: QAction) -> Hit:
    return hit_of(action, section_words(section_of(action) or Section.HERE))


def _is_named(action: QAction, wanted: Sequence[str]) -> bool:
    words = _folded(words_of(action)).split()
    return all(any(word.startswith(one) for word in words) for one in wanted)


def _folded(text: str) -> str:
    plain = unicodedata.normalize("NFKD", text.casefold())
    return "".join(letter for letter in plain if not unicodedata.combining(letter))
