"""Every way to falsify an audit trail, for somebody who can write to the database."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from hypothesis import strategies as st

from app.storage.driver import driver
from tests.matrix.material import AUDIT_KEY, add_events, open_store, raw_connection
from tests.matrix.plain_audit import Event, read_events, replace_trail, rewritten

COLUMNS = (
    "seq", "at", "monotonic_ns", "device_id", "session_id", "actor_id", "role", "action", "entity",
    "row_id", "patient_id", "purpose", "result_count", "fields", "subjects", "state",
    "prev", "mac", "link", "prev_link",
)  # fmt: skip
LONGEST_CUT = 1000


@dataclass(frozen=True, slots=True)
class Tamper:
    """One falsification. at and other are places in the trail from 0 to 1; size counts rows."""

    kind: str
    at: float = 0.0
    other: float = 0.0
    size: int = 1
    column: str = "action"
    value: object = None

    def apply(self, path: Path, older: Path) -> bool:
        """Do it to the file; False where it would change nothing."""
        if self.kind == "old_file":
            shutil.copyfile(older, path)
            return True
        raw = raw_connection(path)
        try:
            raw.execute("PRAGMA synchronous=OFF")
            for (trigger,) in raw.execute(
                "SELECT name FROM sqlite_schema WHERE name LIKE 'append_only_audit%'"
            ).fetchall():
                raw.execute(f"DROP TRIGGER {trigger}")
            raw.execute("BEGIN")
            changed = getattr(self, f"_{self.kind}")(raw, read_events(raw))
            raw.execute("COMMIT")
            raw.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
        except driver.IntegrityError:  # the table itself refuses such a value
            return False
        finally:
            raw.close()
        if self.kind == "fork":
            store = open_store(path)
            add_events(store, self.size)
            store.close()
        return bool(changed)

    def _place(self, events: list[Event], share: float) -> int:
        return min(int(share * len(events)), len(events) - 1)

    def _edit(self, raw: Any, events: list[Event]) -> bool:
        seq = events[self._place(events, self.at)]["seq"]
        before = raw.execute(f"SELECT {self.column} FROM audit WHERE seq = ?", (seq,)).fetchone()
        raw.execute(
            f"UPDATE OR IGNORE audit SET {self.column} = ? WHERE seq = ?", (self.value, seq)
        )
        after = raw.execute(f"SELECT {self.column} FROM audit WHERE seq = ?", (seq,)).fetchone()
        return after is None or (type(after[0]), after[0]) != (type(before[0]), before[0])

    def _delete(self, raw: Any, events: list[Event]) -> bool:
        first = self._place(events, self.at)
        gone = [(event["seq"],) for event in events[first : first + self.size]]
        events[first : first + self.size] = []
        raw.executemany("DELETE FROM audit_subject WHERE seq = ?", gone)
        replace_trail(raw, events)
        return True

    def _reorder(self, raw: Any, events: list[Event]) -> bool:
        one, two = self._place(events, self.at), self._place(events, self.other)
        seqs = events[one]["seq"], events[two]["seq"]
        events[one], events[two] = events[two] | {"seq": seqs[0]}, events[one] | {"seq": seqs[1]}
        replace_trail(raw, events)
        return one != two

    def _duplicate(self, raw: Any, events: list[Event]) -> bool:
        copy = events[self._place(events, self.at)]
        replace_trail(raw, [*events, copy | {"seq": events[-1]["seq"] + 1}])
        return True

    def _tail_cut(self, raw: Any, events: list[Event]) -> bool:
        last = events[-1]["seq"] - self.size
        raw.execute("DELETE FROM audit WHERE seq > ?", (last,))
        raw.execute("DELETE FROM audit_subject WHERE seq > ?", (last,))
        return True

    _fork = _tail_cut

    def _wipe(self, raw: Any, events: list[Event]) -> bool:
        raw.execute("DELETE FROM audit")
        raw.execute("DELETE FROM audit_subject")
        return True

    def _key_holder_edit(self, raw: Any, events: list[Event]) -> bool:
        at = self._place(events, self.at)
        events[at] = events[at] | {"action": events[at]["action"] + "ed"}
        replace_trail(raw, rewritten(events, AUDIT_KEY))
        return True

    def _key_holder_delete(self, raw: Any, events: list[Event]) -> bool:
        named = [event for event in events if event["subjects"] is None]
        del named[self._place(named, self.at)]
        raw.execute("DELETE FROM audit_subject")
        replace_trail(raw, rewritten(named, AUDIT_KEY))
        return True

    def _subject_added(self, raw: Any, events: list[Event]) -> bool:
        seq = events[self._place(events, self.at)]["seq"]
        raw.execute("INSERT OR IGNORE INTO audit_subject VALUES (?, ?)", (seq, b"\x07" * 16))
        return True

    def _subject_removed(self, raw: Any, events: list[Event]) -> bool:
        rows = raw.execute("SELECT seq, row_id FROM audit_subject").fetchall()
        row = rows[min(int(self.at * len(rows)), len(rows) - 1)]
        raw.execute("DELETE FROM audit_subject WHERE seq = ? AND row_id = ?", row)
        return True


_SHARE = st.floats(0, 1, allow_nan=False)
_VALUES = st.one_of(
    st.integers(-(2**40), 2**40),
    st.text(max_size=8),
    st.binary(max_size=8),
    st.binary(min_size=16, max_size=16),
    st.binary(min_size=32, max_size=32),
    st.none(),
    st.floats(allow_nan=False, allow_infinity=False),
    st.sampled_from(["view", "[]", '["city"]', "admin", "patient", b"\x03" * 16]),
)


def tampers(kinds: tuple[str, ...] = ()) -> st.SearchStrategy[Tamper]:
    """Any falsification, or one of some kinds."""
    every = {
        "edit": st.builds(
            Tamper, st.just("edit"), _SHARE, column=st.sampled_from(COLUMNS), value=_VALUES
        ),
        "delete": st.builds(Tamper, st.just("delete"), _SHARE, size=st.integers(1, 5)),
        "reorder": st.builds(Tamper, st.just("reorder"), _SHARE, _SHARE),
        "duplicate": st.builds(Tamper, st.just("duplicate"), _SHARE),
        "tail_cut": st.builds(Tamper, st.just("tail_cut"), size=st.integers(1, LONGEST_CUT)),
        "wipe": st.just(Tamper("wipe")),
        "fork": st.builds(Tamper, st.just("fork"), size=st.integers(1, 60)),
        "old_file": st.just(Tamper("old_file")),
        "key_holder_edit": st.builds(Tamper, st.just("key_holder_edit"), _SHARE),
        "key_holder_delete": st.builds(Tamper, st.just("key_holder_delete"), _SHARE),
        "subject_added": st.builds(Tamper, st.just("subject_added"), _SHARE),
        "subject_removed": st.builds(Tamper, st.just("subject_removed"), _SHARE),
    }
    return st.one_of([every[kind] for kind in kinds or every])
