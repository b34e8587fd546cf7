"""Message templates as entries that are listed and edited."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from app.domain.declare import Record
from app.domain.message import MessageTemplate, ThreadCategory
from app.domain.permissions import Permission
from app.services.message_templates import FIELDS
from app.ui.entry_kind import EntryField, EntryKind, EntryWords, refuse, said
from app.ui.models.entry_list import EntryLine
from app.ui.widgets.table import ColumnPlan
from app.ui.wording import shown_choice

_IN_USE, _NOT_IN_USE = "yes", "no"


class TemplateKind(EntryKind):
    """Texts that are used again in messages; what stands in braces is filled in."""

    name = "message_template"
    record_type = MessageTemplate
    permission = Permission.SCHEDULE_SETUP
    entities = ("message_template",)

    def words(self) -> EntryWords:
        """What its page is called."""
        return EntryWords(
            title=said("Message template"),
            add=said("Add template"),
            nothing=said("No templates yet."),
            columns=(said("Name"), said("Subject"), said("About"), said("In use")),
            widest=(
                ColumnPlan("Reminder of a visit"),
                ColumnPlan("Your visit at the clinic"),
                ColumnPlan("Appointment"),
                ColumnPlan("In use"),
            ),
        )

    def fields(self) -> tuple[EntryField, ...]:
        """Its name, what it is about, subject and text with their fields."""
        known = " ".join(f"{{{one}}}" for one in FIELDS)
        return (
            EntryField("name", said("Name")),
            EntryField("category", said("About"), is_choice=True),
            EntryField("is_active", said("In use"), is_choice=True, beside=True),
            EntryField("subject", said("Subject")),
            EntryField(
                "text",
                said("Text"),
                note=said("Filled in: {0}").format(known),
                lines=9,
                length=10_000,
            ),
        )

    def choices(self, name: str) -> tuple[tuple[str, str], ...]:
        """What it can be about, and whether it is offered."""
        if name == "is_active":
            return ((_IN_USE, said("In use")), (_NOT_IN_USE, said("Not in use")))
        return tuple((one.value, shown_choice(one.value, ThreadCategory)) for one in ThreadCategory)

    async def read(self) -> tuple[EntryLine, ...]:
        """Every template, by name."""
        return tuple(
            EntryLine(
                (
                    one.name,
                    one.subject,
                    shown_choice(one.category, ThreadCategory),
                    said("In use") if one.is_active else said("Not in use"),
                ),
                one,
            )
            for one in await self.data_sync.setup.templates()
        )

    def texts(self, record: Record | None) -> dict[str, str]:
        """A template as the form shows it."""
        if not isinstance(record, MessageTemplate):
            general = ThreadCategory.GENERAL.value
            return {
                "name": "",
                "category": general,
                "is_active": _IN_USE,
                "subject": "",
                "text": "",
            }
        return {
            "name": record.name,
            "category": record.category,
            "is_active": _IN_USE if record.is_active else _NOT_IN_USE,
            "subject": record.subject,
            "text": record.text,
        }

    def values(self, texts: Mapping[str, str]) -> dict[str, Any]:
        """A template as typed. Raises InvalidRecord."""
        refuse({name: "is required" for name in ("name", "text") if not texts[name]})
        return {**texts, "is_active": texts["is_active"] == _IN_USE}
