"""The menus of the day: of a visit, and of free time."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QPoint

from app.ui.models.day_words import said
from app.ui.panels.appointments.day_permits import DayPermits
from app.ui.panels.appointments.day_views import DayViews
from app.ui.panels.appointments.visit_keys import MenuWishes, slot_menu, visit_menu


class DayMenus:
    """Opens the menu of what lies under the pointer or the cursor."""

    def __init__(
        self, views: DayViews, permits: DayPermits, wishes: MenuWishes, new: Callable[[], None]
    ) -> None:
        self._views, self._permits = views, permits
        self._wishes, self._new = wishes, new
        views.menu_requested.connect(self.pop_up)

    def pop_up(self, key: str, place: QPoint) -> None:
        """Open the menu of a visit, or with "" of free time (the list has none)."""
        visit = self._views.visit(key)
        if visit is not None:
            whys = self._permits.menu_whys(visit)
            visit_menu(self._views, visit, self._wishes, whys).popup(place)
        elif not self._views.shows_list:
            words, why = said("New appointment here"), self._permits.permits.why_not_book()
            slot_menu(self._views, words, self._new, why=why).popup(place)
