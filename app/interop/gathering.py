"""One patient while the files are read: their records, each once, and what was not taken.

At the end what lies apart in the files is put together: goals with the plan that names them, claims
with what the payer said, lines with the codes of their diagnoses, threads with their last message.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import cast

import msgspec

from app.domain.claim import ClaimStatus
from app.domain.declare import entity_named
from app.domain.ids import RecordId, is_derived_id
from app.domain.phi import quiet
from app.interop.csv_accounts import TableAccounts
from app.interop.fhir import changed
from app.interop.fhir_document import NO_FILE
from app.interop.frames import Item, Refusal

MOST_CONTENT_BYTES = 48 << 20
"""Files of one patient's documents in one import: they travel in one piece."""
_ROUND = frozenset({"patient_id", "measured_at", "appointment_id", "practitioner_id"})


@quiet
@dataclass(slots=True)
class Gathered:
    """One patient's records by identifier."""

    items: dict[RecordId, Item] = field(default_factory=lambda: cast("dict[RecordId, Item]", {}))
    repeated: dict[str, int] = field(default_factory=lambda: cast("dict[str, int]", {}))
    refused: list[Refusal] = field(default_factory=lambda: cast("list[Refusal]", []))
    has_patient: bool = False
    is_shared: bool = False
    goals: list[tuple[Item, tuple[RecordId, ...]]] = field(
        default_factory=lambda: cast("list[tuple[Item, tuple[RecordId, ...]]]", [])
    )
    """Care plans with the goals they name."""
    measured: dict[str, Item] = field(default_factory=lambda: cast("dict[str, Item]", {}))
    """The Observations taken, by source id; their rounds are among the items."""
    content_bytes: int = 0
    accounts: TableAccounts = field(default_factory=TableAccounts)
    left_out: dict[str, int] = field(default_factory=lambda: cast("dict[str, int]", {}))
    """Rows that are read and become nothing, by kind."""

    def take(self, item: Item) -> bool:
        """Keep a record once; the same again counts as repeated, another one is refused."""
        item = self._fitting(item)
        known = self.items.setdefault(RecordId(item.row_id), item)
        if known is item:
            return True
        return self._again(item, is_same=known.digest == item.digest)

    def measure(self, item: Item, source_id: str) -> None:
        """Put the measurements of one Observation into their round."""
        earlier = self.measured.get(source_id)
        if earlier is not None:
            self._again(item, is_same=earlier.digest == item.digest)
            return
        known = self.items.get(RecordId(item.row_id))
        own = {k: v for k, v in item.body.items() if v not in (None, "") and k not in _ROUND}
        there = known.body if known is not None else own
        if any(there.get(name) not in (None, value) for name, value in own.items()):
            self.refuse_item(item, "differs from another measurement of the same moment")
            return
        self.measured[source_id] = item
        if known is not None:
            who = known.body["practitioner_id"] or item.body["practitioner_id"]
            whole = changed(known, **own, practitioner_id=who)
            item = msgspec.structs.replace(whole, parts=known.parts + 1)
        self.items[RecordId(item.row_id)] = item

    def see_coverage(self, item: Item) -> None:
        """A policy seen on one day: known from the first such day to the last."""
        known = self.items.setdefault(RecordId(item.row_id), item)
        first = [day for one in (known, item) if (day := one.body["valid_from"])]
        last = [day for one in (known, item) if (day := one.body["valid_to"])]
        if known is not item and first:
            wider = changed(known, valid_from=min(map(str, first)), valid_to=max(map(str, last)))
            self.items[RecordId(item.row_id)] = wider

    def _again(self, item: Item, *, is_same: bool) -> bool:
        if is_same:
            name = item.source or item.kind
            self.repeated[name] = self.repeated.get(name, 0) + 1
        else:
            self.refuse_item(item, "differs from an earlier entry")
        return is_same

    def refuse(self, file: int, entry: int, kind: str, reason: str) -> None:
        """Note one record that is not taken."""
        self.refused.append(Refusal(file=file, entry=entry, kind=kind, reason=reason))

    def refuse_item(self, item: Item, reason: str) -> None:
        """Note one record that is not taken, under the name it is counted by."""
        self.refuse(item.file, item.entry, item.source or item.kind, reason)

    def refuse_all(self, reason: str) -> None:
        """Take nothing of this patient."""
        rounds = (item for item in self.items.values() if item.kind != "VitalSigns")
        for item in (*rounds, *self.measured.values()):
            self.refuse_item(item, reason)
        self.items.clear()

    def leave_out(self, kind: str) -> None:
        """Count a row that becomes nothing."""
        self.left_out[kind] = self.left_out.get(kind, 0) + 1

    def finished(self) -> list[Item]:
        """The records to be written, put together: the patient, then parents before children."""
        self.accounts.link(self.items)
        self._link_goals()
        self._link_claims()
        self._link_threads()
        items = self.items.values()
        return sorted(items, key=lambda i: (i.kind != "Patient", entity_named(i.entity).order))

    def _fitting(self, item: Item) -> Item:
        """The item, without its file where the patient has too many of them."""
        if not item.content or RecordId(item.row_id) in self.items:
            return item
        if self.content_bytes + len(item.content) <= MOST_CONTENT_BYTES:
            self.content_bytes += len(item.content)
            return item
        bare = changed(item, sha256="", size=0, media_type="")
        remark = f"{NO_FILE}the patient has too many in one import"
        return msgspec.structs.replace(bare, content=b"", remarks=(*item.remarks, remark))

    def _link_goals(self) -> None:
        """Goals name no plan; plans name their goals."""
        linked: set[RecordId] = set()
        for plan, goals in self.goals:
            if RecordId(plan.row_id) not in self.items:
                continue
            for goal in goals:
                item = self.items.get(goal)
                if item is None or item.kind != "Goal":
                    self.refuse(plan.file, plan.entry, "Goal", "is missing, a care plan names it")
                elif goal not in linked:
                    linked.add(goal)
                    self.items[goal] = changed(item, care_plan_id=plan.row_id)
        for item in self._of("Goal"):
            if RecordId(item.row_id) not in linked:
                self.refuse_item(item, "is named by no care plan")
                del self.items[RecordId(item.row_id)]

    def _link_claims(self) -> None:
        """What was paid by now, and the codes of the diagnoses that lines point at."""
        paid: dict[object, int] = {}
        for item in self._of("ExplanationOfBenefit"):
            claim = item.body["insurance_claim_id"]
            paid[claim] = paid.get(claim, 0) + cast("int", item.body["paid_minor"])
        for item in self._of("Claim"):
            if item.row_id in paid and item.body["status"] == ClaimStatus.EXPORTED:
                total = cast("int", item.body["total_minor"])
                status = _settled(total, paid[item.row_id])
                self.items[RecordId(item.row_id)] = changed(item, status=status)
        for item in self._of("ClaimLine"):
            codes = cast("list[str]", item.body["diagnosis_codes"])
            if codes:
                known = [code for one in codes if (code := self._diagnosis(one))]
                self.items[RecordId(item.row_id)] = changed(item, diagnosis_codes=known)

    def _diagnosis(self, code: str) -> str:
        if not is_derived_id(code):
            return code
        condition = self.items.get(RecordId(code))
        return str(condition.body.get("code", "")) if condition is not None else ""

    def _link_threads(self) -> None:
        last: dict[object, str] = {}
        for item in self._of("Message"):
            thread, sent_at = item.body["thread_id"], str(item.body["sent_at"])
            last[thread] = max(last.get(thread, ""), sent_at)
        for item in self._of("MessageThread"):
            if item.row_id in last:
                told = changed(item, last_message_at=last[item.row_id])
                self.items[RecordId(item.row_id)] = told

    def _of(self, kind: str) -> Iterator[Item]:
        return iter([item for item in self.items.values() if item.kind == kind])


def _settled(total: int, paid: int) -> ClaimStatus:
    """Where a claim stands that the payer has answered; the files here never say "denied"."""
    if paid >= total:
        return ClaimStatus.PAID
    return ClaimStatus.PARTIALLY_PAID if paid > 0 else ClaimStatus.CLOSED
