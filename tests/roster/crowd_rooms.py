"""Leaders move people to one room at once: `python -m tests.roster.crowd_rooms THREADS SESSION STRAND USER PERSON...`.

People are named by their enrollment. Prints one line each: moved, or why not."""

import os
import sys
import uuid
from concurrent.futures import ThreadPoolExecutor

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "ilc.settings")
django.setup()

from django.db import connection  # noqa: E402

from cycles.planning.models import Session, Strand  # noqa: E402
from cycles.roster.actions import rooms  # noqa: E402
from ilc.accounts.models import User  # noqa: E402
from ilc.core.errors import Refused  # noqa: E402


def move(session_id: str, strand_id: str, user_id: str, enrollment: str) -> str:
    try:
        session = Session.objects.select_related("series").get(pk=session_id)
        strand, by = Strand.objects.get(pk=strand_id), User.objects.get(pk=user_id)
        rooms.move(session=session, people=[uuid.UUID(enrollment)], strand=strand, by=by)
        return "moved"
    except Refused as no:
        return no.code
    except Exception as error:
        return repr(error)
    finally:
        connection.close()


if __name__ == "__main__":
    threads, session, strand, user, *people = sys.argv[1:]
    with ThreadPoolExecutor(int(threads)) as pool:
        for result in pool.map(lambda one: move(session, strand, user, one), people):
            print(result)
