"""Settings from the environment: each wrong value ends the start with a sentence to act on."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

from ilc import env

WRONG = {
    "SECRET_KEY": ("short", "at least 32 characters"),
    "DEBUG": ("maybe", "yes or no"),
    "EMBEDDED": ("maybe", "yes or no"),
    "VAR_DIR": ("/dev/null/var", "a folder that can be made"),
    "DATABASE_URL": ("mysql://root:pass@localhost/x", "postgres://user:password@host:5432/name"),
    "REDIS_URL": ("http://localhost", "redis://host:6379/0"),
    "EMAIL_URL": ("mail.example.org", "smtp://host:25"),
    "MAIL_FROM": ("Cycles", "Name <name@example.org>"),
    "SITE_URL": ("cycles.example.org", "https://cycles.example.org"),
    "ALLOWED_HOSTS": ("https://cycles.example.org", "without http://"),
    "TRUST_PROXY": ("perhaps", "yes or no"),
    "FONTS_DIR": ("/dev/null/fonts", "a folder that can be made"),
    "MEDIA_DIR": ("/dev/null/files", "a folder that can be made"),
    "S3_BUCKET": ("s3://files", "a bucket's name alone"),
    "S3_PREFIX": ("../up", "a folder name"),
    "S3_ENDPOINT_URL": ("s3.example.org", "https://s3.example.org"),
    "S3_REGION": ("Oregon, US", "us-west-2"),
    "S3_ACCESS_KEY_ID": ("k9", "at least 3 characters"),
    "S3_SECRET_ACCESS_KEY": ("secret", "at least 8 characters"),
    "STATIC_DIR": ("/dev/null/static", "a folder that can be made"),
    "PORT": ("eighty", "a whole number from 1 to 65535"),
    "BIND": ("everywhere", "0.0.0.0"),
    "CLOCK_SECONDS": ("0", "a whole number from 1 to 3600"),
    "WEB_WORKERS": ("0", "a whole number from 1 to 64"),
    "WEB_THREADS": ("-1", "a whole number from 1 to 64"),
    "UPLOAD_MAX_MB": ("25 MB", "a whole number from 1 to 2000"),
    "CLAMD_URL": ("http://clamd", "tcp://host:3310 or unix:/folder/clamd.sock"),
    "VIDEO_MAX_MB": ("half a gigabyte", "a whole number from 1 to 2000"),
    "UPLOAD_KEEP_DAYS": ("a week", "a whole number from 1 to 90"),
    "LOG_FORMAT": ("xml", "console or json"),
    "DEMO_PASSWORD": ("hunter2", "at least 10 characters"),
}


def test_every_variable_has_a_wrong_value_here() -> None:
    assert WRONG.keys() == env.VARIABLES.keys()


@pytest.mark.parametrize("name", WRONG)
def test_wrong_value_is_named_with_what_was_expected(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    value, expected = WRONG[name]
    monkeypatch.setenv(name, value)
    with pytest.raises(env.WrongSetting) as caught:
        env.get(name)
    assert str(caught.value).startswith(f"{name}=")
    assert expected in str(caught.value)
    assert env.VARIABLES[name].purpose in str(caught.value)
    assert (value in str(caught.value)) is not env.VARIABLES[name].secret


@pytest.mark.parametrize("name", [name for name, one in env.VARIABLES.items() if one.default])
def test_default_can_be_used(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(name, raising=False)
    env.get(name)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("given", "said"), [({}, "SECRET_KEY is not set"), ({"PORT": "x"}, "PORT=x cannot be")]
)
def test_start_ends_with_the_sentence_only(given: dict[str, str], said: str, tmp_path: Path) -> None:
    """No traceback: an operator reads one line."""
    done = subprocess.run(
        [sys.executable, "-c", "import ilc.gunicorn, ilc.settings"],
        env={"VAR_DIR": str(tmp_path), "PYTHONPATH": str(env.ROOT), **given},
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert done.returncode == 1
    assert done.stderr.startswith(said)
    assert "Traceback" not in done.stderr


def test_operators_guide_lists_exactly_these_variables() -> None:
    guide = (env.ROOT / "docs/operators.md").read_text()
    rows = {
        row[0]: row[1:]
        for row in re.findall(r"^\| `([A-Z0-9_]+)` \| (.*?) \| (.*?) \|$", guide, re.MULTILINE)
    }
    assert rows == {
        name: (f"`{one.default}`" if one.default else "", one.purpose) for name, one in env.VARIABLES.items()
    }
