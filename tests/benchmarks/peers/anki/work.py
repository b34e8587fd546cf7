"""Send notes of about 600 bytes through Anki's sync server, and fetch them at another desk."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

from anki.collection import AddNoteRequest, Collection

TEXT = "x" * 560
LONGEST_START_S = 20.0
SERVER = (
    "import signal; signal.alarm(150); "  # whoever started it may have been killed
    "from anki.syncserver import run_sync_server; run_sync_server()"
)


def main(folder: Path, count: int) -> None:
    """Run the server for as long as it takes, and print the seconds."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    settings = {
        "SYNC_USER1": "bench:bench",
        "SYNC_HOST": "127.0.0.1",
        "SYNC_PORT": str(port),
        "SYNC_BASE": str(folder / "server"),
    }
    server = subprocess.Popen(
        [sys.executable, "-c", SERVER],
        env=os.environ | settings,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        wait_for(port)
        print(json.dumps(timed(folder, count, f"http://127.0.0.1:{port}/")))
    finally:
        server.terminate()
        server.wait()


def wait_for(port: int) -> None:
    """Until the server accepts connections."""
    give_up_at = time.monotonic() + LONGEST_START_S
    while True:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            if time.monotonic() > give_up_at:
                raise
            time.sleep(0.1)
        else:
            return


def timed(folder: Path, count: int, address: str) -> dict[str, float]:
    """Both collections begin alike and empty; then one adds notes."""
    sender, receiver = (opened(folder / name) for name in ("sender", "receiver"))
    auth = sender.sync_login("bench", "bench", address)
    for collection, is_upload in ((sender, True), (receiver, False)):
        collection.sync_collection(auth, False)
        collection.close_for_full_sync()
        collection.full_upload_or_download(auth=auth, server_usn=None, upload=is_upload)
        collection.reopen(after_full_sync=True)
    sender.add_notes([note_of(sender, number) for number in range(count)])
    push_s, pull_s = (seconds(one, auth) for one in (sender, receiver))
    return {"push_s": push_s, "pull_s": pull_s, "records": receiver.note_count()}


def opened(folder: Path) -> Collection:
    """A new collection."""
    folder.mkdir()
    return Collection(str(folder / "collection.anki2"))


def note_of(collection: Collection, number: int) -> AddNoteRequest:
    """One note of two fields."""
    note = collection.new_note(collection.models.by_name("Basic"))
    note.fields = [str(number), TEXT]
    return AddNoteRequest(note, collection.decks.id("Default"))


def seconds(collection: Collection, auth: Any) -> float:
    """How long a sync takes."""
    begun = time.perf_counter()
    collection.sync_collection(auth, False)
    return time.perf_counter() - begun


if __name__ == "__main__":
    main(Path(sys.argv[2]), int(sys.argv[1]))
