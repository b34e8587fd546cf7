"""What is chosen in a test is written before its loop ends, as with the screens."""

from tests.ui.conftest import pytest_pyfunc_call

__all__ = ["pytest_pyfunc_call"]
