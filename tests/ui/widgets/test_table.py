"""Optional columns drop out before anything is cut."""

from __future__ import annotations

from PySide6.QtWidgets import QApplication

from app.ui.widgets.table import ColumnPlan, columns_that_fit


def test_columns_drop_out_by_rank_and_required_ones_stay(qapp: QApplication) -> None:
    plans = [
        ColumnPlan("Featherstonehaugh"),
        ColumnPlan("00 Mmm 0000", drop_rank=1),
        ColumnPlan("Dr. Adeyemi", drop_rank=2),
    ]
    total = sum(plan.width for plan in plans)
    assert columns_that_fit(plans, total) == [True, True, True]
    assert columns_that_fit(plans, total - 1) == [True, True, False]
    assert columns_that_fit(plans, 10) == [True, False, False]
