"""Addresses of a series for everybody: what stands on posters, in QR codes and in mails."""

from django.urls import reverse

from cycles.planning.models import Series
from participants.links import absolute


def join_path(series: Series) -> str:
    """The public registration page; it answers 404 until the series is published and marked public."""
    return reverse("roster:join", args=[series.join_code])


def join_url(series: Series) -> str:
    """The same as it stands on paper and in QR codes."""
    return absolute(join_path(series))
