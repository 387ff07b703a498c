"""As many queries for three rows as for one."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests import factories as make
from tests.cast import Cast

FRAME = 2  # session, account with its person
QUERIES = {
    "me/": FRAME + 3,
    "districts/": FRAME + 1,
    "schools/": FRAME + 1,
    "series/": FRAME + 4,
    "sessions/": FRAME + 4,
    "enrollments/": FRAME + 1,
    "tries/": FRAME + 1,
    "figures/?district={0.madera.pk}": FRAME + 16,
    "figures/?series={0.series.pk}": FRAME + 21,
}


def more(cast: Cast, count: int) -> None:
    """`count` of everything beyond the cast's own."""
    for number in range(count):
        school = make.school(f"School {number}", within=make.district(f"District {number}"))
        make.appoint(cast.bob, at=school)
        series = make.series(f"Series {number}", leaders=[cast.alice], host=cast.madera)
        make.enroll(cast.bob, series)
        first = make.session(series, start=cast.first.starts_at)
        make.attempt(cast.bob, first, state="tried")
        make.attend(make.person(f"Extra{number} Person", at=school), first)
        make.attend(make.person(f"Another{number} Person", at=cast.school), cast.first)


@pytest.mark.parametrize("count", [1, 3])
@pytest.mark.parametrize("path", QUERIES)
def test_queries(cast: Cast, path: str, count: int) -> None:
    more(cast, count)
    client = cast.client(cast.dana if "figures" in path else cast.bob)
    with CaptureQueriesContext(connection) as asked:
        assert client.get(f"/api/v1/{path.format(cast)}").status_code == 200
    assert len(asked) == QUERIES[path]
