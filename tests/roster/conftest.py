"""A session of today, for everything that happens in a room."""

from datetime import timedelta

import pytest
from django.utils import timezone

from cycles.planning.models import Session
from tests.cast import Cast


@pytest.fixture
def today(cast: Cast) -> Session:
    """Session 1 of three hours, begun an hour ago."""
    start = timezone.now() - timedelta(hours=1)
    Session.objects.filter(pk=cast.first.pk).update(
        starts_at=start, ends_at=start + timedelta(hours=3), check_in_code="QRTZ", state="in-progress"
    )
    cast.first.refresh_from_db()
    return cast.first
