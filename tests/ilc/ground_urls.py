"""Addresses for tests of the ground alone."""

from typing import Any

from django.contrib.auth import get_user_model
from django.db import OperationalError
from django.http import HttpRequest, HttpResponse
from django.urls import path

from ilc import errors, health

handler400 = errors.bad_request
handler500 = errors.server_error


def take(request: HttpRequest, **_: Any) -> HttpResponse:
    return HttpResponse(f"{len(request.POST)} fields, {len(request.FILES)} files")


def database_gone(_request: HttpRequest) -> HttpResponse:
    raise OperationalError("server closed the connection unexpectedly")


def table_missing(_request: HttpRequest) -> HttpResponse:
    raise OperationalError("no such table: planning_series")


def count_users(_request: HttpRequest) -> HttpResponse:
    return HttpResponse(str(get_user_model().objects.count()))


urlpatterns = [
    path("healthz", health.healthz),
    path("readyz", health.readyz),
    path("take/", take),
    path("take/<int:number>/<str:secret>/", take),
    path("gone/", database_gone),
    path("api/gone/", database_gone),
    path("missing/", table_missing),
    path("users/", count_users),
]
