"""Other houses, hospitals, practices and laboratories, as entries that are listed and edited."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from app.domain.availability import Organization
from app.domain.declare import Record
from app.domain.errors import InvalidValue
from app.domain.permissions import Permission
from app.domain.values import normalised_phone, shown_phone
from app.ui.entry_kind import EntryField, EntryKind, EntryWords, refuse, said
from app.ui.models.entry_list import EntryLine
from app.ui.widgets.table import ColumnPlan
from app.ui.wording import NOTHING, phone_words

_IN_USE, _NOT_IN_USE = "yes", "no"
_OPTIONAL = ("npi", "email", "address_line", "city", "state", "postal_code")


class OrganizationKind(EntryKind):
    """A house patients are sent to or come from: how to reach it, and its number."""

    name = "organization"
    record_type = Organization
    permission = Permission.SCHEDULE_SETUP
    entities = ("organization",)

    def words(self) -> EntryWords:
        """What its page is called."""
        return EntryWords(
            title=said("Organization"),
            add=said("Add organization"),
            nothing=said("No hospitals, practices or laboratories are listed yet."),
            columns=(said("Name"), said("Phone"), said("Place"), said("In use")),
            widest=(
                ColumnPlan("St. Mary's Hospital and Clinics"),
                ColumnPlan("+1 212-555-0100"),
                ColumnPlan("San Francisco, CA", drop_rank=1),
                ColumnPlan("Not in use", drop_rank=2),
            ),
            find=said("Find by name, phone or place"),
        )

    def fields(self) -> tuple[EntryField, ...]:
        """Its name and number, and how it is reached."""
        return (
            EntryField("name", said("Name")),
            EntryField("phone", said("Phone"), length=40),
            EntryField("email", said("E-mail"), length=254),
            EntryField("address_line", said("Street and number")),
            EntryField("city", said("City")),
            EntryField("state", said("State"), length=100),
            EntryField("postal_code", said("Postal code"), length=20, beside=True),
            EntryField("npi", said("NPI"), hint=said("10 digits"), length=10),
            EntryField("is_active", said("In use"), is_choice=True, beside=True),
        )

    def choices(self, name: str) -> tuple[tuple[str, str], ...]:
        """Whether the clinic still has to do with it."""
        del name
        return ((_IN_USE, said("In use")), (_NOT_IN_USE, said("Not in use")))

    async def read(self) -> tuple[EntryLine, ...]:
        """Every house, by name."""
        return tuple(
            EntryLine(
                (
                    one.name,
                    phone_words(one.phone or "") or NOTHING,
                    ", ".join(part for part in (one.city, one.state) if part) or NOTHING,
                    said("In use") if one.is_active else said("Not in use"),
                ),
                one,
            )
            for one in await self.data_sync.setup.organizations()
        )

    def texts(self, record: Record | None) -> dict[str, str]:
        """A house as the form shows it."""
        if not isinstance(record, Organization):
            empty = dict.fromkeys((one.name for one in self.fields()), "")
            return {**empty, "is_active": _IN_USE}
        return {
            "name": record.name,
            "phone": shown_phone(record.phone or ""),
            **{name: getattr(record, name) or "" for name in _OPTIONAL},
            "is_active": _IN_USE if record.is_active else _NOT_IN_USE,
        }

    def values(self, texts: Mapping[str, str]) -> dict[str, Any]:
        """A house as typed. Raises InvalidRecord."""
        problems = {} if texts["name"] else {"name": "is required"}
        phone: str | None = None
        try:
            phone = normalised_phone(texts["phone"]) if texts["phone"] else None
        except InvalidValue as error:
            problems["phone"] = error.reason
        refuse(problems)
        return {
            "name": texts["name"],
            "phone": phone,
            **{name: texts[name] or None for name in _OPTIONAL},
            "is_active": texts["is_active"] == _IN_USE,
        }
