"""The window's own commands: where each is named, keyed and given its place, once."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import QCoreApplication

from app.domain.permissions import Permission
from app.ui.commands import Section
from app.ui.frame.actions import Actions
from app.ui.panel_registry import PANELS, panel_key
from app.ui.permitted import Permits


def _tr(text: str) -> str:
    return QCoreApplication.translate("commands", text)


@dataclass(frozen=True, slots=True)
class Wishes:
    """What the window's commands call."""

    open_panel: Callable[[str], None]
    search: Callable[[], None]
    new: Callable[[], None]
    import_files: Callable[[], object]
    report_incident: Callable[[], None]
    undo: Callable[[], None]
    redo: Callable[[], None]
    sync_now: Callable[[], None]
    filter: Callable[[], None]
    columns: Callable[[], None]
    close_side: Callable[[], None]
    open_notices: Callable[[], None]
    open_sheet: Callable[[], object]
    quit: Callable[[], object]


def add_commands(actions: Actions, wishes: Wishes, permits: Permits) -> None:
    """Register what the window does, in the order it stands in the menus."""
    for number, entry in enumerate(PANELS, 1):
        actions.add(
            f"open_{entry.name}",
            entry.shown_title(),
            partial(wishes.open_panel, entry.name),
            section=Section.GO,
            keys=[key] if (key := panel_key(entry, number)) else (),
            icon=entry.icon,
            why=permits.why_not(entry.permission) if entry.permission else "",
        )
    add, at = actions.add, Section
    add("search", _tr("Search"), wishes.search, section=at.GO, keys=["Ctrl+K"], icon="search")
    add("undo", _tr("Undo"), wishes.undo, section=at.EDIT, keys=["Ctrl+Z"], icon="undo-2")
    again = ["Ctrl+Shift+Z", "Ctrl+Y"]
    add("redo", _tr("Redo"), wishes.redo, section=at.EDIT, keys=again, icon="redo-2")
    find = wishes.filter
    add("filter", _tr("Filter"), find, section=at.VIEW, keys=["Ctrl+F"], icon="funnel")
    choose = wishes.columns
    keys = ["Ctrl+Shift+C"]
    add("columns", _tr("Columns…"), choose, section=at.VIEW, keys=keys, icon="columns-3")
    add("close_side", _tr("Close"), wishes.close_side, section=at.VIEW, keys=["Esc"], icon="x")
    add("new", _tr("New"), wishes.new, section=at.FILE, keys=["Ctrl+N"], icon="plus")
    why = permits.why_not(Permission.IMPORT_RECORDS)
    files = wishes.import_files
    add("import", _tr("Import…"), files, section=at.FILE, icon="file-up", why=why)
    why, report = permits.why_not(Permission.INCIDENT_EDIT), wishes.report_incident
    words, icon = _tr("Report an incident…"), "triangle-alert"
    add("report_incident", words, report, section=at.FILE, icon=icon, why=why)
    sync = wishes.sync_now
    add("sync_now", _tr("Sync now"), sync, section=at.FILE, keys=["F5"], icon="refresh-cw")
    bell = wishes.open_notices
    add("notices", _tr("Notices"), bell, section=at.VIEW, keys=["Ctrl+Shift+N"], icon="bell")
    keys = ["F1", "?"]
    add("key_sheet", _tr("Keys"), wishes.open_sheet, section=at.HELP, keys=keys, icon="keyboard")
    add("quit", _tr("Quit"), wishes.quit, section=at.FILE, icon="log-out")
