"""Where the server's files lie: an S3-compatible bucket or a local folder, through obstore (MIT).

Only encrypted parts come here, under names that mean nothing (app/server/blobs.py).
"""

from __future__ import annotations

import asyncio
import logging
import os
from collections.abc import AsyncGenerator, Iterable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from http import HTTPStatus
from pathlib import Path
from urllib.parse import urlsplit

import obstore
from obstore.exceptions import (
    BaseError,
    PermissionDeniedError,
    UnauthenticatedError,
)
from obstore.store import LocalStore, S3Store

from app.domain.errors import ConfigurationError
from app.server.refusal import Refusal

_log = logging.getLogger(__name__)
_RETRY_AFTER_S = 15.0
_CONNECT_S, _ANSWER_S, _ALL_TRIES_S, _TRIES = 3, 10, 18, 3
"""All tries together end before a desk gives up waiting for its answer."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FilesAt:
    """Where files go: a folder or "s3://bucket/prefix", and how to get in there.

    endpoint "" is Amazon's own for the region; without keys those of the environment are used.
    """

    place: str
    endpoint: str = ""
    region: str = "us-east-1"
    access_key: str = field(default="", repr=False)
    secret_key: str = field(default="", repr=False)


class ObjectStore:
    """Puts, gets and deletes whole objects of a few megabytes. Raises Refusal (503)."""

    def __init__(self, store: S3Store | LocalStore, *, folder: Path | None = None) -> None:
        self._store = store
        self._folder = folder

    async def put(self, name: str, content: bytes) -> None:
        """Keep an object; when this returns it survives a power cut."""
        async with _speaking():
            await obstore.put_async(self._store, name, content, use_multipart=False)
            if self._folder is not None:  # the library renames, but does not flush
                await asyncio.to_thread(_flush, self._folder / name, self._folder)

    async def get(self, name: str) -> bytes | None:
        """An object, or None where there is none of this name."""
        async with _speaking():
            try:
                found = await obstore.get_async(self._store, name)
                return bytes(await found.bytes_async())
            except FileNotFoundError:
                return None

    async def put_before(self, prefix: str, instant: datetime) -> list[str]:
        """Objects under a prefix that lie there since before an instant."""
        found: list[str] = []
        async with _speaking():
            async for some in obstore.list(self._store, prefix):
                found += [one["path"] for one in some if one["last_modified"] < instant]
        return found

    async def delete(self, names: Iterable[str]) -> None:
        """Delete objects; missing ones are fine."""
        async with _speaking():
            for name in names:
                try:
                    await obstore.delete_async(self._store, name)
                except FileNotFoundError:
                    continue


def make_object_store(at: FilesAt) -> ObjectStore:
    """The store behind a setting; nothing is asked of it yet. Raises ConfigurationError."""
    if at.place.startswith("s3:"):
        return ObjectStore(_bucket(at))
    folder = Path(at.place)
    if not folder.is_absolute():
        raise ConfigurationError("files", "is no absolute folder and no s3://bucket/prefix")
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    except OSError as error:
        raise ConfigurationError("files", f"cannot be made ({error.strerror})") from None
    if not os.access(folder, os.W_OK | os.X_OK):
        raise ConfigurationError("files", "cannot be written to")
    return ObjectStore(LocalStore(folder, automatic_cleanup=True), folder=folder)


def _bucket(at: FilesAt) -> S3Store:
    parts = urlsplit(at.place)
    if parts.scheme != "s3" or not parts.netloc:
        raise ConfigurationError("files", "is no absolute folder and no s3://bucket/prefix")
    config: dict[str, object] = {"region": at.region, "virtual_hosted_style_request": False}
    given = {
        "endpoint": at.endpoint,
        "access_key_id": at.access_key,
        "secret_access_key": at.secret_key,
    }
    config |= {name: value for name, value in given.items() if value}
    try:
        return S3Store(
            parts.netloc,
            prefix=parts.path.strip("/") or None,
            config=config,  # pyright: ignore[reportArgumentType]  (the keys are the library's)
            client_options={
                "allow_http": at.endpoint.startswith("http:"),
                "connect_timeout": timedelta(seconds=_CONNECT_S),
                "timeout": timedelta(seconds=_ANSWER_S),
            },
            retry_config={
                "max_retries": _TRIES,
                "retry_timeout": timedelta(seconds=_ALL_TRIES_S),
                "backoff": {
                    "init_backoff": timedelta(seconds=0.2),
                    "max_backoff": timedelta(seconds=3),
                    "base": 2,
                },
            },
        )
    except (BaseError, ValueError):
        raise ConfigurationError("files", "the bucket's settings cannot be used") from None


@asynccontextmanager
async def _speaking() -> AsyncGenerator[None]:
    """The store's trouble as an answer; its own words may name keys and places."""
    try:
        yield
    except (PermissionDeniedError, UnauthenticatedError):
        _log.error("the object storage refuses the server's keys")
        is_trouble = True
    except (BaseError, OSError) as error:
        _log.warning("object storage trouble: %s", type(error).__name__)
        is_trouble = True
    else:
        is_trouble = False
    if is_trouble:
        raise Refusal(
            HTTPStatus.SERVICE_UNAVAILABLE, "files_unreachable", retry_after_s=_RETRY_AFTER_S
        )


def _flush(path: Path, top: Path) -> None:
    """The file, and every folder that may be new above it."""
    descriptor = os.open(path, os.O_RDWR)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
    if os.name != "posix":
        return
    for folder in path.parents:
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
        if folder == top:
            return
