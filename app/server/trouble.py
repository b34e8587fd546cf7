"""What PostgreSQL's errors mean here, and doing again what two transactions did to each other.

Codes are PostgreSQL's (appendix A of its manual): a class of two characters and three more.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Coroutine
from functools import wraps
from typing import Any, ParamSpec, TypeVar

from sqlalchemy.exc import DBAPIError

from app.domain.errors import (
    ClinicError,
    ConnectionLost,
    ConsistencyViolation,
    DatabaseDamaged,
    DeadlockDetected,
    DuplicateRecord,
    InvalidValue,
    ReadOnlyTransaction,
    StorageBusy,
    StorageError,
    StorageFull,
    TransactionAborted,
    TransactionTimeout,
)

_log = logging.getLogger(__name__)
P = ParamSpec("P")
T = TypeVar("T")
TRIES = 4
_FIRST_PAUSE_S = 0.05
_DEADLOCK, _SERIALIZATION = "40P01", "40001"
_MEANINGS: tuple[tuple[str, Callable[[], ClinicError]], ...] = (
    (_DEADLOCK, DeadlockDetected),
    ("40", TransactionAborted),
    ("57014", TransactionTimeout),
    ("55P03", StorageBusy),
    ("57P", ConnectionLost),
    ("08", ConnectionLost),
    ("53100", StorageFull),
    ("53", StorageBusy),
    ("25006", ReadOnlyTransaction),
    ("23505", DuplicateRecord),
    ("23", ConsistencyViolation),
    ("XX001", DatabaseDamaged),
    ("XX002", DatabaseDamaged),
    ("22", lambda: InvalidValue("value", "cannot be stored")),
)


def sqlstate(error: DBAPIError) -> str:
    """PostgreSQL's code; "" where the error is not PostgreSQL's own."""
    return getattr(error.orig, "sqlstate", None) or ""


def domain_error(error: DBAPIError) -> ClinicError:
    """The error in the clinic's own words, with nothing of the statement or its values."""
    if error.connection_invalidated:
        return ConnectionLost()
    state = sqlstate(error)
    for begin, make in _MEANINGS:
        if state.startswith(begin):
            return make()
    return StorageError(state) if state else ConnectionLost()


def passes_when_done_again(error: Exception) -> bool:
    """Whether two transactions were in each other's way: the whole of one goes through alone."""
    return isinstance(error, DBAPIError) and sqlstate(error) in (_DEADLOCK, _SERIALIZATION)


async def done_again(work: Callable[[], Awaitable[T]]) -> T:
    """Do a whole transaction, and again when another was in its way: at most TRIES times.

    Raises DeadlockDetected or TransactionAborted after that.
    """
    attempt = 0
    while True:
        attempt += 1
        try:
            return await work()
        except DBAPIError as error:
            if not passes_when_done_again(error):
                raise
            _log.info("a transaction is done again: %s", sqlstate(error))
            failure = domain_error(error)
        if attempt == TRIES:
            raise failure
        await asyncio.sleep(_FIRST_PAUSE_S * 2**attempt)


def whole(
    work: Callable[P, Coroutine[Any, Any, T]],
) -> Callable[P, Coroutine[Any, Any, T]]:
    """A function that writes in a transaction of its own is called again when another transaction
    was in the way of that: nothing of the first time is left."""

    @wraps(work)
    async def run(*args: P.args, **kwargs: P.kwargs) -> T:
        return await done_again(lambda: work(*args, **kwargs))

    return run
