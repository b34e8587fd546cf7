"""Doing several things in one transaction, as services ask for it (see ports.py: UnitOfWork)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol, TypeVar

from app.domain.changes import Origin
from app.domain.context import ExecutionContext
from app.domain.ports import UnitOfWork
from app.domain.transactions import PLAIN, TransactionOptions

T = TypeVar("T")


class BegunTransaction(UnitOfWork, Protocol):
    """A transaction that stays open until it is told how it ends."""

    def commit(self) -> None:
        """Keep all of it. Raises TransactionAborted when it ended."""
        ...

    def rollback(self) -> None:
        """Keep nothing of it."""
        ...

    def savepoint(self, name: str) -> None:
        """Mark a place to go back to. Raises InvalidKey for a name that is none or is taken."""
        ...

    def rollback_to(self, name: str) -> None:
        """Take back everything since a savepoint, which stays. Raises InvalidKey."""
        ...


class BeginTransaction(Protocol):
    """Opens a transaction that its own commit() or rollback() ends; on the writer thread."""

    def __call__(self, context: ExecutionContext) -> BegunTransaction:
        """Open it."""
        ...


class Transact(Protocol):
    """Does work in one transaction; call it on the writer thread."""

    def __call__(
        self,
        context: ExecutionContext,
        work: Callable[[UnitOfWork], T],
        *,
        origin: Origin = Origin.LOCAL,
        options: TransactionOptions = PLAIN,
    ) -> T:
        """Do all of the work, and all of it again when another program was in the way.

        Raises StorageBusy once that has happened options.retries times more, TransactionTimeout
        after options.timeout_s seconds, or what the work raises; nothing is kept then.
        """
        ...
