"""Every option is documented, validated at start, and production refuses weak values."""

from __future__ import annotations

from dataclasses import fields
from pathlib import Path

import pytest

from app.domain.errors import ConfigurationError
from app.settings import (
    LogLevel,
    Profile,
    Settings,
    default_home,
    describe_settings,
    load_settings,
)

pytestmark = pytest.mark.row("B8", "E12")


def test_nothing_set_means_production_with_defaults():
    assert load_settings({}) == Settings()
    assert load_settings({}).is_production


def test_every_option_has_its_variable():
    given = {
        "CLINIC_DESK_PROFILE": "development",
        "CLINIC_DESK_HOME": "desk",
        "CLINIC_DESK_LOG_LEVEL": "debug",
        "CLINIC_DESK_API_URL": "https://clinic.example",
        "CLINIC_DESK_REALTIME_URL": "wss://clinic.example/v1/ws",
        "CLINIC_DESK_REALTIME_ENABLED": "no",
        "CLINIC_DESK_OFFLINE": "on",
        "CLINIC_DESK_DSN": "postgresql://app@/clinic",
        "CLINIC_DESK_OWNER_DSN": "postgresql://owner@/clinic",
        "CLINIC_DESK_DB_HOST": "db.example",
        "CLINIC_DESK_DB_PORT": "5433",
        "CLINIC_DESK_DB_USERNAME": "app",
        "CLINIC_DESK_DB_PASSWORD": "secret",
        "CLINIC_DESK_DB_CA_FILE": "db.pem",
        "CLINIC_DESK_DB_NAME": "clinic",
        "CLINIC_DESK_DB_QUERY_TIMEOUT_S": "9.5",
        "CLINIC_DESK_DB_QUERY_RETRIES": "1",
        "CLINIC_DESK_DB_BATCH_SIZE": "100",
        "CLINIC_DESK_DB_SLOW_MS": "50",
        "CLINIC_DESK_DB_STATEMENT_CACHE": "64",
        "CLINIC_DESK_CACHE_ENABLED": "no",
        "CLINIC_DESK_CACHE_DEFAULT_TTL": "60",
        "CLINIC_DESK_CACHE_ENCRYPT_PHI": "true",
        "CLINIC_DESK_CACHE_MAX_SIZE": "500",
        "CLINIC_DESK_CACHE_MAX_KIB": "1024",
        "CLINIC_DESK_CACHE_TTL": "30",
        "CLINIC_DESK_SERVER_CACHE_URL": "redis://localhost",
        "CLINIC_DESK_SERVER_CACHE_TTL_S": "5",
        "CLINIC_DESK_DB_PAGE_CACHE_KIB": "64000",
        "CLINIC_DESK_DB_WIPE_MEMORY": "yes",
        "CLINIC_DESK_LOCK_AFTER_MIN": "2.5",
        "CLINIC_DESK_HARD_LOCK_AFTER_MIN": "10",
        "CLINIC_DESK_SCREEN_CAPTURE": "true",
        "CLINIC_DESK_BACKUP_DIR": "backups",
        "CLINIC_DESK_BACKUP_KEEP": "3",
        "CLINIC_DESK_RETENTION_CHART_H": "48",
        "CLINIC_DESK_CACHE_TTL_DEMOGRAPHICS_S": "600",
        "CLINIC_DESK_CACHE_TTL_SCHEDULE_S": "0",
        "CLINIC_DESK_CACHE_TTL_CHART_S": "60",
        "CLINIC_DESK_FILE_SIZE_MIB": "20",
        "CLINIC_DESK_DOCUMENT_KEEP_H": "48",
        "CLINIC_DESK_FILES": "s3://files/clinic",
        "CLINIC_DESK_FILE_QUOTA_MIB": "100",
        "CLINIC_DESK_SERVER_CLINIC_REQUESTS": "1000",
        "CLINIC_DESK_S3_ENDPOINT": "https://s3.example",
        "CLINIC_DESK_S3_REGION": "eu-central-1",
        "CLINIC_DESK_S3_ACCESS_KEY": "key",
        "CLINIC_DESK_S3_SECRET_KEY": "secret",
        "CLINIC_DESK_ACCESS_TOKEN_S": "60",
        "CLINIC_DESK_SERVER_LEASE_H": "24",
        "CLINIC_DESK_SERVER_CA_FILE": "ca.pem",
        "CLINIC_DESK_SERVER_METRICS_TOKEN": "o" * 32,
        "CLINIC_DESK_REPLICA_DSN": "postgresql://app@/copy",
        "CLINIC_DESK_AUDIT_ENABLED": "true",
        "CLINIC_DESK_AUDIT_PHI_ACCESS": "true",
    }
    assert load_settings(given) == Settings(
        profile=Profile.DEVELOPMENT,
        home=Path("desk"),
        log_level=LogLevel.DEBUG,
        api_url="https://clinic.example",
        realtime_url="wss://clinic.example/v1/ws",
        realtime_enabled=False,
        offline=True,
        dsn="postgresql://app@/clinic",
        owner_dsn="postgresql://owner@/clinic",
        db_host="db.example",
        db_port=5433,
        db_username="app",
        db_password="secret",
        db_ca_file=Path("db.pem"),
        db_name="clinic",
        db_query_timeout_s=9.5,
        db_query_retries=1,
        db_batch_size=100,
        db_slow_ms=50,
        db_statement_cache=64,
        cache_enabled=False,
        cache_default_ttl=60,
        cache_encrypt_phi=True,
        cache_max_size=500,
        cache_max_kib=1024,
        cache_ttl=30,
        server_cache_url="redis://localhost",
        server_cache_ttl_s=5,
        db_page_cache_kib=64000,
        db_wipe_memory=True,
        lock_after_min=2.5,
        hard_lock_after_min=10,
        screen_capture=True,
        backup_dir=Path("backups"),
        backup_keep=3,
        retention_chart_h=48,
        cache_ttl_demographics_s=600,
        cache_ttl_schedule_s=0,
        cache_ttl_chart_s=60,
        file_size_mib=20,
        document_keep_h=48,
        files="s3://files/clinic",
        file_quota_mib=100,
        s3_endpoint="https://s3.example",
        s3_region="eu-central-1",
        s3_access_key="key",
        s3_secret_key="secret",
        server_clinic_requests=1000,
        access_token_s=60,
        server_lease_h=24,
        server_ca_file=Path("ca.pem"),
        server_metrics_token="o" * 32,
        replica_dsn="postgresql://app@/copy",
    )
    assert {f"CLINIC_DESK_{one.name.upper()}" for one in fields(Settings)} == set(given)


@pytest.mark.parametrize(
    ("variable", "value"),
    [
        ("PROFILE", "test"),
        ("LOG_LEVEL", "LOUD"),
        ("API_URL", "clinic.example"),
        ("API_URL", "ftp://clinic.example"),
        ("API_URL", "http://[::1"),
        ("API_URL", "http://clinic.example:port"),
        ("API_URL", "https://clinic.example:99999"),
        ("REALTIME_URL", "https://clinic.example"),
        ("OFFLINE", "maybe"),
        ("RETENTION_CHART_H", "-1"),
        ("CACHE_TTL_CHART_S", "soon"),
        ("ACCESS_TOKEN_S", "0"),
        ("DB_PAGE_CACHE_KIB", "10"),
        ("DB_PAGE_CACHE_KIB", "-1"),
        ("DB_PAGE_CACHE_KIB", "1.5"),
        ("DB_PAGE_CACHE_KIB", "much"),
        ("DB_BATCH_SIZE", "0"),
        ("DB_BATCH_SIZE", "1001"),
        ("DB_QUERY_TIMEOUT_S", "0"),
        ("DB_QUERY_RETRIES", "-1"),
        ("DB_SLOW_MS", "soon"),
        ("DB_HOST", "127.0.0.1"),
        ("CACHE_ENABLED", "perhaps"),
        ("CACHE_DEFAULT_TTL", "0"),
        ("CACHE_MAX_SIZE", "0"),
        ("SERVER_CACHE_URL", "http://cache.example"),
        ("SERVER_METRICS_TOKEN", "o" * 31),
    ],
)
@pytest.mark.parametrize("profile", Profile)
def test_a_bad_value_stops_the_start_and_is_named(profile: str, variable: str, value: str):
    name = f"CLINIC_DESK_{variable}"
    with pytest.raises(ConfigurationError) as caught:
        load_settings({"CLINIC_DESK_PROFILE": profile, name: value})
    assert caught.value.name == name


@pytest.mark.parametrize("profile", Profile)
@pytest.mark.parametrize("variable", ["AUDIT_ENABLED", "AUDIT_PHI_ACCESS"])
def test_audit_cannot_be_switched_off(profile: str, variable: str):
    with pytest.raises(ConfigurationError):
        load_settings({"CLINIC_DESK_PROFILE": profile, f"CLINIC_DESK_{variable}": "false"})


WEAK = [
    ("ACCESS_TOKEN_S", "3600"),
    ("LOG_LEVEL", "DEBUG"),
    ("API_URL", "http://clinic.example"),
    ("REALTIME_URL", "ws://clinic.example/v1/ws"),
    ("CACHE_ENCRYPT_PHI", "false"),
    ("SERVER_CACHE_URL", "redis://cache.example:6379/0"),
    ("SERVER_CACHE_TTL_S", "301"),
]


@pytest.mark.parametrize(("variable", "value"), WEAK)
def test_production_refuses_weak_values(variable: str, value: str):
    with pytest.raises(ConfigurationError):
        load_settings({f"CLINIC_DESK_{variable}": value})


@pytest.mark.parametrize(("variable", "value"), WEAK)
def test_development_accepts_them(variable: str, value: str):
    load_settings({"CLINIC_DESK_PROFILE": "development", f"CLINIC_DESK_{variable}": value})


def test_this_computer_needs_no_encryption_to_itself():
    load_settings({"CLINIC_DESK_API_URL": "http://127.0.0.1:8000"})


def test_the_desk_lives_in_the_users_data_folder_unless_told_otherwise():
    assert default_home(Settings()).is_absolute()
    assert default_home(Settings(home=Path("elsewhere"))) == Path("elsewhere")


def test_the_present_folder_is_a_folder_like_any_other():
    assert default_home(load_settings({"CLINIC_DESK_HOME": "."})) == Path()


def test_passwords_of_databases_are_not_shown_with_the_settings():
    settings = load_settings({"CLINIC_DESK_DSN": "postgresql://app:hunter2@/clinic"})
    assert "hunter2" not in repr(settings)


def test_every_option_says_what_it_means():
    rows = describe_settings()
    assert len(rows) == len(fields(Settings))
    assert all(row.variable.startswith("CLINIC_DESK_") and row.meaning for row in rows)
    assert {row.variable: row.unit for row in rows}["CLINIC_DESK_DB_PAGE_CACHE_KIB"] == "KiB"


@pytest.mark.row("B8")
def test_the_database_of_the_server_can_be_told_in_parts():
    parts = {
        "CLINIC_DESK_DB_HOST": "localhost",
        "CLINIC_DESK_DB_PORT": "5433",
        "CLINIC_DESK_DB_USERNAME": "app",
        "CLINIC_DESK_DB_PASSWORD": "p@ss/word",
        "CLINIC_DESK_DB_NAME": "nordlicht",
    }
    found = load_settings(parts)
    assert found.database_dsn == "postgresql://app:p%40ss%2Fword@localhost:5433/nordlicht"
    assert "p@ss" not in repr(found)
    whole = load_settings({**parts, "CLINIC_DESK_DSN": "postgresql://other@localhost/clinic"})
    assert whole.database_dsn == "postgresql://other@localhost/clinic"


@pytest.mark.row("B8")
def test_a_database_on_another_computer_is_asked_who_it_is():
    found = load_settings(
        {
            "CLINIC_DESK_DB_HOST": "db.example",
            "CLINIC_DESK_DB_USERNAME": "app",
            "CLINIC_DESK_DB_CA_FILE": "/etc/clinic ca.pem",
        }
    )
    assert found.database_dsn == (
        "postgresql://app:@db.example:5432/clinic_desk"
        "?sslmode=verify-full&sslrootcert=%2Fetc%2Fclinic%20ca.pem"
    )
