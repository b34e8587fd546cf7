"""Screen reads on the big database: a record, a page, a day, a chart, typing in the search box."""

from __future__ import annotations

import random
import time
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

from app.bench import sample
from app.bench.measure import Paired, Row, each_seconds, in_turns, percentile, seconds
from app.bench.workbench import CONTEXT, Workbench
from app.domain.ids import PatientId, RecordId
from app.domain.patient import Patient
from app.domain.ports import Reader
from app.domain.query import Order, Query
from app.domain.staff import Clinic
from app.domain.values import day_bounds, digits
from app.services import appointments
from app.services.charts import read_chart
from app.services.day import read_day
from app.services.figures import read_figures
from app.services.patients import LIST_FIELDS
from app.storage.cache import CacheOptions, RecordCache
from app.storage.cache_view import look
from app.storage.reader import LocalReader

_GETS, _PAGES, _DAYS, _CHARTS, _ROUNDS = 1000, 100, 20, 10, 3
_BY_NAME = (Order("family_name"), Order("given_names"))
_RAW_PAGE = (
    f"SELECT {', '.join(LIST_FIELDS)} FROM patient WHERE deleted_at IS NULL "
    "AND (family_name, given_names, id) > (?, ?, ?) ORDER BY family_name, given_names, id LIMIT 50"
)
_RAW_DAY = (
    "SELECT a.id, a.patient_id, a.starts_at, a.ends_at, a.practitioner_id, a.room_id, "
    "a.visit_type_id, a.reason, a.status, a.confirmation, a.priority, a.is_overbook, "
    "a.needs_resolution, a.version, p.family_name, p.given_names, d.prefix, d.family_name, "
    "r.name, v.name, EXISTS (SELECT 1 FROM allergy AS g WHERE g.patient_id = a.patient_id "
    "AND g.status = 'active' AND g.deleted_at IS NULL) FROM appointment AS a "
    "LEFT JOIN patient AS p ON p.id = a.patient_id "
    "LEFT JOIN practitioner AS d ON d.id = a.practitioner_id "
    "LEFT JOIN room AS r ON r.id = a.room_id LEFT JOIN visit_type AS v ON v.id = a.visit_type_id "
    "WHERE a.deleted_at IS NULL AND a.starts_at >= ? AND a.starts_at < ? ORDER BY a.starts_at, a.id"
)
_CHART_TABLES = (
    "patient_identifier",
    "coverage",
    "emergency_contact",
    "allergy",
    "condition",
    "medication_statement",
    "screening",
    "consent",
    "care_team_member",
    "sync_conflict",
)
_COUNTED = (
    ("appointment", "booked"),
    ("document", "pending"),
    ("prescription", "active"),
)
_UNREAD = (
    "SELECT count(*) FROM message_thread AS t JOIN message AS m ON m.thread_id = t.id "
    "WHERE t.patient_id = ? AND t.status <> 'done' AND t.deleted_at IS NULL "
    "AND m.deleted_at IS NULL AND instr(m.read_by, ?) = 0"
)
_SUMMED = ("charge", "adjustment", "payment", "refund", "allocation")
_RECENT = (
    *("appointment", "message_thread", "prescription", "document", "care_plan"),
    *("health_record", "immunization", "payment"),
)


@dataclass(frozen=True, slots=True)
class _Sides:
    """The same database twice: through the program, and as a bare connection."""

    reader: Reader
    raw: Any
    keys: list[RecordId]


def get(bench: Workbench) -> Iterator[Row]:
    """One record by its identifier."""
    with _Both(bench) as sides:
        repository = sides.reader.records(Patient)
        binary = [bytes.fromhex(key) for key in sides.keys]
        times = in_turns(
            lambda: [repository.get(key) for key in sides.keys],
            lambda: [
                sides.raw.execute("SELECT * FROM patient WHERE id = ?", (key,)).fetchone()
                for key in binary
            ],
        )
        yield times.row("get", floor="raw SQL on the same file", goal=4.0)
        yield from _through_memory(bench, sides.keys, times)


def _through_memory(bench: Workbench, keys: list[RecordId], plain: Paired) -> Iterator[Row]:
    """The same records as a desk reads them: the first time, and again within their time."""
    cache = RecordCache(CacheOptions(max_entries=2 * len(keys), max_bytes=64 * 1024 * 1024))
    with bench.store.database.reading() as session:

        def read_all() -> object:
            view = look(cache, session)
            repository = LocalReader(session, bench.store.signer, view).records(Patient)
            return [repository.get(key) for key in keys]

        def first_time() -> object:
            cache.clear()
            return read_all()

        floor = plain.floor
        for variant, work in (("first time, kept", first_time), ("from memory", read_all)):
            work()
            spent = tuple(seconds(work) for _ in floor)
            times = Paired(spent, floor)
            yield times.row("get", variant=variant, floor="raw SQL on the same file", goal=4.0)


def page(bench: Workbench) -> Iterator[Row]:
    """A page of 50 patients by name, from anywhere in the list."""
    with _Both(bench) as sides:
        found = sides.reader.records(Patient).get_many(sides.keys[:_PAGES])
        starts = [(p.family_name, p.given_names, p.id) for p in found.values()]
        query = Query(Patient, order=_BY_NAME, limit=50)
        repository = sides.reader.records(Patient)
        times = in_turns(
            lambda: [repository.rows(query.following(start), LIST_FIELDS) for start in starts],
            lambda: [_raw_page(sides.raw, start) for start in starts],
        )
        yield times.row("page", floor="raw SQL, same columns", goal=1.5)


def day_view(bench: Workbench) -> Iterator[Row]:
    """The busiest day with its columns and names."""
    with _Both(bench) as sides:
        clinic = next(iter(sides.reader.records(Clinic).find(Query(Clinic)).rows))
        day = sample.START.astimezone(ZoneInfo(sample.ZONE)).date()
        bounds = [int(at.timestamp() * 1_000_000) for at in day_bounds(day, sample.ZONE)]
        shown = len(read_day(sides.reader, wanted=day, clinic=clinic).visits)
        times = in_turns(
            lambda: [read_day(sides.reader, wanted=day, clinic=clinic) for _ in range(_DAYS)],
            lambda: [_raw_day(sides.raw, bounds) for _ in range(_DAYS)],
        )
        variant = f"{shown} visits"
        yield times.row("day_view", variant=variant, floor="one raw statement", goal=1.3)
        yield _felt("day_view", "felt", times, _DAYS, goal_ms=150)


def chart(bench: Workbench) -> Iterator[Row]:
    """Charts of patients all over the file, by processor time; then the one with most visits."""
    with _Both(bench) as sides:
        every = sample.CHARTED_EVERY
        some = range(
            0, bench.sizes.patients, max(every, bench.sizes.patients // 200 // every * every)
        )
        keys = [PatientId(sample.identifier(1, number)) for number in some]
        times = in_turns(
            lambda: [
                read_chart(sides.reader, CONTEXT, patient_id=key, now=sample.START) for key in keys
            ],
            lambda: [_raw_chart(sides.raw, bytes.fromhex(key)) for key in keys],
            clock=time.thread_time,
        )
        yield times.row("chart", variant="CPU", floor="raw SQL, same lists", goal=1.2)
        times = in_turns(
            lambda: [
                read_figures(sides.reader, CONTEXT, patient_id=key, now=sample.START)
                for key in keys
            ],
            lambda: [_raw_figures(sides.raw, bytes.fromhex(key)) for key in keys],
            clock=time.thread_time,
        )
        yield times.row("chart", variant="figures, CPU", floor="raw SQL, the same", goal=None)
        busiest = keys[:1] * _CHARTS
        times = in_turns(
            lambda: [
                (
                    read_chart(sides.reader, CONTEXT, patient_id=key, now=sample.START),
                    appointments.of_patient(sides.reader, patient_id=key),
                )
                for key in busiest
            ],
            lambda: [_raw_chart(sides.raw, bytes.fromhex(key)) for key in busiest],
            repeats=3,
        )
        variant = f"felt, {sample.CHART_VISITS} visits"
        yield _felt("chart", variant, times, _CHARTS, goal_ms=200)


def typeahead(bench: Workbench) -> Iterator[Row]:
    """What staff type while looking for somebody; every query must find the person meant."""
    with _Both(bench) as sides:
        found = list(sides.reader.records(Patient).get_many(sides.keys[:200]).values())
        starts = [(p.family_name, p.given_names, p.id) for p in found]
        raw_page = percentile(
            each_seconds(lambda at: _raw_page(sides.raw, starts[at]), len(starts)), 0.5
        )
        for kind, typed in _typed(found).items():
            spent, hits = _search_all(sides.reader, typed)
            yield Row(
                scenario="typeahead",
                variant=f"{kind} p50",
                floor="raw keyset page p50",
                value=percentile(spent, 0.5) / raw_page,
                worst=max(spent) / raw_page,
                goal=1.5,
                detail={
                    "p50_ms": percentile(spent, 0.5) * 1000,
                    "p95_ms": percentile(spent, 0.95) * 1000,
                },
            )
            yield Row(
                scenario="typeahead",
                variant=f"{kind} p99",
                floor="raw keyset page p50",
                value=percentile(spent, 0.99) / raw_page,
                worst=max(spent) / raw_page,
                goal=5.0,
            )
            yield Row(
                scenario="typeahead",
                variant=f"{kind} found",
                floor="every query finds its patient",
                value=100 * hits / len(typed),
                worst=100 * hits / len(typed),
                goal=100.0,
                unit="%",
                higher_is_better=True,
            )


class _Both:
    """Opens the shared store on both sides for one scenario."""

    def __init__(self, bench: Workbench) -> None:
        self._bench = bench
        self._reading = bench.store.reader()

    def __enter__(self) -> _Sides:
        rng = random.Random(5)
        count = self._bench.sizes.patients
        keys = [sample.identifier(1, rng.randrange(count)) for _ in range(min(_GETS, count))]
        self._raw_session = self._bench.store.database.reading()
        return _Sides(self._reading.__enter__(), self._raw_session.__enter__().raw, keys)

    def __exit__(self, *failure: Any) -> None:
        self._raw_session.__exit__(*failure)
        self._reading.__exit__(*failure)


def _raw_page(raw: Any, start: tuple[str, str, str]) -> object:
    return raw.execute(_RAW_PAGE, (start[0], start[1], bytes.fromhex(start[2]))).fetchall()


def _raw_day(raw: Any, bounds: list[int]) -> object:
    return (
        raw.execute(_RAW_DAY, bounds).fetchall(),
        raw.execute("SELECT * FROM practitioner WHERE is_schedulable ORDER BY 7, 8").fetchall(),
        raw.execute("SELECT row_id FROM outbox WHERE entity = 'appointment'").fetchall(),
    )


def _raw_chart(raw: Any, patient_id: bytes) -> object:
    now = int(sample.START.timestamp() * 1_000_000)
    lists = [
        raw.execute(f"SELECT * FROM {table} WHERE patient_id = ?", (patient_id,)).fetchall()
        for table in _CHART_TABLES
    ]
    beside = [
        raw.execute(
            f"SELECT * FROM appointment WHERE patient_id = ? AND starts_at {side} ? "
            f"AND deleted_at IS NULL ORDER BY starts_at {order} LIMIT 1",
            (patient_id, now),
        ).fetchone()
        for side, order in ((">=", "ASC"), ("<", "DESC"))
    ]
    vitals = raw.execute(
        "SELECT * FROM vital_signs WHERE patient_id = ? AND deleted_at IS NULL "
        "ORDER BY measured_at DESC, id DESC LIMIT 1",
        (patient_id,),
    ).fetchone()
    own = raw.execute(
        "SELECT p.*, d.* FROM patient AS p LEFT JOIN practitioner AS d ON d.id = p.practitioner_id "
        "WHERE p.id = ?",
        (patient_id,),
    ).fetchone()
    waits = raw.execute(
        "SELECT 1 FROM outbox WHERE entity = 'patient' AND row_id = ?", (patient_id.hex(),)
    ).fetchone()
    elsewhere = raw.execute(
        "SELECT entity, count(*) FROM kept_at_server WHERE patient_id = ? GROUP BY entity",
        (patient_id,),
    ).fetchall()
    return own, lists, vitals, beside, waits, elsewhere


def _raw_figures(raw: Any, patient_id: bytes) -> object:
    """What stands beside the chart at a glance: counts, sums, and what happened lately."""
    counts = [
        raw.execute(
            f"SELECT count(*) FROM {table} WHERE patient_id = ? AND status = ? "
            "AND deleted_at IS NULL",
            (patient_id, status),
        ).fetchone()
        for table, status in _COUNTED
    ]
    unread = raw.execute(_UNREAD, (patient_id, CONTEXT.user_id)).fetchone()
    sums = [
        raw.execute(
            f"SELECT sum(amount_minor) FROM {table} WHERE patient_id = ? AND currency = 'USD'",
            (patient_id,),
        ).fetchone()
        for table in _SUMMED
    ]
    recent = [
        raw.execute(
            f"SELECT * FROM {table} WHERE patient_id = ? AND deleted_at IS NULL "
            "ORDER BY updated_at DESC, id DESC LIMIT 11",
            (patient_id,),
        ).fetchall()
        for table in _RECENT
    ]
    return counts, unread, sums, recent


def _typed(found: list[Patient]) -> dict[str, list[tuple[str, RecordId]]]:
    """What would be typed for each patient, by way of looking."""
    born = [patient for patient in found if patient.birth_date]
    return {
        "name": [(f"{p.family_name[:5]} {p.given_names}", p.id) for p in found],
        "two words": [(f"{p.given_names[:3]} {p.family_name}", p.id) for p in found],
        "phone": [(digits(p.phone or "")[-7:], p.id) for p in found],
        "birth date": [(f"{p.birth_date} {p.family_name[:3]}", p.id) for p in born],
        "mrn": [(p.mrn, p.id) for p in found],
    }


def _search_all(reader: Reader, typed: list[tuple[str, RecordId]]) -> tuple[list[float], int]:
    answers: dict[int, tuple[RecordId, ...]] = {}

    def ask(at: int) -> None:
        answers[at] = reader.search_patients(typed[at][0], limit=1000)

    spent = [took for _ in range(_ROUNDS) for took in each_seconds(ask, len(typed))]
    hits = sum(key in answers[at] for at, (_, key) in enumerate(typed))
    return spent, hits


def _felt(scenario: str, variant: str, times: Paired, calls: int, *, goal_ms: float) -> Row:
    """The same in milliseconds per call, against what staff are promised."""
    return Row(
        scenario=scenario,
        variant=variant,
        floor="what staff are promised",
        value=sorted(times.work)[len(times.work) // 2] * 1000 / calls,
        worst=max(times.work) * 1000 / calls,
        goal=goal_ms,
        unit="ms",
    )
