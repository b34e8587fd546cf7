"""Small facts of a desk kept in its encrypted database, and the user's role among them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.domain.changes import Origin
from app.domain.context import ExecutionContext
from app.domain.staff import Role, User
from app.domain.transactions import TransactionOptions
from app.security.audit_signer import OlderKey, keys_from_text

if TYPE_CHECKING:
    from app.storage.store import LocalStore

ROLE_FACT = "role:"
"""Fact with a user's role until the user's record arrives from the server."""
ANCHORED_FACT = "audit_anchored"
"""Fact that the keyring holds where the audit trail ended."""
SERVER_KEY_FACT = "server_key:"
"""Fact with what a user shows the server; it outlives a passphrase that was forgotten."""
SERVER_CA_FACT = "server_ca"
"""Fact with the certificates of the clinic's own authority, as PEM; none: the public ones."""
CREDENTIAL_FACT = "credential_due:"
"""Fact with what the server is still to be told that a user will show it."""
AUDIT_KEYS_FACT = "audit_keys"
"""Fact with the audit keys of before key rotations, and the last row under each."""
DISOWNED_FACT = "audit_trail_disowned"
"""Fact that the server remembers another audit trail than this one."""
WORKSTATION_FACT = "workstation_id"
"""Fact with the workstation the database was made for."""
_LOOKING = TransactionOptions(read_only=True)


def role_of(store: LocalStore, context: ExecutionContext) -> str:
    """A user's role by their record; before it has arrived, as the invitation said."""
    with store.reader() as reader:
        user = reader.records(User).get(context.user_id)
    if user is not None:
        return user.role
    return meta_fact(store, context, ROLE_FACT + context.user_id) or Role.FRONT_DESK


def meta_fact(store: LocalStore, context: ExecutionContext, key: str) -> str | None:
    """A fact from the database (on the writer thread), also while another program writes."""
    with store.unit_of_work(context, origin=Origin.REMOTE, options=_LOOKING) as uow:
        return uow.meta.get(key)


def set_meta_fact(
    store: LocalStore, context: ExecutionContext, key: str, value: str | None
) -> None:
    """Keep a fact in the database (on the writer thread)."""
    with store.unit_of_work(context, origin=Origin.REMOTE) as uow:
        uow.meta.set(key, value)


def older_keys(store: LocalStore) -> tuple[OlderKey, ...]:
    """The audit keys of before rotations. Raises DatabaseDamaged."""
    from app.storage.meta import MetaTable

    with store.database.reading() as session:
        return keys_from_text(MetaTable(session).get(AUDIT_KEYS_FACT))
