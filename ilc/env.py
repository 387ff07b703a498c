"""Settings from the environment, typed, each with a helpful error.

Every variable the product reads is one row of `VARIABLES`; docs/operators.md lists the same rows and a
test compares the two, so that no switch stays undocumented.
"""

import os
import re
from collections.abc import Callable
from dataclasses import dataclass
from email.utils import parseaddr
from ipaddress import ip_address
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import environ

ROOT = Path(__file__).resolve().parent.parent


class WrongSetting(SystemExit):
    """A value that cannot be used; ends the process with a sentence an operator can act on."""


def _boolean(value: str) -> bool:
    if value.lower() in {"1", "true", "yes", "on"}:
        return True
    if value.lower() in {"0", "false", "no", "off", ""}:
        return False
    raise ValueError("expected yes or no")


def _whole(lowest: int, highest: int) -> Callable[[str], int]:
    def read(value: str) -> int:
        if not value.isascii() or not value.isdigit() or not lowest <= int(value) <= highest:
            raise ValueError(f"expected a whole number from {lowest} to {highest}")
        return int(value)

    return read


def _one_of(*allowed: str) -> Callable[[str], str]:
    def read(value: str) -> str:
        if value not in allowed:
            raise ValueError(f"expected {' or '.join(allowed)}")
        return value

    return read


def _at_least(characters: int) -> Callable[[str], str]:
    """Text that is not given at all, or is long enough to be a secret."""

    def read(value: str) -> str:
        if 0 < len(value) < characters:
            raise ValueError(f"expected at least {characters} characters")
        return value

    return read


def _hosts(value: str) -> list[str]:
    names = [part.strip() for part in value.split(",") if part.strip()]
    for name in names:
        if "/" in name or (":" in name and not name.startswith("[")):
            raise ValueError(
                "expected host names without http:// and without a port, such as cycles.example.org"
            )
    return names


def _folder(value: str) -> Path:
    path = Path(value) if Path(value).is_absolute() else ROOT / value
    try:
        path.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise ValueError(f"expected a folder that can be made and written ({error.strerror})") from error
    if not os.access(path, os.W_OK):
        raise ValueError("expected a folder that this user may write into")
    return path


def _database(value: str) -> dict[str, Any]:
    parts = urlsplit(value)
    if parts.scheme not in {"sqlite", "postgres", "postgresql"} or len(parts.path) < 2:
        raise ValueError("expected sqlite:////folder/file or postgres://user:password@host:5432/name")
    return dict(environ.Env.db_url_config(value))


def _redis(value: str) -> str:
    if value and urlsplit(value).scheme not in {"redis", "rediss", "unix"}:
        raise ValueError("expected redis://host:6379/0, or nothing for the embedded queue")
    return value


def _email(value: str) -> dict[str, Any]:
    if urlsplit(value).scheme not in environ.Env.EMAIL_SCHEMES:
        raise ValueError("expected smtp://host:25 or smtp+tls://user:password@host:587")
    return dict(environ.Env.email_url_config(value))


def _sender(value: str) -> str:
    if "@" not in parseaddr(value)[1]:
        raise ValueError("expected an address, or a name and an address: Name <name@example.org>")
    return value


def _site(value: str) -> str:
    parts = urlsplit(value)
    if parts.scheme not in {"http", "https"} or not parts.netloc or parts.path.strip("/"):
        raise ValueError("expected an address such as https://cycles.example.org")
    return value.rstrip("/")


def _endpoint(value: str) -> str:
    parts = urlsplit(value)
    if value and (parts.scheme not in {"http", "https"} or not parts.netloc):
        raise ValueError("expected an address such as https://s3.example.org, or nothing for AWS")
    return value.rstrip("/")


def _bucket(value: str) -> str:
    if value and not re.fullmatch(r"[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]", value):
        raise ValueError("expected a bucket's name alone, such as ilc-files: small letters, digits, - and .")
    return value


def _prefix(value: str) -> str:
    if not re.fullmatch(r"[A-Za-z0-9._/-]*", value) or ".." in value:
        raise ValueError("expected a folder name such as cycles/files")
    return value.strip("/")


def _region(value: str) -> str:
    if not re.fullmatch(r"[a-z0-9-]*", value):
        raise ValueError("expected a region such as us-west-2")
    return value


def _address(value: str) -> str:
    try:
        ip_address(value.strip("[]"))
    except ValueError as error:
        raise ValueError("expected an address of this machine, such as 127.0.0.1 or 0.0.0.0") from error
    return value


def _scanner(value: str) -> str:
    """An address of clamd, or nothing."""
    parts = urlsplit(value)
    if parts.scheme == "unix" and parts.path.startswith("/") and not parts.netloc:
        return value
    if value and not (parts.scheme == "tcp" and parts.hostname and parts.port):
        raise ValueError(
            "expected tcp://host:3310 or unix:/folder/clamd.sock, or nothing for no virus scanner"
        )
    return value


@dataclass(frozen=True)
class Variable:
    """One environment variable: its name, how it is read, its default and what it is for."""

    name: str
    read: Callable[[str], Any]
    default: str
    purpose: str
    secret: bool = False  # never shown in an error


_ROWS = (
    Variable(
        "SECRET_KEY",
        _at_least(32),
        "",
        "Signs sessions and links. Needed unless DEBUG or EMBEDDED is on; 50 random characters.",
        secret=True,
    ),
    Variable("DEBUG", _boolean, "no", "Show tracebacks. Never on a server people use."),
    Variable(
        "EMBEDDED",
        _boolean,
        "no",
        "One-command shape: makes its own secret key under VAR_DIR, serves over plain HTTP.",
    ),
    Variable(
        "VAR_DIR", _folder, "var", "Folder for everything the product writes: database, files, queue, mail."
    ),
    Variable(
        "DATABASE_URL",
        _database,
        "",
        "Where the data lives; default SQLite at VAR_DIR/db.sqlite3.",
        secret=True,
    ),
    Variable(
        "REDIS_URL", _redis, "", "Queue and cache; default a queue of files under VAR_DIR/queue.", secret=True
    ),
    Variable(
        "EMAIL_URL",
        _email,
        "",
        "Mail server, such as smtp://host:25 or smtp+tls://user:password@host:587; "
        "default files under VAR_DIR/mail.",
        secret=True,
    ),
    Variable("MAIL_FROM", _sender, "ILC Cycles <cycles@localhost>", "Sender of every mail."),
    Variable("SITE_URL", _site, "http://localhost:8000", "Address people use; stands in mails and QR codes."),
    Variable(
        "ALLOWED_HOSTS",
        _hosts,
        "localhost,127.0.0.1,[::1]",
        "Host names the server answers to, comma separated.",
    ),
    Variable(
        "TRUST_PROXY",
        _boolean,
        "no",
        "Believe X-Forwarded-Proto and X-Forwarded-For of one reverse proxy in front.",
    ),
    Variable(
        "MEDIA_DIR", _folder, "", "Folder for private files; default VAR_DIR/files. Never served directly."
    ),
    Variable(
        "S3_BUCKET",
        _bucket,
        "",
        "Private bucket of an S3 storage that holds the files instead of MEDIA_DIR.",
    ),
    Variable("S3_PREFIX", _prefix, "files", "Folder within the bucket."),
    Variable(
        "S3_ENDPOINT_URL", _endpoint, "", "Address of an S3 storage that is not AWS, such as MinIO or Ceph."
    ),
    Variable("S3_REGION", _region, "", "Region of the bucket, where the storage wants one."),
    Variable(
        "S3_ACCESS_KEY_ID",
        _at_least(3),
        "",
        "Key for the bucket; default: what AWS's library finds, such as the machine's role.",
        secret=True,
    ),
    Variable("S3_SECRET_ACCESS_KEY", _at_least(8), "", "Secret of that key.", secret=True),
    Variable(
        "STATIC_DIR", _folder, "", "Folder for collected style sheets and scripts; default VAR_DIR/static."
    ),
    Variable(
        "FONTS_DIR",
        _folder,
        "",
        "Folder with fonts for scripts that the built-in ones lack (Chinese, Japanese, Korean, Thai, Khmer).",
    ),
    Variable("PORT", _whole(1, 65535), "8000", "Port that the web server listens on."),
    Variable(
        "BIND", _address, "127.0.0.1", "Address that the web server listens on; 0.0.0.0 in a container."
    ),
    Variable("WEB_WORKERS", _whole(1, 64), "2", "Web worker processes."),
    Variable("WEB_THREADS", _whole(1, 64), "8", "Threads in each web worker process."),
    Variable("CLOCK_SECONDS", _whole(1, 3600), "60", "Seconds between two looks of the clock for due work."),
    Variable("UPLOAD_MAX_MB", _whole(1, 2000), "25", "Largest accepted picture or document, in megabytes."),
    Variable("VIDEO_MAX_MB", _whole(1, 2000), "500", "Largest accepted video, in megabytes."),
    Variable(
        "UPLOAD_KEEP_DAYS",
        _whole(1, 90),
        "7",
        "Days that an upload which broke off waits to be gone on with; then its parts are removed.",
    ),
    Variable(
        "CLAMD_URL",
        _scanner,
        "",
        "Virus scanner every uploaded file is sent to, such as tcp://127.0.0.1:3310 or unix:/run/clamav/clamd.ctl; "
        "nothing is accepted while it is away. Default none.",
    ),
    Variable(
        "LOG_FORMAT", _one_of("console", "json"), "console", "console for people, json for log collectors."
    ),
    Variable(
        "DEMO_PASSWORD",
        _at_least(10),
        "",
        "Password of the demo accounts; default: one is made and printed.",
        secret=True,
    ),
)
VARIABLES: dict[str, Variable] = {row.name: row for row in _ROWS}


def get(name: str) -> Any:
    """The value of a known variable; ends the process with a clear sentence when it is wrong."""
    variable = VARIABLES[name]
    raw = os.environ.get(name, "") or variable.default
    try:
        return variable.read(raw)
    except (ValueError, environ.ImproperlyConfigured) as error:
        shown = "(not shown)" if variable.secret else raw
        raise WrongSetting(
            f"{name}={shown} cannot be used: {error}. It is for: {variable.purpose}"
        ) from error


def is_set(name: str) -> bool:
    """Whether the environment gives a value of its own."""
    return bool(os.environ.get(VARIABLES[name].name))
