"""`clinic-desk unsent-export` and `unsent-import`: unsent work out of a desk, and into one."""

from __future__ import annotations

from pathlib import Path

from app.bootstrap.admission import open_for_work
from app.bootstrap.unsent_files import UnsentFiles
from app.domain.errors import ConfigurationError, InvalidValue
from app.services.unsent_files import TakenIn
from app.settings import Settings


def export_unsent(
    home: Path, passphrase: str, out: Path, *, user: str | None, settings: Settings
) -> int:
    """Everything the server has not answered, into a new encrypted file; how many changes.

    Raises ConfigurationError for a file that cannot be written, and what open_for_work raises.
    """
    desk = open_for_work(home, passphrase, user=user, settings=settings)
    try:
        return UnsentFiles(desk).write(out)
    except InvalidValue as error:
        raise ConfigurationError("--out", error.reason) from None
    finally:
        desk.close()


def import_unsent(
    home: Path, passphrase: str, file: Path, *, user: str | None, settings: Settings
) -> TakenIn:
    """What such a file holds, into the desk's queue.

    Raises ConfigurationError for a file that does not open, and what open_for_work raises.
    """
    desk = open_for_work(home, passphrase, user=user, settings=settings)
    try:
        return UnsentFiles(desk).read(file)
    except InvalidValue as error:
        raise ConfigurationError("FILE", error.reason) from None
    finally:
        desk.close()
