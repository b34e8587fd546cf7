"""Files on the desk's disk: whole or not there, never readable, every change found."""

from __future__ import annotations

import errno
import os
import random
import tracemalloc
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.domain.errors import DiskTrouble, StorageFull
from app.domain.file_errors import FileDamaged, FileMissing, FileTooLarge
from app.domain.file_ports import KeptFile
from app.security.blob_cipher import CHUNK_BYTES, HEADER_BYTES, TAG_BYTES, FileCipher
from app.storage.file_store import LocalFileStore

MARKER = b"MARKER-Okafor-4711"
MIB = 1024 * 1024


@pytest.fixture
def files(tmp_path: Path) -> LocalFileStore:
    return store_in(tmp_path)


def store_in(folder: Path, *, most_bytes: int = 256 * MIB) -> LocalFileStore:
    return LocalFileStore(folder / "files", FileCipher(), most_bytes=most_bytes)


def whole(files: LocalFileStore, kept: KeptFile) -> bytes:
    return b"".join(files.read(kept))


def some(size: int) -> bytes:
    return random.Random(size).randbytes(size)


@pytest.mark.row("E10")
@pytest.mark.parametrize("size", [0, 1, CHUNK_BYTES, CHUNK_BYTES + 1, 5 * CHUNK_BYTES + 33])
def test_file_comes_back_as_it_was_put(files: LocalFileStore, size: int) -> None:
    kept = files.put([some(size)])
    assert kept.size == size
    assert whole(files, kept) == some(size)


@pytest.mark.parametrize(
    ("start", "length"),
    [
        (0, 10),
        (5, CHUNK_BYTES),
        (CHUNK_BYTES, CHUNK_BYTES),
        (CHUNK_BYTES - 1, 2),
        (3 * CHUNK_BYTES + 5, None),
        (3 * CHUNK_BYTES + 100, 50),
        (0, None),
        (10, 0),
    ],
)
def test_stretch_of_a_file_is_read_alone(
    files: LocalFileStore, start: int, length: int | None
) -> None:
    content = some(3 * CHUNK_BYTES + 100)
    kept = files.put([content])
    end = None if length is None else start + length
    assert b"".join(files.read(kept, start=start, length=length)) == content[start:end]


@pytest.mark.row("E10")
def test_folder_tells_nothing_of_what_is_in_it(files: LocalFileStore) -> None:
    kept = files.put([MARKER * 10_000])
    again = files.put([MARKER * 10_000])
    names = sorted(path.name for path in files.folder.iterdir())
    assert names == sorted([kept.name, again.name])
    assert kept.sha256 == again.sha256
    assert kept.sha256 not in "".join(names)
    assert MARKER not in b"".join(path.read_bytes() for path in files.folder.iterdir())
    assert files.folder.stat().st_mode & 0o077 == 0
    assert files.path_of(kept).stat().st_mode & 0o077 == 0
    assert MARKER.decode() not in repr(kept)
    assert kept.key.hex() not in repr(kept)


@pytest.mark.row("E10")
def test_every_change_of_a_file_is_found(files: LocalFileStore) -> None:
    """seed=11: flips of single bits, cuts and growth anywhere, pieces moved, files exchanged."""
    rng, tried, found = random.Random(11), 0, 0
    kept, other = (
        files.put([some(4 * CHUNK_BYTES + 9)]),
        files.put([some(4 * CHUNK_BYTES + 9)[::-1]]),
    )
    path, original = files.path_of(kept), files.path_of(kept).read_bytes()
    strange = files.path_of(other).read_bytes()
    step = CHUNK_BYTES + TAG_BYTES

    def changed() -> Iterator[bytes]:
        for _ in range(120):
            at = rng.randrange(len(original))
            yield original[:at] + bytes([original[at] ^ 1 << rng.randrange(8)]) + original[at + 1 :]
        for _ in range(40):
            yield original[: rng.randrange(len(original))]
            yield original + rng.randbytes(rng.randrange(1, 300))
        for _ in range(40):
            first, second = rng.sample(range(4), 2)
            pieces = [original[HEADER_BYTES + at * step :][:step] for at in range(5)]
            pieces[first], pieces[second] = pieces[second], pieces[first]
            yield original[:HEADER_BYTES] + b"".join(pieces)
        for cut in (0, 1, 2, 3, 4):
            edge = HEADER_BYTES + cut * step
            yield strange[:edge] + original[edge:]
            yield original[:edge]
        yield b""
        yield strange

    for content in changed():
        path.write_bytes(content)
        tried += 1
        try:
            read = whole(files, kept)
        except FileDamaged:
            found += 1
        else:
            assert read == b"unreachable"
    path.write_bytes(original)
    assert whole(files, kept) == some(4 * CHUNK_BYTES + 9)
    assert found == tried > 250


def test_control_without_the_cipher_a_changed_byte_would_pass(files: LocalFileStore) -> None:
    """The name alone is compared too late for a stretch: the cipher is what finds it."""
    kept = files.put([some(2 * CHUNK_BYTES)])
    path = files.path_of(kept)
    raw = bytearray(path.read_bytes())
    raw[HEADER_BYTES + 5] ^= 1
    path.write_bytes(raw)
    with pytest.raises(FileDamaged):
        b"".join(files.read(kept, start=0, length=10))
    assert b"".join(files.read(kept, start=CHUNK_BYTES)) == some(2 * CHUNK_BYTES)[CHUNK_BYTES:]


def test_content_under_another_name_is_found(files: LocalFileStore) -> None:
    """A line of the database that names another content than its file has."""
    kept = files.put([b"one"])
    wrong = KeptFile(sha256="0" * 64, size=kept.size, name=kept.name, key=kept.key)
    with pytest.raises(FileDamaged):
        whole(files, wrong)


def test_cut_file_is_found_before_any_of_it_is_handed_out(files: LocalFileStore) -> None:
    kept = files.put([some(5 * CHUNK_BYTES)])
    path = files.path_of(kept)
    whole_bytes = path.read_bytes()
    for changed in (whole_bytes[:-1], whole_bytes + b"x"):
        path.write_bytes(changed)
        with pytest.raises(FileDamaged):
            next(files.read(kept))


def test_missing_file_says_so(files: LocalFileStore) -> None:
    kept = files.put([b"content"])
    files.discard(kept)
    with pytest.raises(FileMissing):
        whole(files, kept)


def test_too_large_a_file_leaves_nothing(tmp_path: Path) -> None:
    files = store_in(tmp_path, most_bytes=MIB)
    with pytest.raises(FileTooLarge) as caught:
        files.put(bytes(100_000) for _ in range(20))
    assert "1 MB" in str(caught.value)
    assert list(files.folder.iterdir()) == []
    assert files.put([bytes(MIB)]).size == MIB


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EDQUOT, errno.EIO])
@pytest.mark.parametrize("step", ["write", "fsync", "rename", "flush folder"])
def test_failing_disk_leaves_nothing_and_is_named(
    files: LocalFileStore, monkeypatch: pytest.MonkeyPatch, number: int, step: str
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise OSError(number, os.strerror(number))

    files.put([b"before"])
    before = sorted(files.folder.iterdir())
    with monkeypatch.context() as patch:
        if step == "write":
            source: list[bytes] = [bytes(MIB)]
            patch.setattr("app.storage.file_store.os.fdopen", _failing_file(fail))
        else:
            source = [b"content"]
            target = {"fsync": "os.fsync", "rename": "Path.rename", "flush folder": "_flush_folder"}
            patch.setattr(f"app.storage.file_store.{target[step]}", fail)
        with pytest.raises(DiskTrouble if number == errno.EIO else StorageFull):
            files.put(source)
    assert sorted(files.folder.iterdir()) == before
    assert files.put([b"after"]).size == 5


def _failing_file(fail: object):
    real = os.fdopen

    def opened(*arguments: object, **options: object):
        file = real(*arguments, **options)  # type: ignore[call-overload]

        class Failing:
            write = staticmethod(fail)  # type: ignore[arg-type]
            fileno = file.fileno
            flush = file.flush
            close = file.close

        return Failing()

    return opened


@pytest.mark.row("C9")
def test_full_disk_for_real(files: LocalFileStore) -> None:
    """The file system refuses a file beyond a limit: nothing stays, the next one fits."""
    resource = pytest.importorskip("resource")
    import signal

    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    old = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    try:
        resource.setrlimit(resource.RLIMIT_FSIZE, (300_000, before[1]))
        with pytest.raises((DiskTrouble, StorageFull)):
            files.put([bytes(1_000_000)])
        assert list(files.folder.iterdir()) == []
        assert whole(files, files.put([b"small"])) == b"small"
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
        signal.signal(signal.SIGXFSZ, old)


def test_sweep_removes_what_a_crash_left_and_nothing_known(files: LocalFileStore) -> None:
    kept, orphan = files.put([b"known"]), files.put([b"orphan"])
    unfinished = files.begin()
    unfinished.write(bytes(MIB))
    again = store_in(files.folder.parent)  # the next run of the program
    assert again.sweep({kept.name}) == 2
    assert again.names() == {kept.name}
    assert whole(again, kept) == b"known"
    with pytest.raises(FileMissing):
        whole(again, orphan)
    unfinished.abandon()


def test_sweep_leaves_files_that_are_just_being_made(files: LocalFileStore) -> None:
    fresh = files.put([b"fresh"])
    writer = files.begin()
    writer.write(b"half")
    assert files.sweep(set()) == 0
    kept = writer.finish()
    assert whole(files, kept) == b"half"
    files.release(fresh)
    files.release(kept)
    assert files.sweep({kept.name}) == 1
    assert files.names() == {kept.name}


def test_sweep_touches_nothing_that_is_not_its_own(files: LocalFileStore) -> None:
    files.put([b"x"])
    strange = files.folder / "letter.txt"
    strange.write_text("somebody else's")
    store_in(files.folder.parent).sweep(set())
    assert strange.exists()


def test_nothing_is_deleted_while_the_folder_is_copied(files: LocalFileStore) -> None:
    kept = files.put([b"wanted"])
    with files.held():
        with files.held():
            files.discard(kept)
        assert whole(files, kept) == b"wanted"
    with pytest.raises(FileMissing):
        whole(files, kept)


@pytest.mark.row("D7")
def test_memory_stays_small_whatever_the_size(
    files: LocalFileStore, request: pytest.FixtureRequest
) -> None:
    """64 MiB here; the soak command takes 1 GiB."""
    _bounded(files, 64)


@pytest.mark.soak
def test_memory_stays_small_at_a_gibibyte(tmp_path: Path) -> None:
    _bounded(store_in(tmp_path, most_bytes=2048 * MIB), 1024)


def _bounded(files: LocalFileStore, mebibytes: int) -> None:
    block = random.Random(1).randbytes(MIB)
    tracemalloc.start()
    try:
        kept = files.put(block for _ in range(mebibytes))
        read = sum(len(piece) for piece in files.read(kept))
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert read == mebibytes * MIB
    assert peak < 6 * MIB, peak
