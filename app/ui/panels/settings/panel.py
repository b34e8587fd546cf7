"""The Settings panel: one's own choices, the clinic's, its schedule, templates, other houses."""

from __future__ import annotations

from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QScrollArea, QStackedWidget, QWidget

from app.domain.declare import Keeping
from app.live.data_sync import DataSync
from app.ui.commands import command
from app.ui.entry_page import EntryPage
from app.ui.panel import Panel
from app.ui.panels.settings.clinic_page import FORM, ClinicPage
from app.ui.panels.settings.organization_kind import OrganizationKind
from app.ui.panels.settings.own_page import OwnPage
from app.ui.panels.settings.schedule_page import SchedulePage
from app.ui.panels.settings.template_kind import TemplateKind
from app.ui.task_runner import TaskRunner
from app.ui.widgets.button import Button, Look
from app.ui.widgets.surfaces import label

OWN, CLINIC, SCHEDULE, TEMPLATES = "own", "clinic", "schedule", "templates"
ORGANIZATIONS = "organizations"


class SettingsPanel(Panel):
    """What everybody decides for themselves, and what an administrator decides for all."""

    holds = Keeping.SCHEDULE

    def __init__(self, data_sync: DataSync, tasks: TaskRunner) -> None:
        super().__init__(name="settings_panel")
        self.own = OwnPage(data_sync.preferences)
        self.clinic = ClinicPage(data_sync, tasks)
        self.schedule = SchedulePage(data_sync, tasks)
        self.templates = EntryPage(data_sync, tasks, TemplateKind(data_sync))
        self.organizations = EntryPage(data_sync, tasks, OrganizationKind(data_sync))
        self._lists = (*self.schedule.pages, self.templates, self.organizations)
        self._pages: dict[str, OwnPage | ClinicPage | SchedulePage | EntryPage] = {
            OWN: self.own,
            CLINIC: self.clinic,
            SCHEDULE: self.schedule,
            TEMPLATES: self.templates,
            ORGANIZATIONS: self.organizations,
        }
        self._tabs: dict[str, Button] = {}
        self._stack = QStackedWidget()
        self._group = QButtonGroup(self)
        self._lay_out()
        self._group.idClicked.connect(self._on_tab)
        self.own.remake_wished.connect(self.remake_wished)
        self.clinic.said.connect(self.said)
        self.clinic.saved.connect(self.remake_wished)
        for part in (self.schedule, self.templates, self.organizations):
            part.said.connect(self.said)
            part.did.connect(self.did)
        save = self.tr("Save the clinic's settings")
        why = self.clinic.why.text()
        command(self, "clinic_save", save, self._on_save, keys=["Ctrl+S"], icon="save", why=why)

    @property
    def name(self) -> str:
        """The page in front."""
        return tuple(self._pages)[self._stack.currentIndex()]

    def show_page(self, name: str) -> None:
        """Bring a page to the front and have it read."""
        self._turn_to(name)
        self.opened()

    def opened(self) -> None:
        """Show what is chosen now, with the cursor where it was left."""
        page = self._pages[self.name]
        page.opened()
        page.take_focus()

    def focus_filter(self) -> None:
        """Put the cursor on the first choice, or where the list is narrowed."""
        page = self._pages[self.name]
        if isinstance(page, EntryPage):
            page.focus_filter()
        else:
            page.take_focus()

    def close_side(self) -> bool:
        """Esc: the form of an entry closes; what is typed about the clinic is taken back."""
        if any(one.isVisible() and one.close_side() for one in self._lists):
            return True
        return self.name == CLINIC and self.clinic.take_back()

    async def keep_drafts(self) -> None:
        """Keep what is typed about the clinic and its entries. Raises StorageError."""
        await self.clinic.draft.keep()
        for one in self._lists:
            await one.form.draft.keep()

    def open_draft(self, form: str, subject: str) -> bool:
        """Open the page with what was left unfinished there."""
        if form == FORM:
            self._turn_to(CLINIC)
            return True
        page = next((one for one in self._lists if one.kind.name == form), None)
        if page is None:
            return False
        self._turn_to(next((name for name, one in self._pages.items() if one is page), SCHEDULE))
        if page in self.schedule.pages:
            self.schedule.turn_to(self.schedule.pages.index(page))
        page.open_draft(subject)
        return True

    def has_unsaved(self) -> bool:
        """Whether something is typed and not saved."""
        return self.clinic.has_unsaved() or any(one.form.is_typed for one in self._lists)

    def start_new(self) -> None:
        """Ctrl+N: a new entry of the list in front."""
        page = self._pages[self.name]
        front = page.front if isinstance(page, SchedulePage) else page
        if isinstance(front, EntryPage):
            front.add()

    def ask_unsaved(self) -> None:
        """Show the page where something is not saved."""
        if self.clinic.has_unsaved():
            self.show_page(CLINIC)
            self.clinic.ask_unsaved()

    def stop(self) -> None:
        """The window closes."""
        self.clinic.stop()
        for one in self._lists:
            one.stop()

    def place(self) -> str:
        """The page, and the choice the cursor is on."""
        return f"{self.name}:{self.own.place()}"

    def go_back_to(self, place: str) -> None:
        """Show that page, with the cursor on that choice."""
        name, _, choice = place.partition(":")
        if name in self._pages:
            self._turn_to(name)
            self.own.go_back_to(choice)

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.setSpacing(12)
        head.addWidget(label(self.tr("Settings"), "title", name="settings_title"))
        head.addStretch(1)
        words = {
            OWN: self.tr("My desk"),
            CLINIC: self.tr("Clinic"),
            SCHEDULE: self.tr("Schedule"),
            TEMPLATES: self.tr("Templates"),
            ORGANIZATIONS: self.tr("Organizations"),
        }
        for name, page in self._pages.items():
            tab = Button(words[name], name=f"settings_{name}_tab", look=Look.CHIP)
            self._tabs[name] = tab
            self._group.addButton(tab, self._stack.addWidget(_scrolled(page, name)))
            head.addWidget(tab)
        self.page.addLayout(head)
        self.page.addWidget(self._stack, 1)
        self._turn_to(OWN)

    def _turn_to(self, name: str) -> None:
        self._tabs[name].setChecked(True)
        self._stack.setCurrentIndex(tuple(self._pages).index(name))

    def _on_save(self) -> None:
        if self.name == CLINIC:
            self.clinic.submit()

    def _on_tab(self, place: int) -> None:
        self.show_page(tuple(self._pages)[place])


def _scrolled(page: QWidget, name: str) -> QScrollArea:
    area = QScrollArea()
    area.setObjectName(f"settings_{name}_area")
    area.setWidgetResizable(True)
    area.setFocusPolicy(area.focusPolicy().NoFocus)
    area.setWidget(page)
    page.setObjectName("scroll_body")
    return area
