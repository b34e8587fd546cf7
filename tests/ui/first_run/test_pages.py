"""Each page says what is wrong at the field where it is wrong, and lets nothing wrong go on."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit
from pytestqt.qtbot import QtBot

from app.security.join_code import new_join_code
from app.ui.first_run.answers import Guard, Protection
from app.ui.first_run.clinic_page import ClinicPage
from app.ui.first_run.code_field import CodeField, compact, grouped
from app.ui.first_run.join_page import JoinPage
from app.ui.first_run.passphrase_page import PassphrasePage
from app.ui.first_run.pin_page import PinPage
from app.ui.first_run.words import protection_words
from app.ui.widgets.fields import Field

GOOD = "correct horse battery staple"


def type_into(field: Field, text: str) -> None:
    assert isinstance(field.control, QLineEdit)
    field.control.setText(text)
    field.control.textEdited.emit(text)


@pytest.fixture
def clinic(qtbot: QtBot) -> ClinicPage:
    page = ClinicPage(workstation_name="front-desk")
    qtbot.addWidget(page)
    page.show_zones(["America/New_York", "Europe/Berlin", "Europe/London"], "Europe/Berlin")
    type_into(page.clinic_name, "Nordlicht")
    type_into(page.display_name, "Sara Weiß")
    return page


@pytest.fixture
def passphrase(qtbot: QtBot) -> PassphrasePage:
    page = PassphrasePage()
    qtbot.addWidget(page)
    page.ask_new(clinic_name="Nordlicht", username="sara")
    return page


@pytest.fixture
def join(qtbot: QtBot) -> JoinPage:
    page = JoinPage()
    qtbot.addWidget(page)
    type_into(page.address, "https://clinic.example.org")
    type_into(page.code, str(new_join_code()))
    type_into(page.username, "eva")
    return page


@pytest.fixture
def pin(qtbot: QtBot) -> PinPage:
    page = PinPage()
    qtbot.addWidget(page)
    return page


def test_a_user_name_is_suggested_until_one_is_typed(clinic: ClinicPage):
    assert clinic.username.value() == "sara"
    type_into(clinic.username, "sw")
    type_into(clinic.display_name, "Maria Weiß")
    assert clinic.username.value() == "sw"
    assert clinic.check()


@pytest.mark.parametrize("name", ["clinic_name", "workstation", "display_name", "username"])
@pytest.mark.parametrize("text", ["", "   ", "two\tcolumns"])
def test_a_name_that_is_none_is_refused_at_its_field(clinic: ClinicPage, name: str, text: str):
    field: Field = getattr(clinic, name)
    type_into(field, text)
    assert not clinic.check()
    assert field.error()


def test_a_zone_is_found_by_a_part_of_its_name_and_taken_with_the_keyboard(
    clinic: ClinicPage, qtbot: QtBot
):
    qtbot.keyClicks(clinic.zones.search, "new yo")
    assert clinic.zones.zone() == "America/New_York"
    clinic.zones.search.clear()
    clinic.zones.choose("Europe/Berlin")
    qtbot.keyClick(clinic.zones.search, Qt.Key.Key_Down)
    assert clinic.zones.zone() == "Europe/London"


def test_no_zone_is_no_answer(clinic: ClinicPage, qtbot: QtBot):
    qtbot.keyClicks(clinic.zones.search, "atlantis")
    assert not clinic.check()
    assert clinic.zones.error()
    clinic.zones.search.clear()
    clinic.zones.choose("Europe/Berlin")
    assert clinic.check()


def test_the_rules_of_a_passphrase_are_said_while_it_is_typed(passphrase: PassphrasePage):
    type_into(passphrase.passphrase, "correct hors")
    assert passphrase.rules[0].words() == "At least 15 characters: 3 more"
    assert [rule.is_kept for rule in passphrase.rules] == [False, False, False]
    type_into(passphrase.passphrase, GOOD)
    assert [rule.is_kept for rule in passphrase.rules] == [True, True, False]
    type_into(passphrase.again, GOOD)
    assert [rule.is_kept for rule in passphrase.rules] == [True, True, True]
    assert passphrase.rules[0].accessibleName().endswith("kept")
    assert passphrase.check()


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "needs at least 15 characters"),
        ("too short", "needs at least 15 characters"),
        ("aaaaaaaaaaaaaaaaaaaa", "is too easy to guess"),
        ("nordlichtsaranordlicht", "is too easy to guess"),
        ("x1y2" * 300, "has more than 1024 characters"),
    ],
)
def test_a_passphrase_is_refused_as_at_the_command_line(
    passphrase: PassphrasePage, text: str, reason: str
):
    type_into(passphrase.passphrase, text)
    type_into(passphrase.again, text)
    assert not passphrase.check()
    assert passphrase.passphrase.error() == f"Passphrase {reason}."


def test_two_passphrases_that_differ_are_refused(passphrase: PassphrasePage):
    type_into(passphrase.passphrase, GOOD)
    type_into(passphrase.again, f"{GOOD}s")
    assert not passphrase.check()
    assert passphrase.again.error() == "The two are not the same."


def test_spaces_at_the_ends_belong_to_the_passphrase(passphrase: PassphrasePage):
    type_into(passphrase.passphrase, f" {GOOD} ")
    assert passphrase.text() == f" {GOOD} "


def test_a_passphrase_is_hidden_until_it_is_asked_for(passphrase: PassphrasePage):
    fields = passphrase.findChildren(QLineEdit)
    assert {field.echoMode() for field in fields} == {QLineEdit.EchoMode.Password}
    passphrase.findChild(object, "show_passphrase").setChecked(True)  # type: ignore[attr-defined]
    assert {field.echoMode() for field in fields} == {QLineEdit.EchoMode.Normal}


def test_nothing_of_a_passphrase_stays_once_it_was_used(passphrase: PassphrasePage):
    type_into(passphrase.passphrase, GOOD)
    passphrase.forget()
    assert [field.text() for field in passphrase.findChildren(QLineEdit)] == ["", ""]


@pytest.mark.parametrize(
    ("guard", "keyring", "said"),
    [
        (Guard.KEYRING, "keyring.backends.macOS.Keyring", "macOS Keychain"),
        (Guard.NONE, "", "No trusted keyring on this computer"),
        (Guard.CLEAR_TEXT, "keyrings.alt.file.PlaintextKeyring", "keeps secrets in clear text"),
        (Guard.UNTRUSTED, "somebody.Keyring", "not known to encrypt"),
        (Guard.FAILING, "keyring.backends.kwallet.DBusKeyring", "KWallet"),
    ],
)
def test_what_guards_the_data_is_said_plainly(
    passphrase: PassphrasePage, guard: Guard, keyring: str, said: str
):
    found = Protection(guard, keyring)
    assert said in protection_words(found)
    passphrase.show_protection(found)
    is_poor = guard is not Guard.KEYRING
    assert ("a PIN is not possible" in passphrase.protection_words()) == is_poor


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("s5z2wecqq", "S5Z2W-ECQQ"),
        ("s5z2w ecqqm", "S5Z2W-ECQQM"),
        ("oil", "011"),
        ("abcde-fghjk-mnpq-rstv-wxyz-0123", "ABCDE-FGHJK-MNPQ-RSTV-WXYZ-0123"),
    ],
)
def test_a_code_groups_itself_while_it_is_typed(qtbot: QtBot, typed: str, shown: str):
    field = CodeField()
    qtbot.addWidget(field)
    assert isinstance(field.control, QLineEdit)
    qtbot.keyClicks(field.control, typed)
    assert field.control.text() == shown


def test_a_letter_put_into_the_middle_of_a_code_leaves_the_cursor_behind_it(qtbot: QtBot):
    field = CodeField()
    qtbot.addWidget(field)
    assert isinstance(field.control, QLineEdit)
    qtbot.keyClicks(field.control, "ABCDEFGH")
    field.control.setCursorPosition(2)
    qtbot.keyClicks(field.control, "xy")
    assert field.control.text() == "ABXYC-DEFGH"
    assert field.control.cursorPosition() == 4


def test_a_sign_that_no_code_has_is_named(qtbot: QtBot):
    field = CodeField()
    qtbot.addWidget(field)
    assert isinstance(field.control, QLineEdit)
    qtbot.keyClicks(field.control, "ABCU")
    assert field.error().startswith("“U” is in no code")


def test_grouping_loses_nothing():
    code = str(new_join_code())
    assert grouped(compact(code)) == code
    assert compact(grouped("A" * 30)) == "A" * 30


@pytest.mark.parametrize(
    ("code", "said"),
    [("", "26 are missing"), ("ABCDE", "21 are missing"), ("A" * 27, "1 too many")],
)
def test_a_code_of_the_wrong_length_is_counted(join: JoinPage, code: str, said: str):
    type_into(join.code, code)
    assert not join.check()
    assert said in join.code.error()


@pytest.mark.parametrize(
    ("typed", "used"),
    [
        ("clinic.example.org", "https://clinic.example.org"),
        ("https://clinic.example.org:8470", "https://clinic.example.org:8470"),
        ("http://127.0.0.1:8470", "http://127.0.0.1:8470"),
        ("http://localhost:8470", "http://localhost:8470"),
    ],
)
def test_an_address_is_taken(join: JoinPage, typed: str, used: str):
    type_into(join.address, typed)
    assert join.check(), join.address.error()
    assert join.url() == used


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("", "needed"),
        ("http://clinic.example.org", "must begin with https://"),
        ("ftp://clinic.example.org", "looks like https://"),
        ("https://", "looks like https://"),
        ("https://two words", "looks like https://"),
        ("https://clinic.example.org:port", "looks like https://"),
    ],
)
def test_an_address_that_cannot_be_used_is_refused(join: JoinPage, typed: str, said: str):
    type_into(join.address, typed)
    assert not join.check()
    assert said in join.address.error()


def test_nobody_cannot_join(join: JoinPage):
    type_into(join.username, " ")
    assert not join.check()
    assert join.username.error()


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("12", "has 6 to 12 digits"),
        ("123456", "is too easy to guess"),
        ("121212", "is too easy to guess"),
        ("010190", "is too easy to guess"),
        ("abcdef", "has digits only"),
    ],
)
def test_a_weak_pin_is_refused(pin: PinPage, text: str, reason: str):
    type_into(pin.pin, text)
    type_into(pin.again, text)
    assert not pin.check()
    assert reason in pin.pin.error()


def test_two_pins_that_differ_are_refused(pin: PinPage):
    type_into(pin.pin, "735194")
    assert not pin.check()
    assert pin.again.error()


def test_no_pin_is_an_answer(pin: PinPage):
    assert pin.check()
    assert pin.text() == ""
