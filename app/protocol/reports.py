"""The five reports on the wire: what is asked (GraphQL), and the lines both ends know.

Amounts are minor units of a currency; days are "2026-11-21".
"""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from typing import Any

import msgspec

from app.domain.phi import quiet

SDL = """
"A day, as 2026-11-21."
scalar Date
"A point in time (ISO 8601, UTC)."
scalar Instant
"A whole number of any size; amounts are minor units."
scalar Whole

enum NoShowBy { ALL PRACTITIONER VISIT_TYPE MONTH }

type Query {
  "Minutes booked and offered, by day and practitioner; at most 92 days."
  dayUtilisation(first: Date!, last: Date!): [Utilisation!]!
  "Visits that patients kept, missed or cancelled late; at most 366 days."
  noShowRate(first: Date!, last: Date!, by: NoShowBy! = ALL): [NoShow!]!
  "What patients owe, by the age of the service on a day."
  aging(on: Date!, currency: String): [Aging!]!
  "What came in and was given back, by method; at most 366 days."
  collectedByMethod(first: Date!, last: Date!, currency: String): [Collected!]!
  "Patients to be called in by a day, the longest overdue first."
  recallDue(on: Date!, limit: Int! = 500): [RecallDue!]!
}

type Utilisation {
  day: Date! practitionerId: ID practitionerName: String!
  visits: Whole! bookedMinutes: Whole! offeredMinutes: Whole! ratio: Float
}
type NoShow {
  group: String label: String!
  kept: Whole! noShows: Whole! lateCancels: Whole! rate: Float
}
type Aging { fromDays: Int! toDays: Int owedMinor: Whole! currency: String! }
type Collected {
  method: String! currency: String!
  payments: Whole! paidMinor: Whole! refundedMinor: Whole! netMinor: Whole!
}
type RecallDue {
  id: ID! dueOn: Date! daysOverdue: Int! status: String! lastContactAt: Instant
  practitionerId: ID visitTypeId: ID patient: RecallPatient!
}
type RecallPatient { id: ID! mrn: String familyName: String! givenNames: String! phone: String }
"""
"""The schema."""


class NoShowBy(StrEnum):
    """What missed visits are counted by."""

    ALL = "ALL"
    PRACTITIONER = "PRACTITIONER"
    VISIT_TYPE = "VISIT_TYPE"
    MONTH = "MONTH"


class Utilisation(msgspec.Struct, rename="camel"):
    """One practitioner's day; ratio is None where no time is offered."""

    day: date
    practitioner_id: str | None
    practitioner_name: str
    visits: int
    booked_minutes: int
    offered_minutes: int
    ratio: float | None


class NoShow(msgspec.Struct, rename="camel"):
    """Visits of a group (a practitioner, a visit type, a month); rate is None without any."""

    group: str | None
    label: str
    kept: int
    no_shows: int
    late_cancels: int
    rate: float | None


class Aging(msgspec.Struct, rename="camel"):
    """What is owed for services of an age; the last bucket is open."""

    from_days: int
    to_days: int | None
    owed_minor: int
    currency: str


class Collected(msgspec.Struct, rename="camel"):
    """What came in by a method, and what went back by it."""

    method: str
    currency: str
    payments: int
    paid_minor: int
    refunded_minor: int
    net_minor: int


@quiet
class RecallPatient(msgspec.Struct, rename="camel"):
    """Whom to call."""

    id: str
    mrn: str | None
    family_name: str
    given_names: str
    phone: str | None


@quiet
class RecallDue(msgspec.Struct, rename="camel"):
    """A patient to be called in."""

    id: str
    due_on: date
    days_overdue: int
    status: str
    last_contact_at: datetime | None
    practitioner_id: str | None
    visit_type_id: str | None
    patient: RecallPatient


class GraphQLRequest(msgspec.Struct, rename="camel", omit_defaults=True):
    """A question in GraphQL (its specification of October 2021, 7.1), over HTTP as JSON."""

    query: str
    variables: dict[str, Any] | None = None
    operation_name: str | None = None


class GraphQLReply(msgspec.Struct):
    """The answer. What cannot be answered is refused as a whole, like every other request."""

    data: dict[str, Any]


class ReportData(msgspec.Struct, rename="camel"):
    """The reports of an answer."""

    day_utilisation: list[Utilisation] = []
    no_show_rate: list[NoShow] = []
    aging: list[Aging] = []
    collected_by_method: list[Collected] = []
    recall_due: list[RecallDue] = []


class ReportReply(msgspec.Struct):
    """An answer as the desk reads it."""

    data: ReportData


DAY_UTILISATION = (
    "query ($first: Date!, $last: Date!) { dayUtilisation(first: $first, last: $last) { day "
    "practitionerId practitionerName visits bookedMinutes offeredMinutes ratio } }"
)
NO_SHOW_RATE = (
    "query ($first: Date!, $last: Date!, $by: NoShowBy) { noShowRate(first: $first, last: $last, "
    "by: $by) { group label kept noShows lateCancels rate } }"
)
AGING = (
    "query ($on: Date!, $currency: String) { aging(on: $on, currency: $currency) { fromDays "
    "toDays owedMinor currency } }"
)
COLLECTED_BY_METHOD = (
    "query ($first: Date!, $last: Date!, $currency: String) { collectedByMethod(first: $first, "
    "last: $last, currency: $currency) { method currency payments paidMinor refundedMinor "
    "netMinor } }"
)
RECALL_DUE = (
    "query ($on: Date!, $limit: Int) { recallDue(on: $on, limit: $limit) { id dueOn daysOverdue "
    "status lastContactAt practitionerId visitTypeId patient { id mrn familyName givenNames "
    "phone } } }"
)
