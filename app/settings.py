"""Every option of the program: default, unit, environment variable and meaning, checked at start.

An option stands here only when it changes something. What the program always does (encrypting the
database, writing the audit trail) has no off switch; a wish to turn it off is refused, not ignored.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any, get_args, get_type_hints
from urllib.parse import quote, urlsplit

from app.domain.errors import ConfigurationError

PREFIX = "CLINIC_DESK_"
MIB = 1024 * 1024
LONGEST_ACCESS_S = 600
"""A workstation that was shut out keeps its access token no longer than this."""
LONGEST_LEASE_H = 720
LOCK_AFTER_MIN = (2.0, 5.0)
LONGEST_SOFT_LOCK_MIN = 15.0
"""Keys stay no longer than this behind a lock."""
"""A stolen workstation opens offline no longer than this."""
LARGEST_BATCH = 1000
LONGEST_SERVER_CACHE_S = 300.0
SHORTEST_TOKEN = 32
_YES = frozenset({"1", "true", "yes", "on"})
_NO = frozenset({"0", "false", "no", "off"})
_LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})


class Profile(StrEnum):
    """Where the program runs; production refuses what is only fit for a developer's computer."""

    DEVELOPMENT = "development"
    PRODUCTION = "production"


class LogLevel(StrEnum):
    """How much the log says."""

    DEBUG = "DEBUG"
    INFO = "INFO"
    WARNING = "WARNING"
    ERROR = "ERROR"


@dataclass(frozen=True, slots=True)
class Option:
    """What one setting means, in which unit it is given, and its smallest value."""

    meaning: str
    unit: str = ""
    at_least: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """All options, validated. Each is set by CLINIC_DESK_ and its name in capitals."""

    profile: Annotated[Profile, Option("production, or development on a programmer's computer")] = (
        Profile.PRODUCTION
    )
    home: Annotated[
        Path | None, Option("folder of the desk; by default the user's data folder of the system")
    ] = None
    log_level: Annotated[LogLevel, Option("least severe message that is logged")] = LogLevel.WARNING
    api_url: Annotated[str, Option("address of the server, in place of the one joined")] = ""
    realtime_url: Annotated[
        str, Option("address of the WebSocket, in place of the server's own /v1/ws")
    ] = ""
    realtime_enabled: Annotated[
        bool, Option("hear of changes at once; without it they come with the next poll")
    ] = True
    offline: Annotated[bool, Option("start offline; changes wait until you go online")] = False
    dsn: Annotated[
        str, Option("PostgreSQL of `clinic-desk server` as the app role, in place of --dsn")
    ] = field(default="", repr=False)
    owner_dsn: Annotated[
        str, Option("PostgreSQL of `clinic-desk server` as the owner, in place of --owner-dsn")
    ] = field(default="", repr=False)
    replica_dsn: Annotated[
        str, Option("replicas' PostgreSQL as the app role, in place of --replica-dsn")
    ] = field(default="", repr=False)
    db_host: Annotated[
        str, Option("PostgreSQL's host, in place of a DSN: with these five settings")
    ] = ""
    db_port: Annotated[int, Option("PostgreSQL's port", "", 1)] = 5432
    db_username: Annotated[str, Option("the app role in PostgreSQL")] = ""
    db_password: Annotated[str, Option("the app role's password in PostgreSQL")] = field(
        default="", repr=False
    )
    db_ca_file: Annotated[
        Path | None, Option("certificate authority of a PostgreSQL on another computer (PEM)")
    ] = None
    db_name: Annotated[str, Option("the clinic's database in PostgreSQL")] = "clinic_desk"
    db_query_timeout_s: Annotated[
        float, Option("a reading at the desk that takes longer is broken off", "seconds", 0.1)
    ] = 30.0
    db_query_retries: Annotated[
        int, Option("further tries of a reading while another program is in the way", "tries", 0)
    ] = 3
    db_batch_size: Annotated[int, Option("records asked for in one statement", "records", 1)] = 500
    db_slow_ms: Annotated[
        float, Option("a statement that takes longer is logged, without values", "ms", 1)
    ] = 500.0
    db_statement_cache: Annotated[
        int, Option("prepared statements that each connection keeps", "statements", 10)
    ] = 256
    db_page_cache_kib: Annotated[
        int, Option("memory for database pages, per connection", "KiB", 1000)
    ] = 16_000
    db_wipe_memory: Annotated[
        bool, Option("lock and wipe the database driver's memory; writing is several times slower")
    ] = False
    cache_enabled: Annotated[
        bool, Option("keep records that were read in memory, until they change or the desk locks")
    ] = True
    cache_default_ttl: Annotated[
        float, Option("longest time in memory; patient data stays 2 to 5 minutes", "seconds", 1)
    ] = 900.0
    cache_encrypt_phi: Annotated[
        bool, Option("patient data is encrypted in memory as well; always, in production")
    ] = True
    cache_max_size: Annotated[int, Option("records kept in memory", "records", 1)] = 10_000
    cache_max_kib: Annotated[int, Option("memory for records", "KiB", 16)] = 16_384
    cache_ttl: Annotated[
        float, Option("what a screen shows is read again after this time", "seconds", 1)
    ] = 300.0
    server_cache_url: Annotated[
        str, Option("Valkey or Redis shared by the server's processes (rediss://); none by default")
    ] = field(default="", repr=False)
    server_cache_ttl_s: Annotated[
        float, Option("time in Valkey, always encrypted; 300 at most, charts less", "seconds", 1)
    ] = 300.0
    lock_after_min: Annotated[
        float, Option("an untouched window locks after this time, 2 to 5", "minutes", 0)
    ] = 3.0
    hard_lock_after_min: Annotated[
        float,
        Option("a locked window gives up the keys after this time, 15 at most", "minutes", 0),
    ] = 15.0
    screen_capture: Annotated[bool, Option("pictures of the screen show the windows")] = False
    retention_chart_h: Annotated[
        int,
        Option(
            "chart detail (never allergies) leaves a joined desk that has not used it for so long; "
            "0: never",
            "hours",
            0,
        ),
    ] = 72
    cache_ttl_demographics_s: Annotated[
        int,
        Option(
            "a hidden panel forgets who it showed after this time; 0: at the lock", "seconds", 0
        ),
    ] = 900
    cache_ttl_schedule_s: Annotated[
        int, Option("a hidden calendar forgets its visits; 0: at the lock", "seconds", 0)
    ] = 3600
    cache_ttl_chart_s: Annotated[
        int,
        Option("a hidden chart or form without edits is forgotten; 0: at the lock", "seconds", 0),
    ] = 300
    backup_dir: Annotated[
        Path | None,
        Option("folder of the daily backups, best on another disk; by default backups in the desk"),
    ] = None
    backup_keep: Annotated[int, Option("daily backups kept; 0 makes none", "backups", 0)] = 14
    file_size_mib: Annotated[
        int, Option("largest file that is kept of a patient, at the desk and the server", "MiB", 1)
    ] = 50
    document_keep_h: Annotated[
        int,
        Option("a file the server has leaves the desk unread for this time; 0: never", "hours", 0),
    ] = 24
    files: Annotated[
        str,
        Option("where `clinic-desk server` keeps files: a folder, or s3://bucket/prefix"),
    ] = ""
    file_quota_mib: Annotated[
        int, Option("all files of one clinic together at the server", "MiB", 1)
    ] = 51_200
    s3_endpoint: Annotated[
        str, Option("address of the S3-compatible storage; empty is Amazon's own")
    ] = ""
    s3_region: Annotated[str, Option("region of the bucket")] = "us-east-1"
    s3_access_key: Annotated[
        str, Option("access key of the bucket; without it the machine's own role is used")
    ] = field(default="", repr=False)
    s3_secret_key: Annotated[str, Option("secret key of the bucket")] = field(
        default="", repr=False
    )
    server_clinic_requests: Annotated[
        int, Option("requests of one clinic's desks together, per minute", "requests", 1)
    ] = 3000
    access_token_s: Annotated[
        int, Option("how long the server's access tokens are good, 600 at most", "seconds", 5)
    ] = 600
    server_lease_h: Annotated[
        int,
        Option("how long a desk may work without hearing from the server, 720 at most", "hours", 1),
    ] = 72
    server_ca_file: Annotated[
        Path | None, Option("certificate authority of the clinic's own server (PEM)")
    ] = None
    audit_enabled: Annotated[bool, Option("always true: the trail cannot be switched off")] = True
    audit_phi_access: Annotated[bool, Option("always true: each use of patient data is noted")] = (
        True
    )
    server_metrics_token: Annotated[
        str, Option("whoever sends this token (32 characters or more) reads the server's /metrics")
    ] = field(default="", repr=False)

    def __post_init__(self) -> None:
        for name, (_, about) in _options().items():
            _check_smallest(name, about, getattr(self, name))
        self._check_databases()
        for name in ("audit_enabled", "audit_phi_access"):
            if not getattr(self, name):
                raise ConfigurationError(PREFIX + name.upper(), "cannot be switched off")
        if self.api_url:
            require_address(PREFIX + "API_URL", self.api_url)
        if self.s3_endpoint:
            require_address(PREFIX + "S3_ENDPOINT", self.s3_endpoint)
        if bool(self.s3_access_key) != bool(self.s3_secret_key):
            raise ConfigurationError(PREFIX + "S3_ACCESS_KEY", "goes with S3_SECRET_KEY")
        if self.realtime_url:
            require_address(PREFIX + "REALTIME_URL", self.realtime_url, schemes=("ws", "wss"))
        if self.profile is Profile.PRODUCTION:
            self._check_production()

    def _check_databases(self) -> None:
        if self.server_cache_url:
            require_address(
                PREFIX + "SERVER_CACHE_URL", self.server_cache_url, schemes=("redis", "rediss")
            )
        if 0 < len(self.server_metrics_token) < SHORTEST_TOKEN:
            raise ConfigurationError(PREFIX + "SERVER_METRICS_TOKEN", "must be 32 characters")
        if self.db_batch_size > LARGEST_BATCH:
            raise ConfigurationError(PREFIX + "DB_BATCH_SIZE", f"must be at most {LARGEST_BATCH}")
        if bool(self.db_host) != bool(self.db_username):
            raise ConfigurationError(PREFIX + "DB_HOST", "goes together with DB_USERNAME")

    @property
    def database_dsn(self) -> str:
        """Where the server's PostgreSQL is: the DSN, or one made of the DB_ settings; "" for none.

        Off this computer the connection is always encrypted and the other end proves who it is.
        """
        if self.dsn or not self.db_host:
            return self.dsn
        who = quote(self.db_username, safe="") + ":" + quote(self.db_password, safe="")
        host = f"[{self.db_host}]" if ":" in self.db_host else self.db_host
        dsn = f"postgresql://{who}@{host}:{self.db_port}/{quote(self.db_name, safe='')}"
        if self.db_host in _LOOPBACK:
            return dsn
        ca_file = quote(str(self.db_ca_file), safe="") if self.db_ca_file else ""
        return dsn + "?sslmode=verify-full" + (f"&sslrootcert={ca_file}" if ca_file else "")

    def _check_production(self) -> None:
        if self.log_level is LogLevel.DEBUG:
            raise ConfigurationError(PREFIX + "LOG_LEVEL", "DEBUG is for development only")
        if not self.cache_encrypt_phi:
            raise ConfigurationError(PREFIX + "CACHE_ENCRYPT_PHI", "cannot be switched off")
        if self.server_cache_ttl_s > LONGEST_SERVER_CACHE_S:
            raise ConfigurationError(PREFIX + "SERVER_CACHE_TTL_S", "must be at most 300")
        require_protected(PREFIX + "SERVER_CACHE_URL", self.server_cache_url)
        if self.access_token_s > LONGEST_ACCESS_S:
            raise ConfigurationError(PREFIX + "ACCESS_TOKEN_S", "must be at most 600")
        if self.server_lease_h > LONGEST_LEASE_H:
            raise ConfigurationError(PREFIX + "SERVER_LEASE_H", "must be at most 720")
        if not LOCK_AFTER_MIN[0] <= self.lock_after_min <= LOCK_AFTER_MIN[1]:
            raise ConfigurationError(PREFIX + "LOCK_AFTER_MIN", "must be from 2 to 5")
        if self.hard_lock_after_min > LONGEST_SOFT_LOCK_MIN:
            raise ConfigurationError(PREFIX + "HARD_LOCK_AFTER_MIN", "must be at most 15")
        for name in ("api_url", "realtime_url", "s3_endpoint"):
            require_protected(PREFIX + name.upper(), getattr(self, name))

    @property
    def is_production(self) -> bool:
        """Whether real patients may be in this program."""
        return self.profile is Profile.PRODUCTION


@dataclass(frozen=True, slots=True, kw_only=True)
class SettingDescription:
    """One row of the settings table."""

    variable: str
    default: str
    unit: str
    meaning: str


def load_settings(environment: Mapping[str, str] | None = None) -> Settings:
    """The settings of this process. Raises ConfigurationError for a value that cannot be used."""
    source = os.environ if environment is None else environment
    given: dict[str, object] = {}
    for name, (kind, _) in _options().items():
        text = source.get(PREFIX + name.upper(), "").strip()
        if text:
            given[name] = _parsed(name, kind, text)
    return Settings(**given)  # pyright: ignore[reportArgumentType]  (parsed by each field's type)


def describe_settings() -> tuple[SettingDescription, ...]:
    """Every option as the README's table shows it."""
    defaults = Settings()
    return tuple(
        SettingDescription(
            variable=PREFIX + name.upper(),
            default=_shown(getattr(defaults, name)),
            unit=about.unit,
            meaning=about.meaning,
        )
        for name, (_, about) in _options().items()
    )


def default_home(settings: Settings) -> Path:
    """The folder of the desk where no --home is given."""
    from platformdirs import user_data_path

    if settings.home is not None:
        return settings.home
    return user_data_path("clinic-desk", appauthor=False)


def require_address(name: str, url: str, *, schemes: tuple[str, str] = ("http", "https")) -> None:
    """Refuse what is no address of these schemes, before anything is sent anywhere."""
    try:
        parts = urlsplit(url)
        is_good = parts.scheme in schemes and bool(parts.hostname) and parts.port != 0
    except ValueError:  # an open bracket, a port that is no number
        is_good = False
    if not is_good or not url.isprintable() or " " in url:
        expected = f"{schemes[0]}:// or {schemes[1]}://"
        raise ConfigurationError(name, f"is not an address starting with {expected}")


def require_protected(name: str, url: str) -> None:
    """Refuse an address that would send patient data unencrypted off this computer."""
    parts = urlsplit(url)
    if url and parts.scheme in ("http", "ws", "redis") and parts.hostname not in _LOOPBACK:
        raise ConfigurationError(name, "must be encrypted (https, wss or rediss) off this computer")


def _options() -> dict[str, tuple[type, Option]]:
    """Type and description of every option, by name."""
    hints = get_type_hints(Settings, include_extras=True)
    return {
        name: (_plain_type(get_args(hint)[0]), get_args(hint)[1]) for name, hint in hints.items()
    }


def _plain_type(hint: Any) -> type:
    """The type a given text is turned into: `Path | None` is a Path when it is given."""
    return next((kind for kind in get_args(hint) if kind is not type(None)), hint)


def _parsed(name: str, kind: type, text: str) -> object:
    try:
        if kind is bool:
            return _yes_or_no(text)
        return kind(text.upper() if kind is LogLevel else text)
    except ValueError:
        raise ConfigurationError(PREFIX + name.upper(), f"is not {_expected(kind)}") from None


def _yes_or_no(text: str) -> bool:
    if text.casefold() in _YES | _NO:
        return text.casefold() in _YES
    raise ValueError


def _expected(kind: type) -> str:
    if issubclass(kind, StrEnum):
        return "one of " + ", ".join(kind)
    if kind is bool:
        return "true or false"
    return "a whole number" if kind is int else "a number"


def _check_smallest(name: str, about: Option, value: Any) -> None:
    if about.at_least is not None and not about.at_least <= value < float("inf"):
        raise ConfigurationError(PREFIX + name.upper(), f"must be at least {about.at_least:g}")


def _shown(default: object) -> str:
    if isinstance(default, bool):
        return str(default).lower()
    if isinstance(default, float):
        return f"{default:g}"
    return "" if default is None else str(default)
