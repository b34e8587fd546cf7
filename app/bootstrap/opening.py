"""The parts a desk is opened with: its keys, its database, its tokens."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from app.bootstrap.facts import WORKSTATION_FACT, meta_fact, older_keys, set_meta_fact
from app.bootstrap.home import DeskFile, Home
from app.domain.context import ExecutionContext
from app.domain.declare import Keeping
from app.domain.errors import ConfigurationError, DatabaseDamaged, KeySlotsDamaged
from app.domain.ids import WorkstationId
from app.domain.ports import Clock, KeyStore
from app.domain.remote_ports import TokenStore
from app.security.audit_signer import HmacAuditSigner
from app.security.keyring_store import KeyMode, system_keyring
from app.security.keyslots import open_pin, open_slots, read_mode
from app.security.slot_keys import OpenSlots
from app.security.token_store import KeyringTokenSlot, MetaTokenSlot, SlotTokenStore
from app.settings import Settings

if TYPE_CHECKING:
    from app.storage.cache import RecordCache
    from app.storage.commit_feed import Happening
    from app.storage.query_manager import QueryManager
    from app.storage.store import LocalStore
    from app.storage.worker import DatabaseWorker

_FOREIGN_DESK_FILE = "desk.json is of another workstation: put this one's back from a copy"


def unlock(
    place: Home,
    file: DeskFile,
    passphrase: str,
    *,
    pin: str | None = None,
    user: str | None,
    keystore: KeyStore | None,
) -> OpenSlots:
    """Open a slot of a home, by PIN where one is given. Raises KeyAccessError and its kinds."""
    if pin is not None:
        slots = open_pin(place.key_slots, pin=pin, username=user, keystore=keystore)
    else:
        slots = open_slots(place.key_slots, passphrase=passphrase, username=user, keystore=keystore)
    # Not the mode: desk.json follows the key slots, which are signed (see recover_desk).
    if (slots.clinic_id, slots.db_id) != (file.clinic_id, file.db_id):
        raise KeySlotsDamaged("the key slots belong to another desk")
    return slots


def keystore_of(place: Home) -> KeyStore | None:
    """The keyring a home was made with; None in passphrase mode. Raises KeyringUnavailable."""
    return system_keyring() if read_mode(place.key_slots) == KeyMode.KEYRING else None


def with_mode(place: Home, file: DeskFile, slots: OpenSlots) -> DeskFile:
    """desk.json as the key slots say: a recovery without a keyring changes them first."""
    if file.mode == slots.mode:
        return file
    mode = "keyring" if slots.mode == KeyMode.KEYRING else "passphrase"
    changed = msgspec.structs.replace(file, mode=mode)
    place.write(changed)
    return changed


def check_belonging(store: LocalStore, context: ExecutionContext, slots: OpenSlots) -> None:
    """The database, the key slots and desk.json are of one desk. Raises DatabaseDamaged,
    ConfigurationError."""
    if meta_fact(store, context, "db_id") != slots.db_id:
        raise DatabaseDamaged(["the database belongs to another desk"])
    made_for = meta_fact(store, context, WORKSTATION_FACT)
    if made_for is None:  # a database of before this fact
        set_meta_fact(store, context, WORKSTATION_FACT, context.workstation_id)
    elif made_for != context.workstation_id:
        raise ConfigurationError("home", _FOREIGN_DESK_FILE)


def open_store(
    place: Home,
    slots: OpenSlots,
    workstation_id: WorkstationId,
    *,
    clock: Clock,
    settings: Settings,
    is_new: bool = False,
) -> tuple[LocalStore, DatabaseWorker]:
    """The encrypted database of a home and the threads that serve it."""
    from app.services.in_use import STANDS_ON
    from app.storage.commit_feed import Event
    from app.storage.database import Database
    from app.storage.desk_proof import Part
    from app.storage.store import LocalStore
    from app.storage.worker import DatabaseWorker

    database = Database(
        place.database,
        slots.keys.database_key,
        expect_initialised=not is_new,
        cache_kib=settings.db_page_cache_kib,
        lock_memory=settings.db_wipe_memory,
        queries=_queries(settings),
    )
    signer = HmacAuditSigner(slots.keys.audit_key)
    store = LocalStore(
        database,
        clock=clock,
        signer=signer,
        workstation_id=workstation_id,
        cache=_cache(settings),
    )
    for entity in STANDS_ON:
        store.feed.on(Event.BEFORE_DELETE, _refuse_while_used, entity=entity)
    try:
        database.self_check()
        # The list would let its writer sign older rows: it counts only where this desk wrote it.
        if not store.verify_desk([Part.FACTS]):
            signer.know(older_keys(store))
    except BaseException:
        store.close()
        raise
    return store, DatabaseWorker(store)


def _refuse_while_used(happening: Happening) -> None:
    """What is set up stays while visits or patients still stand on it."""
    from app.services.in_use import refuse_while_used

    refuse_while_used(happening.reader, happening.entity, happening.row_id)


def tokens_of(
    slots: OpenSlots,
    store: LocalStore,
    worker: DatabaseWorker,
    context: ExecutionContext,
    keystore: KeyStore | None,
) -> TokenStore:
    """Tokens in the keyring where there is one, else in the encrypted database."""
    if slots.mode == KeyMode.KEYRING and keystore is not None:
        return SlotTokenStore(KeyringTokenSlot(keystore, slots.db_id))
    return SlotTokenStore(
        MetaTokenSlot(
            read=lambda key: worker.submit(lambda: meta_fact(store, context, key)).result(),
            write=lambda key, value: worker.submit(
                lambda: set_meta_fact(store, context, key, value)
            ).result(),
        )
    )


def _queries(settings: Settings) -> QueryManager:
    """How the database is asked."""
    from app.storage.query_manager import QueryManager, QueryOptions

    return QueryManager(
        QueryOptions(
            timeout_s=settings.db_query_timeout_s,
            retries=settings.db_query_retries,
            batch_size=settings.db_batch_size,
            slow_ms=settings.db_slow_ms,
            statement_cache=settings.db_statement_cache,
        )
    )


def _cache(settings: Settings) -> RecordCache | None:
    """What is kept in memory; None where that is switched off."""
    from app.storage.cache import CacheOptions, RecordCache

    if not settings.cache_enabled:
        return None
    # What no panel keeps any more stays nowhere else in memory either; 0 is: until the lock.
    shown = {
        Keeping.DEMOGRAPHICS: float(settings.cache_ttl_demographics_s),
        Keeping.SCHEDULE: float(settings.cache_ttl_schedule_s),
        Keeping.CHART: float(settings.cache_ttl_chart_s),
    }
    return RecordCache(
        CacheOptions(
            max_entries=settings.cache_max_size,
            max_bytes=settings.cache_max_kib * 1024,
            default_ttl_s=settings.cache_default_ttl,
            class_ttl_s={keeping: ttl_s for keeping, ttl_s in shown.items() if ttl_s},
            encrypt_phi=settings.cache_encrypt_phi,
        )
    )
