"""JSON files: whole or not at all, readable by people, refused when they are something else."""

from __future__ import annotations

import stat
from pathlib import Path

import msgspec
import pytest

from app.domain.errors import DiskTrouble, SerializationFailed
from app.storage import json_file
from app.storage.json_file import JsonFile

pytestmark = pytest.mark.row("C8")


class Fact(msgspec.Struct):
    name: str
    count: int = 0


def test_value_comes_back_and_is_readable(tmp_path: Path) -> None:
    file = JsonFile(tmp_path / "fact.json", Fact)
    assert file.read() is None
    file.write(Fact("Nørre", 3))
    assert file.read() == Fact("Nørre", 3)
    assert file.path.read_text(encoding="utf-8") == '{\n  "name": "Nørre",\n  "count": 3\n}\n'
    assert stat.S_IMODE(file.path.stat().st_mode) == 0o600


@pytest.mark.parametrize("raw", [b"", b"{", b"[1]", b'{"name": 1}', b"\xff", b"[" * 100_000])
def test_something_else_is_refused_without_its_content(tmp_path: Path, raw: bytes) -> None:
    path = tmp_path / "fact.json"
    path.write_bytes(raw)
    with pytest.raises(SerializationFailed) as failed:
        JsonFile(path, Fact).read()
    assert str(failed.value) == "fact.json"


def test_value_that_is_no_json_leaves_the_old_one(tmp_path: Path) -> None:
    file: JsonFile[object] = JsonFile(tmp_path / "fact.json", object)
    file.write({"a": 1})
    with pytest.raises(SerializationFailed):
        file.write({"a": object()})
    assert file.read() == {"a": 1}


def test_failing_disk_leaves_the_old_value_and_no_rest(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = JsonFile(tmp_path / "numbers.json", dict[str, int])
    file.write({"one": 1})

    def no_space(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(json_file, "write_durably", no_space)
    with pytest.raises(DiskTrouble):
        file.write({"one": 1, "two": 2})
    assert JsonFile(file.path, dict[str, int]).read() == {"one": 1}
    assert [path.name for path in tmp_path.iterdir()] == ["numbers.json"]
