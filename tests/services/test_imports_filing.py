"""Documents that come with their file: kept encrypted, once, and never without their record."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from app.bootstrap.headless import Desk
from app.bootstrap.importing import import_files
from app.domain.file_errors import FileTooLarge
from app.domain.query import Query
from app.domain.treatment import Document
from app.services import imports
from app.services.imports_report import ImportReport
from app.services.reading import every
from app.settings import load_settings
from app.storage.store import LocalStore
from tests.bootstrap.conftest import PASSPHRASE, home, opened, pattern_home
from tests.interop.conftest import bundle, patient
from tests.interop.fhir_samples import document
from tests.services.test_imports import all_of, files, put, run, store

__all__ = ["files", "home", "opened", "pattern_home", "store"]
pytestmark = [pytest.mark.row("D7")]
MARKER = b"MARKER-Okafor-4711"


@pytest.fixture
def desk(opened: Callable[..., Desk]) -> Desk:
    return opened()


def bring(desk: Desk, *paths: Path, **options: Any) -> ImportReport:
    return imports.run(
        [str(path) for path in paths],
        begin=desk.store.unit_of_work,
        context=desk.context,
        clinic=desk.clinic,
        files=desk.files,
        write=lambda work: desk.worker.submit(work).result(),
        **options,
    )


def documents(desk: Desk) -> list[Document]:
    with desk.store.reader() as reader:
        return list(every(reader, Query(Document)))


def content(desk: Desk, one: Document) -> bytes:
    with desk.store.reader() as reader:
        blob = reader.blobs.get(one.sha256)
    assert blob is not None
    return b"".join(desk.files.read(blob.kept))


def kept_files(desk: Desk) -> set[Path]:
    with desk.store.reader() as reader:
        return {Path(blob.kept.name) for blob in reader.blobs.all()}


def on_disk(home: Path) -> list[Path]:
    return [path for path in (home / "files").rglob("*") if path.is_file()]


def test_file_inside_a_document_is_kept_encrypted_and_read_back(
    desk: Desk, home: Path, tmp_path: Path
) -> None:
    path = tmp_path / "in.json"
    path.write_text(json.dumps(bundle(patient(), document(MARKER))))
    assert bring(desk, path).remarks == []
    (one,) = documents(desk)
    assert (content(desk, one), one.media_type, one.size) == (MARKER, "text/plain", len(MARKER))
    assert not any(MARKER in found.read_bytes() for found in home.rglob("*") if found.is_file())


def test_second_import_writes_no_file(desk: Desk, home: Path, tmp_path: Path) -> None:
    path = tmp_path / "in.json"
    path.write_text(json.dumps(bundle(patient(), document(MARKER))))
    bring(desk, path)
    before = {found: found.stat().st_mtime_ns for found in on_disk(home)}
    assert bring(desk, path).written == 0
    assert {found: found.stat().st_mtime_ns for found in on_disk(home)} == before


def test_changed_file_replaces_the_one_before(desk: Desk, tmp_path: Path) -> None:
    path = tmp_path / "in.json"
    for text in (b"first", b"second"):
        path.write_text(json.dumps(bundle(patient(), document(text))))
        bring(desk, path)
    (one,) = documents(desk)
    assert content(desk, one) == b"second"


def test_file_of_a_patient_who_could_not_be_written_leaves_nothing(
    desk: Desk, home: Path, tmp_path: Path
) -> None:
    path = tmp_path / "in.json"
    path.write_text(json.dumps(bundle(patient(), document(MARKER))))
    calls: list[int] = []

    def write(work: Callable[[], Any]) -> Any:
        calls.append(1)
        if len(calls) == 2:  # the first asks what is new, the second writes
            raise OSError("the disk went away")
        return desk.worker.submit(work).result()

    with pytest.raises(OSError, match="went away"):
        imports.run(
            [str(path)],
            begin=desk.store.unit_of_work,
            context=desk.context,
            clinic=desk.clinic,
            files=desk.files,
            write=write,
        )
    assert documents(desk) == []
    assert on_disk(home) == []


def test_file_that_is_not_taken_leaves_its_document_with_a_remark(
    desk: Desk, home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def too_large(*_: object, **__: object) -> None:
        raise FileTooLarge(10)

    monkeypatch.setattr(desk.files, "put", too_large)
    path = tmp_path / "in.json"
    path.write_text(json.dumps(bundle(patient(), document(MARKER))))
    (told,) = bring(desk, path).remarks
    assert (told.entry, told.kind) == (1, "DocumentReference")
    assert told.reason.startswith("was taken without its file: ")
    (one,) = documents(desk)
    assert (one.sha256, one.size, one.media_type) == ("", 0, "")
    assert on_disk(home) == []


def test_document_comes_without_its_file_where_none_can_be_kept(
    store: LocalStore, files: Path
) -> None:
    put(files, bundle(patient(), document(MARKER)))
    report = run(store, files)
    assert [one.reason for one in report.remarks] == [
        "was taken without its file: files cannot be kept here"
    ]
    assert [(one.sha256, one.title) for one in all_of(store, Document)] == [("", "History")]
    assert run(store, files).written == 0


def test_command_line_keeps_files_and_tells_which_were_left_out(home: Path, tmp_path: Path) -> None:
    path = tmp_path / "in.json"
    elsewhere = document(content=[{"attachment": {"url": "http://x.example"}}]) | {"id": "d2"}
    path.write_text(json.dumps(bundle(patient(), document(MARKER), elsewhere)))
    outcome = import_files(
        home, PASSPHRASE, [str(path)], user=None, settings=load_settings({}), tell=lambda _: None
    )
    assert outcome.remarks == (
        "path 1, entry 3, DocumentReference: was taken without its file: "
        "the source names a place for it only",
    )
    assert len(on_disk(home)) == 1


def test_notes_of_a_real_export_arrive_with_their_text(desk: Desk, clinic_data: Path) -> None:
    one_patient = next((clinic_data / "synthea-uscore").glob("Francisco*"))
    report = bring(desk, one_patient)
    found = documents(desk)
    assert (report.remarks, len(found)) == ([], report.counts["Document"].written)
    assert all(content(desk, one) for one in found)
    assert len(kept_files(desk)) == len({one.sha256 for one in found})
