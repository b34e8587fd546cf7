"""The chart's photo: shown when it has come, chosen from a file, removed, and taken back."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QFileDialog, QWidget

from app.domain.ids import PatientId, RecordId
from app.domain.permissions import Permission
from app.domain.treatment import Document
from app.live.data_sync import DataSync
from app.live.photos import PHOTO_CHANGED
from app.services.charts import PatientChart
from app.ui.panels.patients.identity_header import IdentityHeader
from app.ui.permitted import Permits
from app.ui.task_runner import TaskRunner


class ChartPhoto(QObject):
    """did(words, Step): another photo or none. said(text): why not."""

    did = Signal(str, object)
    said = Signal(str)

    def __init__(
        self, data_sync: DataSync, tasks: TaskRunner, header: IdentityHeader, panel: QWidget
    ) -> None:
        super().__init__(panel)
        self._data_sync, self._tasks = data_sync, tasks
        self._header, self._panel = header, panel
        self._permits = Permits(data_sync)
        self._chart: PatientChart | None = None
        self._shown = ""
        self._is_changing = False
        header.photo_wished.connect(self.ask)
        header.photo_dropped.connect(self.take)
        header.photo_unwished.connect(self.remove)

    def why_not(self, patient_id: RecordId | None = None) -> str:
        """Why the acting role changes no photo; "" where it does."""
        document = self._permits.why_not(
            Permission.DOCUMENT_EDIT, patient_id=patient_id, is_own=True
        )
        return document or self._permits.why_not(Permission.PATIENT_EDIT, patient_id=patient_id)

    def show_chart(self, chart: PatientChart | None) -> None:
        """Show the photo of this chart once it is read; None: no chart is open."""
        self._chart = chart
        photo = chart.photo if chart is not None else None
        if chart is None or photo is None:
            self._shown = ""
            return
        if photo.id == self._shown and self._header.face.has_picture:
            return
        self._shown = photo.id
        self._tasks.start(
            self._data_sync.photos.picture(PatientId(chart.patient.id)),
            done=partial(self._on_picture, chart.patient.id, photo.id),
            # Not here and no server in reach: the initials stand, as for whoever has none.
            failed=lambda _error: self._on_no_picture(photo.id),
        )

    def ask(self) -> QFileDialog | None:
        """Ask which picture; None where no chart is open or the role may not."""
        chart = self._chart_to_change()
        if chart is None:
            return None
        dialog = QFileDialog(self._panel.window(), self.tr("Choose a photo"))
        dialog.setObjectName("photo_choose_dialog")
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.setNameFilters(
            [self.tr("Pictures ({0})").format("*.jpg *.jpeg *.png"), self.tr("All files (*)")]
        )
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        whose = chart.patient.id
        dialog.filesSelected.connect(partial(self._take_for, whose))
        dialog.open()
        return dialog

    def take(self, paths: list[str]) -> None:
        """A picture was dropped on the chart that is shown."""
        chart = self._chart_to_change()
        if chart is not None:
            self._take_for(chart.patient.id, paths)

    def remove(self) -> None:
        """Let the patient be known by no picture."""
        chart = self._chart_to_change()
        if chart is None:
            return
        was = chart.patient.photo_id
        if not was:
            self.said.emit(self.tr("There is no photo."))
            return
        self._is_changing = True
        words = self.tr("Photo removed. It stays among the documents, no longer current.")
        self._tasks.start(
            self._data_sync.photos.show(PatientId(chart.patient.id), None, was=RecordId(was)),
            done=lambda _patient: self._on_changed(chart.patient.id, words, was, None),
            failed=self._on_failed,
        )

    def _take_for(self, patient_id: str, paths: list[str]) -> None:
        chart = self._chart_to_change()
        if chart is None or not paths:
            return
        if chart.patient.id != patient_id:
            self.said.emit(self.tr("Another chart is open by now. No photo was changed."))
            return
        if len(paths) > 1:
            self.said.emit(self.tr("One picture at a time."))
            return
        was = chart.patient.photo_id or None
        self._is_changing = True
        words = self.tr("Photo changed") if was else self.tr("Photo added")
        self._tasks.start(
            self._data_sync.photos.choose(PatientId(chart.patient.id), Path(paths[0])),
            done=lambda made: self._on_chosen(made, words, was),
            failed=self._on_failed,
        )

    def _chart_to_change(self) -> PatientChart | None:
        chart = self._chart
        if chart is None or self._is_changing:
            return None
        if why := self.why_not(chart.patient.id):
            self.said.emit(why)
            return None
        return chart

    def _on_chosen(self, made: Document, words: str, was: str | None) -> None:
        self._on_changed(made.patient_id, words, was, made.id)

    def _on_changed(self, patient_id: str, words: str, was: str | None, now: str | None) -> None:
        self._is_changing = False
        step = self._data_sync.undo.did(
            PHOTO_CHANGED, RecordId(patient_id), before={"photo_id": was}, after={"photo_id": now}
        )
        self.did.emit(words, step)

    def _on_failed(self, _error: Exception) -> bool:
        self._is_changing = False
        return False  # said where every failure is

    def _on_picture(self, patient_id: str, photo_id: str, picture: QImage | None) -> None:
        if photo_id == self._shown:
            self._header.show_picture(patient_id, picture)

    def _on_no_picture(self, photo_id: str) -> bool:
        if photo_id == self._shown:
            self._shown = ""
        return True
