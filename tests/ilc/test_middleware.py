"""Request ids, the log line, and pages for a lost database or too large a form."""

import re
from typing import Any

import pytest
import structlog
from django.conf import LazySettings
from django.test import Client

pytestmark = [pytest.mark.urls("tests.ilc.ground_urls")]


@pytest.fixture
def logged() -> Any:
    with structlog.testing.capture_logs(processors=[structlog.contextvars.merge_contextvars]) as lines:
        yield lines


def test_request_gets_an_id(client: Client) -> None:
    assert re.fullmatch(r"[0-9a-f]{32}", client.get("/healthz")["X-Request-ID"])


@pytest.mark.parametrize(
    ("given", "kept"), [("abc-123.def_4", True), ("a b", False), ("x" * 65, False), ("", False)]
)
def test_callers_id_is_kept_when_it_is_one(client: Client, given: str, kept: bool) -> None:
    answered = client.get("/healthz", headers={"x-request-id": given})["X-Request-ID"]
    assert (answered == given) is kept


def test_log_names_route_and_ids_but_no_secret(client: Client, logged: list[dict[str, Any]]) -> None:
    response = client.get("/take/7/personal-link-secret/?code=WXYZ")
    line = next(line for line in logged if line["event"] == "request")
    assert line["route"] == "/take/<int:number>/<str:secret>/"
    assert line["ids"] == {"number": "7"}
    assert (line["method"], line["status"], line["user"]) == ("GET", 200, None)
    assert line["request_id"] == response["X-Request-ID"]
    assert "secret/?" not in str(line)
    assert "WXYZ" not in str(line)


def test_health_checks_do_not_fill_the_log(client: Client, logged: list[dict[str, Any]]) -> None:
    client.get("/healthz")
    assert logged == []


def test_lost_database_gets_503_and_when_to_retry(client: Client, logged: list[dict[str, Any]]) -> None:
    response = client.get("/gone/")
    assert response.status_code == 503
    assert response["Retry-After"] == "30"
    assert b"<h1>" in response.content
    assert [line["event"] for line in logged] == ["database.unavailable", "request"]


def test_api_says_the_same_as_data(client: Client) -> None:
    response = client.get("/api/gone/")
    assert response.status_code == 503
    assert response.json() == {
        "detail": "We cannot reach our data right now. Nothing was lost. Try again in half a minute."
    }


def test_missing_table_is_our_mistake(client: Client) -> None:
    client.raise_request_exception = False
    assert client.get("/missing/").status_code == 500


@pytest.mark.parametrize("enforce_csrf_checks", [False, True])
def test_too_large_a_form_gets_413(settings: LazySettings, enforce_csrf_checks: bool) -> None:
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 1000
    response = Client(enforce_csrf_checks=enforce_csrf_checks).post("/take/", {"text": "x" * 2000})
    assert response.status_code == 413
    assert b"<h1>" in response.content


def test_too_many_fields_get_413(client: Client, settings: LazySettings) -> None:
    settings.DATA_UPLOAD_MAX_NUMBER_FIELDS = 3
    assert client.post("/take/", {str(number): "x" for number in range(5)}).status_code == 413


def test_form_within_the_limits_arrives(client: Client) -> None:
    assert client.post("/take/", {"text": "x"}).content == b"1 fields, 0 files"
