"""Every way out of the program, on paper or into a file, is known and writes its event first."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

import app
from app.domain.audit import AuditAction
from app.domain.errors import PermissionDenied, StorageFull
from app.domain.permissions import Permission
from app.live.access import Shown
from app.storage.audit import AuditTrail
from app.ui.task_runner import TaskRunner
from tests.factories import a_patient
from tests.ui.conftest import ScreenDesk, in_role
from tests.ui.panels.audit.conftest import AuditScreen, amara, screen

__all__ = ["amara", "screen"]
pytestmark = pytest.mark.row("F2")

WAYS_OUT = {
    "QPrinter": "printing",
    "QPrintDialog": "printing",
    "QPrintPreviewDialog": "printing",
    "QPdfWriter": "a file",
    "QSaveFile": "a file",
    "print_": "printing",
    "grab()": "a picture of the window",
    "AcceptSave": "a file",
}
KNOWN = {
    "ui/first_run/recovery_page.py": "handing_out, answered by bootstrap/first_run.py",
    "ui/first_run/recovery_sheet.py": "called by the page's print_on and save alone",
    "ui/panels/appointments/calendar_saving.py": "note_calendar_day, in the trail first",
    "ui/panels/audit/export.py": "AuditCollection.export and note_export",
    "ui/panels/reports/export.py": "ReportCollection.note_export, in the trail first",
    "ui/panels/reports/export_requests.py": "ExportCollection.write: allowed by two, in the trail",
    "ui/panels/messages/conversation_view.py": "MessageCollection.hand_out, an export in the trail",
    "ui/panels/documents/viewer.py": "DocumentCollection.hand_out and .content, in the trail first",
    "ui/panels/prescriptions/viewer.py": "PrescriptionCollection.for_paper, in the trail first",
    "ui/printing/sheet.py": "called with what PrescriptionCollection.for_paper gave",
    "ui/printing/paper.py": "asks for a printer; who prints on it writes the event",
    "ui/printing/file_pages.py": "called by the viewer's print_on alone",
    "ui/panels/sync/exports.py": "note_handed_out, in the trail before the encrypted file is there",
    "ui/printing/pages.py": "called by the preview; a consent's PDF stays encrypted in the desk",
    "ui/printing/preview.py": "hand_out first: note_… of accounts, tills, visits; disclosures",
    "demo/tour_window.py": "Access.hand_out before each picture",
}
PRINTED = Shown(
    screen="day list",
    action=AuditAction.PRINT,
    entity="appointment",
    permission=Permission.SCHEDULE_PRINT,
)


def name_of(node: ast.AST) -> str:
    """A name, an attribute's last part, or a call of one without arguments."""
    if isinstance(node, ast.Call) and not node.args:
        return f"{name_of(node.func)}()"
    return node.attr if isinstance(node, ast.Attribute) else getattr(node, "id", "")


def test_no_way_out_is_unknown() -> None:
    root = Path(app.__file__).parent
    found: set[str] = set()
    for path in root.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if name_of(node) in WAYS_OUT:
                found.add(path.relative_to(root).as_posix())
    assert found == set(KNOWN)


async def test_each_print_of_the_same_list_is_an_event_of_its_own(desk: ScreenDesk) -> None:
    patients = [a_patient(mrn="1"), a_patient(mrn="2")]
    desk.keep(*patients)
    for _ in range(2):
        await desk.data_sync.access.hand_out(PRINTED, [one.id for one in patients])
    with desk.store.database.reading() as session:
        rows = session.all(
            "SELECT action, entity, result_count, (SELECT count(*) FROM audit_subject AS s "
            "WHERE s.seq = audit.seq) FROM audit WHERE action = 'print'"
        )
    assert rows == [("print", "appointment", 2, 2)] * 2


@in_role("admin")
async def test_a_print_that_is_not_ones_to_make_is_denied_and_kept(desk: ScreenDesk) -> None:
    shown = Shown(
        screen="chart",
        action=AuditAction.PRINT,
        entity="patient",
        permission=Permission.PATIENT_PRINT,
    )
    with pytest.raises(PermissionDenied):
        await desk.data_sync.access.hand_out(shown, ())
    assert desk.actions()[-1:] == ["deny"]


@pytest.mark.parametrize("kind", ["signed", "table"])
async def test_an_export_whose_event_cannot_be_written_leaves_nothing(
    kind: str, screen: AuditScreen, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    tasks: TaskRunner = screen.tasks
    failures: list[Exception] = []
    tasks.failed.connect(failures.append)
    real = AuditTrail.add

    def full(trail: AuditTrail, event: object, **named: bytes) -> None:
        if getattr(event, "action", "") == "export":
            raise StorageFull
        real(trail, event, **named)  # pyright: ignore[reportArgumentType]

    monkeypatch.setattr(AuditTrail, "add", full)
    place = tmp_path / "out"
    if kind == "signed":
        screen.panel.exports.write_signed(str(place))
    else:
        screen.panel.exports.write_table(str(place), screen.panel.filters.question())
    await tasks.settled()
    assert [type(one).__name__ for one in failures] == ["StorageFull"]
    assert not list(tmp_path.glob("out*"))  # noqa: ASYNC240 (the test's own folder)
