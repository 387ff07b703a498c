"""Many people register at once: `python -m tests.roster.crowd THREADS SERIES PERSON...`, run in several processes.

Prints one line a person: the state they got, or the error."""

import os
import sys
from concurrent.futures import ThreadPoolExecutor

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "ilc.settings")
django.setup()

from django.db import connection  # noqa: E402

from cycles.planning.models import Series  # noqa: E402
from cycles.roster.actions import enrollments  # noqa: E402
from participants.models import Person  # noqa: E402


def register(series_id: str, person_id: str) -> str:
    try:
        series, person = Series.objects.get(pk=series_id), Person.objects.get(pk=person_id)
        return str(enrollments.register(series=series, person=person, by=None).state)
    except Exception as error:
        return repr(error)
    finally:
        connection.close()


if __name__ == "__main__":
    threads, series, *people = sys.argv[1:]
    with ThreadPoolExecutor(int(threads)) as pool:
        for result in pool.map(lambda one: register(series, one), people):
            print(result)
