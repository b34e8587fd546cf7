"""First pass over the files: whose records lie where, and who the practitioners are.

Only keys, sizes and positions are kept of patients; nothing is written to disk.
"""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import cast

import msgspec

from app.domain.errors import ImportRefused
from app.domain.ids import ClinicId, RecordId
from app.domain.phi import quiet
from app.interop.csv_tables import TRANSFER
from app.interop.fhir import KEPT, PAYER_ROW, Directory, item_of, owner_of
from app.interop.fhir_claim import is_payer, payer_id, payer_name
from app.interop.fhir_encounter import participants, practitioner_from, practitioner_named
from app.interop.fhir_place import (
    location_from,
    organization_from,
    payer_from,
    payer_named,
    pays,
    place_id,
)
from app.interop.fhir_references import (
    Target,
    identifier_key,
    patient_id,
    practitioner_id,
    practitioner_key,
    target_of,
)
from app.interop.fhir_values import Json, clean, decimal_number, each
from app.interop.fhir_vitals import is_vital
from app.interop.files import OpenFile, decode_name
from app.interop.frames import Item, Limits, Refusal, Tally
from app.interop.rows import Entry

_KIND = re.compile(r"[A-Z][A-Za-z]{1,40}")
_decode = msgspec.json.Decoder(dict[str, object], float_hook=decimal_number).decode
_encode_sorted = msgspec.json.Encoder(order="deterministic").encode


@dataclass(slots=True)
class Slot:
    """Where the records of one patient lie. record_id is None until the patient is seen.

    is_shared: patients of two systems have this id, so nobody can say whose the records are.
    """

    record_id: RecordId | None = None
    files: set[int] = field(default_factory=lambda: cast("set[int]", set()))
    size: int = 0
    is_shared: bool = False


@quiet
@dataclass(frozen=True, slots=True)
class Kept:
    """A resource of a kept type, decoded."""

    index: int
    kind: str
    source_id: str
    resource: Json
    size: int
    is_row: bool = False


@quiet
@dataclass(slots=True)
class Survey:
    """What the first pass learned, and what it already settled."""

    clinic_id: ClinicId
    directory: Directory
    slots: dict[str, Slot] = field(default_factory=lambda: cast("dict[str, Slot]", {}))
    by_identifier: dict[str, str] = field(default_factory=lambda: cast("dict[str, str]", {}))
    referred: dict[RecordId, tuple[str, str]] = field(
        default_factory=lambda: cast("dict[RecordId, tuple[str, str]]", {})
    )
    practitioners: dict[RecordId, Item] = field(
        default_factory=lambda: cast("dict[RecordId, Item]", {})
    )
    places: dict[RecordId, Item] = field(default_factory=lambda: cast("dict[RecordId, Item]", {}))
    """Sites, other houses, and payers by name."""
    orphan_files: set[int] = field(default_factory=lambda: cast("set[int]", set()))
    """Files with records that name no patient, or one that is in no file."""
    not_kept: Counter[str] = field(default_factory=lambda: cast("Counter[str]", Counter()))
    repeated: Counter[str] = field(default_factory=lambda: cast("Counter[str]", Counter()))
    refused: list[Refusal] = field(default_factory=lambda: cast("list[Refusal]", []))

    def refuse(self, file: int, entry: int, kind: str, reason: str) -> None:
        """Note one record that is not taken."""
        self.refused.append(Refusal(file=file, entry=entry, kind=kind, reason=reason))

    def tally(self) -> Tally:
        """What was settled since the last tally."""
        tally = Tally(
            not_kept=dict(self.not_kept), repeated=dict(self.repeated), refused=self.refused
        )
        self.not_kept, self.repeated, self.refused = Counter(), Counter(), []
        return tally

    def key_of(self, target: Target | None) -> str | None:
        """The patient key a reference names, or None where no such patient is in the files."""
        if target is None:
            return None
        key = self.by_identifier.get(target.key) if target.is_identifier else target.key
        slot = self.slots.get(key) if key is not None else None
        return key if slot is not None and slot.record_id is not None else None


def kept_resources(
    opened: OpenFile, limits: Limits, *, survey: Survey | None, file: int
) -> Iterator[Kept]:
    """The resources of kept types in a file; with a survey, everything else is counted there."""
    for entry in opened.entries:
        try:
            found = (_kept if entry.resource is None else _kept_row)(entry, limits, survey)
        except (ImportRefused, msgspec.DecodeError, RecursionError, UnicodeDecodeError) as error:
            if survey is not None:
                survey.refuse(file, entry.index, _kind_hint(entry), _reason(error))
            continue
        if found is not None:
            yield found


def look_through(
    survey: Survey, opened: OpenFile, limits: Limits, *, file: int, today: date, region: str
) -> int:
    """Survey one file; returns how many kept resources it holds."""
    count = 0
    for kept in kept_resources(opened, limits, survey=survey, file=file):
        count += 1
        match kept.kind:
            case "Practitioner":
                _meet_practitioner(survey, kept, file=file, today=today)
            case "Organization" if _is_payer(kept.resource):
                _meet_payer_row(survey, kept, file=file, today=today, region=region)
            case "Location" | "Organization":
                _meet_place(survey, kept, file=file, today=today, region=region)
            case "Patient":
                _meet_patient(survey, kept, file=file)
            case "Payer":
                _meet_payer_row(survey, kept, file=file, today=today, region=region)
            case _:
                _meet_child(survey, kept, opened.full_urls, file=file)
                _meet_payer(survey, kept, today=today)
    return count


def settle(survey: Survey, *, today: date) -> None:
    """After the last file: fold in owners named by identifier, add people known by reference."""
    for token in [token for token in survey.slots if token.startswith("?")]:
        slot = survey.slots.pop(token)
        key = survey.by_identifier.get(token[1:])
        if key is not None:
            survey.slots[key].files |= slot.files
            survey.slots[key].size += slot.size
        else:
            survey.orphan_files |= slot.files
    for slot in survey.slots.values():
        if slot.record_id is None:
            survey.orphan_files |= slot.files
    for record_id, (display, identifier) in survey.referred.items():
        if record_id in survey.practitioners:
            continue
        person = practitioner_named(display, record_id=record_id, identifier=identifier)
        try:
            survey.practitioners[record_id] = item_of(
                "Practitioner", person, today=today, only_if_missing=True
            )
        except ImportRefused:
            continue
    survey.directory.known.update(survey.practitioners)


def _kept(entry: Entry, limits: Limits, survey: Survey | None) -> Kept | None:
    if entry.problem:
        raise ImportRefused(entry.problem)
    named = decode_name(entry.raw)
    kind = named.resourceType
    if not _KIND.fullmatch(kind):
        raise ImportRefused("is not a FHIR resource")
    if kind not in KEPT:
        if survey is not None:
            survey.not_kept[kind] += 1
        return None
    size = memoryview(entry.raw).nbytes
    if size > limits.record_bytes:
        raise ImportRefused("is too large")
    resource = _decode(entry.raw)
    if not _is_taken(kind, resource):
        if survey is not None:
            survey.not_kept[kind] += 1
        return None
    source_id = clean(named.id) or clean(entry.full_url).removeprefix("urn:uuid:")
    if not source_id and kind == "Communication":  # its content names it: messages have often no id
        source_id = hashlib.sha256(_encode_sorted(resource)).hexdigest()
    if not source_id:
        raise ImportRefused("has no id")
    return Kept(entry.index, kind, source_id, resource, size)


def _kept_row(entry: Entry, _limits: Limits, survey: Survey | None) -> Kept | None:
    """A row of a table: a resource like others, or one of claims and money as it stands."""
    if entry.problem:
        raise ImportRefused(entry.problem)
    resource = entry.resource or {}
    is_kept = entry.kind != TRANSFER if entry.is_row else entry.kind in KEPT
    if entry.kind == PAYER_ROW:
        name = clean(resource.get("name"), 200)
        is_kept = is_payer(name)
        if survey is not None:
            survey.directory.payer_names[clean(resource.get("id"))] = name
    if not is_kept or not (entry.is_row or _is_taken(entry.kind, resource)):
        if survey is not None:
            survey.not_kept[entry.kind] += 1
        return None
    source_id = clean(resource.get("id"))
    if not source_id:
        raise ImportRefused("has no id")
    return Kept(entry.index, entry.kind, source_id, resource, entry.size, is_row=entry.is_row)


def _is_taken(kind: str, resource: Json) -> bool:
    """Of two types only some resources: measurements of a round, and places that exist."""
    if kind == "Observation":
        return is_vital(resource)
    return kind != "Location" or resource.get("mode") != "kind"


def _kind_hint(entry: Entry) -> str:
    if entry.kind:
        return entry.kind
    try:
        kind = decode_name(entry.raw).resourceType
    except (msgspec.DecodeError, RecursionError, UnicodeDecodeError):
        return ""
    return kind if _KIND.fullmatch(kind) else ""


def _reason(error: Exception) -> str:
    if isinstance(error, ImportRefused):
        return error.reason
    if isinstance(error, RecursionError):
        return "is nested too deeply"
    if isinstance(error, msgspec.ValidationError):
        return "does not have the shape of FHIR"
    return "is not readable JSON"


def _meet_practitioner(survey: Survey, kept: Kept, *, file: int, today: date) -> None:
    key = practitioner_key(kept.resource)
    record_id = practitioner_id(survey.clinic_id, key=key, source_id=kept.source_id)
    plain_id = practitioner_id(survey.clinic_id, key="", source_id=kept.source_id)
    try:
        item = item_of(
            "Practitioner",
            practitioner_from(kept.resource, record_id=record_id),
            today=today,
            file=file,
            entry=kept.index,
            plain_id=plain_id if plain_id != record_id else "",
        )
    except ImportRefused as error:
        survey.refuse(file, kept.index, kept.kind, error.reason)
        return
    known = survey.practitioners.setdefault(record_id, item)
    is_same_entry = survey.directory.by_source_id.get(kept.source_id) == record_id
    if known is not item and known.digest != item.digest and not is_same_entry:
        survey.refuse(file, kept.index, kept.kind, "has another practitioner's identifier")
        return
    survey.directory.by_source_id[kept.source_id] = record_id
    if known is not item:
        survey.repeated[kept.kind] += 1


def _meet_patient(survey: Survey, kept: Kept, *, file: int) -> None:
    slot = survey.slots.setdefault(kept.source_id, Slot())
    record_id = patient_id(survey.clinic_id, kept.resource, kept.source_id)
    slot.is_shared = slot.is_shared or slot.record_id not in (None, record_id)
    if slot.record_id is None:
        slot.record_id = record_id
        for item in each(kept.resource.get("identifier")):
            if key := identifier_key(item):
                survey.by_identifier.setdefault(key, kept.source_id)
    slot.files.add(file)
    slot.size += kept.size


def _meet_child(
    survey: Survey, kept: Kept, full_urls: dict[str, tuple[str, str]], *, file: int
) -> None:
    owner = owner_of(kept.kind, kept.resource, full_urls)
    if owner is not None:
        token = f"?{owner.key}" if owner.is_identifier else owner.key
        slot = survey.slots.setdefault(token, Slot())
        slot.files.add(file)
        slot.size += kept.size
    else:
        survey.orphan_files.add(file)
    for person in participants(kept.resource) if kept.kind == "Encounter" else ():
        target = target_of(person, full_urls, "Practitioner")
        display = clean(person.get("display"))
        if target and target.kind == "Practitioner" and display:
            record_id = survey.directory.identify(target)
            identifier = target.key if target.is_identifier else ""
            survey.referred.setdefault(record_id, (display, identifier))


def _meet_place(survey: Survey, kept: Kept, *, file: int, today: date, region: str) -> None:
    record_id = place_id(survey.clinic_id, kept.kind, kept.resource, kept.source_id)
    made = location_from if kept.kind == "Location" else organization_from
    try:
        place = made(kept.resource, record_id=record_id, region=region)
        item = item_of(kept.kind, place, today=today, file=file, entry=kept.index)
    except ImportRefused as error:
        survey.refuse(file, kept.index, kept.kind, error.reason)
        return
    known = survey.places.setdefault(record_id, item)
    if known is item:
        return
    if known.digest == item.digest:
        survey.repeated[kept.kind] += 1
    else:
        survey.refuse(file, kept.index, kept.kind, "has another one's identifier")


def _is_payer(resource: Json) -> bool:
    return pays(resource) and is_payer(clean(resource.get("name"), 200))


def _meet_payer(survey: Survey, kept: Kept, *, today: date) -> None:
    is_answered = kept.kind in ("Claim", "ExplanationOfBenefit") and not kept.is_row
    name = payer_name(kept.resource) if is_answered else ""
    record_id = payer_id(survey.clinic_id, name) if name else None
    if record_id is None or record_id in survey.places:
        return
    payer = payer_named(name, record_id=record_id)
    survey.places[record_id] = item_of("Payer", payer, today=today, only_if_missing=True)


def _meet_payer_row(survey: Survey, kept: Kept, *, file: int, today: date, region: str) -> None:
    record_id = payer_id(survey.clinic_id, clean(kept.resource.get("name"), 200))
    payer = payer_from(kept.resource, record_id=record_id, region=region)
    try:
        item = item_of(kept.kind, payer, today=today, file=file, entry=kept.index)
    except ImportRefused as error:
        survey.refuse(file, kept.index, kept.kind, error.reason)
        return
    known = survey.places.get(record_id)
    survey.directory.payers[kept.source_id] = record_id
    if known is None or known.only_if_missing:
        survey.places[record_id] = item
    else:
        survey.repeated[kept.kind] += 1
