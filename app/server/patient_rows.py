"""One patient's chart detail once more, for a desk that had put it away and needs it again."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ARRAY, Text, TextClause, bindparam, text
from sqlalchemy.ext.asyncio import AsyncEngine

from app.domain.declare import entities
from app.domain.ids import is_record_id
from app.domain.operations import RowState
from app.domain.permissions import Scope, is_account_allowed
from app.domain.record_permissions import permission_for
from app.protocol.codec import instant_to_wire
from app.protocol.messages import PATIENT_ROWS_LIMIT, PatientRowsReply, PatientRowsRequest
from app.security.server_tokens import Principal
from app.server.feed import row_of
from app.server.refusal import bad_request
from app.server.standing import check_standing, denied
from app.server.tenancy import tenant_transaction
from app.server.trail import Deed, Note, write_notes
from app.server.trouble import whole

_OF_TYPE = (
    "SELECT h.entity, h.id, h.version, h.seq, h.deleted, h.changed, h.after "
    'FROM "{table}" AS r JOIN row_history AS h ON h.tenant_id = r.tenant_id '
    "AND h.entity = '{table}' AND h.id = r.id AND h.version = r.version "
    "WHERE r.tenant_id = CAST(:tenant AS uuid) AND r.patient_id = CAST(:patient AS uuid) "
    "AND r.id > CAST(:after AS uuid)"
)
_ABOUT_SHOWN = " AND r.entity = ANY(:shown)"
"""Conflicts hold values of both sides: they are for who may see what they are about."""
_FIRST = "0" * 32
_CONFLICT = "sync_conflict"


@whole
async def read_patient_rows(
    engine: AsyncEngine, who: Principal, wanted: PatientRowsRequest, *, now: datetime
) -> PatientRowsReply:
    """The patient's chart detail as far as the account may see it; a line in the trail per page.

    Raises Refusal (400, 401, 403).
    """
    if not is_record_id(wanted.patient_id) or not is_record_id(wanted.after or _FIRST):
        raise bad_request("malformed")
    tables = _shown_to(who.role)
    if not tables:
        raise await denied(engine, who, entity="patient", row_id=wanted.patient_id, now=now)
    async with tenant_transaction(engine, who.tenant_id) as connection:
        await check_standing(connection, who)
        found = await connection.execute(
            _statement(tables),
            {
                "tenant": who.tenant_id,
                "patient": wanted.patient_id,
                "after": wanted.after or _FIRST,
                "limit": PATIENT_ROWS_LIMIT + 1,
            },
        )
        rows = [row_of(line) for line in found]
        await write_notes(connection, who.tenant_id, [_note(who, wanted.patient_id)], now=now)
    return _reply(rows, now)


def _shown_to(role: str) -> list[str]:
    """The types of chart detail that an account of this role may see of some patient."""
    shown = [spec.name for spec in entities() if spec.leaves_disk and _may_see(role, spec.name)]
    return [] if shown == [_CONFLICT] else shown


def _may_see(role: str, name: str) -> bool:
    permission = permission_for(name, "view")
    return permission is not None and is_account_allowed(role, permission, Scope.OTHER)


def _statement(tables: list[str]) -> TextClause:
    each = " UNION ALL ".join(
        _OF_TYPE.format(table=table) + (_ABOUT_SHOWN if table == _CONFLICT else "")
        for table in tables
    )
    wanted = text(f"SELECT * FROM ({each}) AS detail ORDER BY id LIMIT :limit")
    shown = bindparam("shown", tables, type_=ARRAY(Text))
    return wanted.bindparams(shown) if _CONFLICT in tables else wanted


def _note(who: Principal, patient_id: str) -> Note:
    return Note(
        deed=Deed.FETCH,
        actor_id=who.user_id,
        device_id=who.device_id,
        entity="patient",
        row_id=patient_id,
    )


def _reply(rows: list[RowState], now: datetime) -> PatientRowsReply:
    return PatientRowsReply(
        rows=rows[:PATIENT_ROWS_LIMIT],
        more=len(rows) > PATIENT_ROWS_LIMIT,
        server_time=instant_to_wire(now),
    )
