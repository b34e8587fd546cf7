"""GraphQL over the five reports: a schema, limits on what is asked, and one transaction that reads
and says so in the trail.

Fragments and introspection are not served: five reports need neither, and what they can be made to
cost is known beforehand.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cache
from http import HTTPStatus
from typing import Any, cast

import msgspec
from graphql import (
    DocumentNode,
    ExecutionResult,
    FieldNode,
    GraphQLError,
    GraphQLSchema,
    OperationDefinitionNode,
    OperationType,
    SelectionSetNode,
    build_schema,
    execute,  # pyright: ignore[reportUnknownVariableType]  (its executors)
    parse,
    validate,
)
from sqlalchemy.ext.asyncio import AsyncConnection

from app.domain.errors import InvalidValue
from app.domain.permissions import Permission
from app.domain.record_permissions import permission_for
from app.protocol.reports import SDL, GraphQLRequest
from app.security.server_tokens import Principal
from app.server import reports
from app.server.records import allows
from app.server.refusal import Refusal, bad_request
from app.server.standing import denied
from app.server.state import ServerState
from app.server.telling import told
from app.server.trail import Deed, Note

MOST_REPORTS = 5
MOST_FIELDS = 100
DEEPEST = 4
MOST_TOKENS = 1000
_LONGEST_DETAIL = 200


@dataclass(frozen=True, slots=True)
class _Report:
    """A report: how it is made, the records its line in the trail names, and what it takes."""

    make: Callable[..., Awaitable[list[Any]]]
    entity: str
    needs: tuple[Permission | None, ...]


_MONEY = (permission_for("payment", "view"), Permission.TOTALS_VIEW)
_VISITS = (permission_for("appointment", "view"),)
REPORTS: Mapping[str, _Report] = {
    "dayUtilisation": _Report(reports.day_utilisation, "appointment", _VISITS),
    "noShowRate": _Report(reports.no_show_rate, "appointment", _VISITS),
    "aging": _Report(reports.aging, "charge", _MONEY),
    "collectedByMethod": _Report(reports.collected_by_method, "payment", _MONEY),
    "recallDue": _Report(
        reports.recall_due,
        "recall",
        (permission_for("recall", "view"), Permission.PATIENT_VIEW, Permission.PATIENT_LIST),
    ),
}
"""The five reports by their names in the schema."""


@dataclass(slots=True)
class _Answering:
    """One question being answered: its connection serves one report at a time."""

    connection: AsyncConnection
    tenant_id: str
    lock: asyncio.Lock = field(default_factory=asyncio.Lock)
    rows: list[tuple[str, int]] = field(default_factory=list[tuple[str, int]])


async def answer(
    server: ServerState, who: Principal, request: GraphQLRequest, *, now: datetime
) -> dict[str, Any]:
    """The data of an answer. Raises Refusal (400, 401, 403): a question is answered whole or not
    at all."""
    document, wanted = _understood(request)
    for name in wanted:
        if not allows(who, REPORTS[name].needs):
            raise await denied(server.engine, who, entity=REPORTS[name].entity, now=now)

    async def read(connection: AsyncConnection) -> tuple[dict[str, Any], list[Note]]:
        answering = _Answering(connection, who.tenant_id)
        data = await _executed(document, request, answering)
        return data, [_note(who, name, rows) for name, rows in answering.rows]

    return await told(server, who, read, now=now)


def _understood(request: GraphQLRequest) -> tuple[DocumentNode, list[str]]:
    """The question, and the reports it asks for. Raises Refusal (400)."""
    try:
        document = parse(request.query, max_tokens=MOST_TOKENS, no_location=True)
    except GraphQLError as error:
        raise _unfit(error.message) from None
    except RecursionError:
        raise _unfit("it is nested too deeply") from None
    operations = [one for one in document.definitions if isinstance(one, OperationDefinitionNode)]
    if len(operations) != len(document.definitions) or len(operations) != 1:
        raise _unfit("it is not one query without fragments")
    (operation,) = operations
    if operation.operation is not OperationType.QUERY:
        raise _unfit("only queries are answered")
    if _count(operation.selection_set, DEEPEST) > MOST_FIELDS:
        raise _unfit("it asks for too many fields")
    errors = validate(schema(), document, max_errors=1)
    if errors:
        raise _unfit(errors[0].message)
    selected = operation.selection_set.selections
    names = [one.name.value for one in selected if isinstance(one, FieldNode)]
    if len(names) > MOST_REPORTS:
        raise _unfit("it asks for too many reports")
    return document, [name for name in names if name in REPORTS]


def _count(selected: SelectionSetNode | None, depth: int) -> int:
    """How many fields are asked for. Raises Refusal (400)."""
    if selected is None:
        return 0
    if depth == 0:
        raise _unfit("it is nested too deeply")
    total = 0
    for one in selected.selections:
        if not isinstance(one, FieldNode) or one.name.value in ("__schema", "__type"):
            raise _unfit("fragments and introspection are not served")
        total += 1 + _count(one.selection_set, depth - 1)
    return total


async def _executed(
    document: DocumentNode, request: GraphQLRequest, answering: _Answering
) -> dict[str, Any]:
    outcome = execute(
        schema(), document, context_value=answering, variable_values=request.variables
    )
    result = outcome if isinstance(outcome, ExecutionResult) else await outcome
    for error in result.errors or ():
        cause = error.original_error
        if isinstance(cause, InvalidValue):
            raise bad_request("invalid_value", f"{cause.field}: {cause.reason}")
        if cause is not None and not isinstance(cause, GraphQLError):
            raise cause
        raise _unfit("a variable is missing or not of its type")  # its own words repeat the value
    return result.data or {}


def _resolver(name: str) -> Callable[..., Awaitable[Any]]:
    report = REPORTS[name]

    async def resolve(_root: Any, info: Any, **arguments: Any) -> Any:
        answering: _Answering = info.context
        async with answering.lock:
            lines = await report.make(answering.connection, answering.tenant_id, **arguments)
            answering.rows.append((name, len(lines)))
        return msgspec.to_builtins(lines)

    return resolve


@cache
def schema() -> GraphQLSchema:
    """The schema with its resolvers."""
    made = build_schema(SDL)
    types = cast("Mapping[str, Any]", made.type_map)
    types["Date"].parse_value = types["Date"].coerce_input_value = _day
    for name in REPORTS:
        types["Query"].fields[name].resolve = _resolver(name)
    return made


def _day(value: Any) -> date:
    try:
        day = date.fromisoformat(value)
    except (TypeError, ValueError):
        raise GraphQLError("a day is written as 2026-11-21 is") from None
    if day.isoformat() != value:
        raise GraphQLError("a day is written as 2026-11-21 is")
    return day


def _note(who: Principal, name: str, rows: int) -> Note:
    return Note(
        deed=Deed.REPORT,
        actor_id=who.user_id,
        device_id=who.device_id,
        entity=REPORTS[name].entity,
        code=f"{name} rows:{rows}",
    )


def _unfit(why: str) -> Refusal:
    return Refusal(HTTPStatus.BAD_REQUEST, "invalid_query", detail=why[:_LONGEST_DETAIL])
