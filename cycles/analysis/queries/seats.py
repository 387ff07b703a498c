"""A pass for the next minute of one screen, so that asking for news costs one query and no session.

Signed, and short-lived: who may see the run is looked up anew each time it has run out, or when the wall changed."""

import uuid
from dataclasses import dataclass
from datetime import timedelta

from django.core import signing

from cycles.analysis.queries.notes import Reader

SALT = "analysis.pass"
AGE = timedelta(seconds=60)
LONGEST = 4000


@dataclass(frozen=True)
class Pass:
    """What is known of a screen."""

    reader: Reader
    names: bool


def write(run: uuid.UUID, found: Pass) -> str:
    reader = found.reader
    told = [
        run.hex,
        reader.person.hex if reader.person else "",
        int(reader.leads),
        int(found.names),
        [one.hex for one in sorted(reader.closed)],
    ]
    return signing.dumps(told, salt=SALT, compress=True)


def read(run: uuid.UUID, text: str) -> Pass | None:
    """None when it is for another run, changed, or too old."""
    if not text or len(text) > LONGEST:
        return None
    try:
        pk, person, leads, names, closed = signing.loads(text, salt=SALT, max_age=AGE)
    except signing.BadSignature:
        return None
    if pk != run.hex:
        return None
    shut = frozenset(uuid.UUID(one) for one in closed)
    return Pass(Reader(uuid.UUID(person) if person else None, bool(leads), shut), bool(names))
