"""How somebody likes their desk: colours, sizes, columns, where they were; each for themselves."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import cast

from app.domain.changes import Origin
from app.domain.context import ExecutionContext
from app.domain.ids import UserId
from app.domain.ports import UnitOfWork, UnitOfWorkFactory

_FACT = "preferences:{0}"


def read(begin: UnitOfWorkFactory, context: ExecutionContext) -> dict[str, object]:
    """Everything the signed-in person chose at this desk, by name (on the writer thread)."""
    with begin(context, origin=Origin.REMOTE) as uow:
        return _unpacked(uow.meta.get(_FACT.format(context.user_id)))


def keep(
    begin: UnitOfWorkFactory, context: ExecutionContext, *, changes: Mapping[str, object]
) -> None:
    """Remember choices beside those of before; None forgets one.

    At a desk that is for reading only, too: hence the origin. Raises StorageError.
    """
    with begin(context, origin=Origin.REMOTE) as uow:
        fact = _FACT.format(context.user_id)
        chosen = {**_unpacked(uow.meta.get(fact)), **changes}
        kept = {name: value for name, value in chosen.items() if value is not None}
        uow.meta.set(fact, json.dumps(kept, sort_keys=True) if kept else None)


def forget(uow: UnitOfWork, user_id: UserId) -> None:
    """Somebody left: nothing of what they chose or could take back stays at this desk."""
    uow.meta.set(_FACT.format(user_id), None)


def _unpacked(text: str | None) -> dict[str, object]:
    """What was kept; nothing where another version wrote what this one cannot read."""
    try:
        found = json.loads(text or "{}")
    except ValueError:
        return {}
    return cast("dict[str, object]", found) if isinstance(found, dict) else {}
