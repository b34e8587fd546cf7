"""The matches of the search box keep Qt's rules and are read out whole."""

from __future__ import annotations

from PySide6.QtWidgets import QApplication
from pytestqt.modeltest import ModelTester

from app.domain.ids import new_id
from app.services.finding import Found
from app.ui.models.search_results import SearchResultsModel, hits_of
from app.ui.wording import phone_words
from tests.ui.models.test_patient_list import a_row


def test_the_model_keeps_qts_rules(qtmodeltester: ModelTester) -> None:
    model = SearchResultsModel()
    qtmodeltester.check(model)
    model.set_rows(hits_of(Found(tuple(a_row(new_id()) for _ in range(3))), "America/New_York"))
    model.set_rows(())


def test_a_match_is_read_out_with_what_tells_namesakes_apart(qapp: QApplication) -> None:
    model = SearchResultsModel()
    model.set_rows(hits_of(Found((a_row(new_id()),)), "America/New_York"))
    words = f"Okafor, Amara, 3 May 1971  ·  P-1  ·  {phone_words('+12125550100')}"
    assert model.data(model.index(0, 0)) == words
