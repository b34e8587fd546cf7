"""Many values travel as one text, and PostgreSQL reads every one of them as it is."""

from __future__ import annotations

from dataclasses import replace

import asyncpg
import pytest
from sqlalchemy import text

from app.domain.ids import new_id
from app.server.many import bodies, each_json, each_text, ids, of_ids, texts
from app.server.tenancy import tenant_tables, tenant_transaction
from tests.factories import a_patient
from tests.server_fixtures import RunningServer, TestDesk

pytestmark = pytest.mark.row("F5")
ODD = ["", "a,b", '"{}"', "back\\slash", "NULL", "Zoë\u2028\x1e", "line\nline"]
OWN = ("resource_number", "tenant_seq")


async def asked(server: RunningServer, clinic: TestDesk, words: str, **values: str) -> list[object]:
    async with tenant_transaction(server.state.engine, clinic.clinic_id) as connection:
        return list((await connection.execute(text(words), values)).scalars())


async def test_every_kind_of_value_comes_apart_as_it_was(
    clinic: TestDesk, server: RunningServer
) -> None:
    named = [new_id(), None, new_id()]
    told = {
        f"SELECT unnest({of_ids('v')})": ids(named),
        f"SELECT * FROM {each_text('v')}": texts(ODD),
        f"SELECT * FROM {each_json('v')}": bodies([b'{"a": 1}', b"[]"]),
        f"SELECT unnest({of_ids('v', 'bigint')})": ids(["1", "-2"]),
    }
    found = [
        server.on_its_loop(asked(server, clinic, words, v=value)) for words, value in told.items()
    ]
    assert [one and one.hex for one in found[0]] == named
    assert found[1:] == [ODD, ['{"a": 1}', "[]"], [1, -2]]


async def test_new_records_keep_odd_reasons_and_texts(
    clinic: TestDesk, server: RunningServer
) -> None:
    seen = [one for one in ODD if one.isprintable() and one]
    made = [replace(clinic.create(a_patient(city=one)), reason=one) for one in seen]
    made += [replace(clinic.create(a_patient()), reason=one) for one in ODD]
    results = await clinic.push(*made)
    assert {one.status for one in results} == {"applied"}
    held = {row.id: row.body for row in await clinic.everything()}
    assert held == {one.id: one.full for one in made}
    words = "SELECT reason FROM row_history WHERE entity = 'patient' ORDER BY seq"
    assert server.on_its_loop(asked(server, clinic, words)) == [*seen, *ODD]


async def test_nothing_is_written_to_any_record_table_without_the_sequence(
    clinic: TestDesk, server: RunningServer
) -> None:
    """The guard asks before a statement, whatever the statement would write."""
    connection = await asyncpg.connect(server.databases.app)
    records = [one for one in tenant_tables() if one not in OWN]
    try:
        guards = await connection.fetch(
            "SELECT c.relname, t.tgtype & 1 AS by_row FROM pg_trigger AS t "
            "JOIN pg_class AS c ON c.oid = t.tgrelid WHERE t.tgname = 'guard_write'"
        )
        guarded = {row["relname"] for row in guards}
        assert {"patient", "appointment", "payment", "user"} <= guarded <= set(records)
        assert not any(row["by_row"] for row in guards)
        await connection.execute("SELECT set_config('app.tenant', $1, false)", clinic.clinic_id)
        for table in sorted(guarded):
            with pytest.raises(asyncpg.RaiseError, match="while the sequence is held"):
                await connection.execute(f'UPDATE "{table}" SET version = 1')
            with pytest.raises(asyncpg.RaiseError, match="while the sequence is held"):
                await connection.execute(f'INSERT INTO "{table}" SELECT * FROM "{table}" LIMIT 0')
    finally:
        await connection.close()
