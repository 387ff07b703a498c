"""Check-in codes: four letters to be read from a wall and typed on a phone."""

import secrets

from cycles.planning.models import Event, Session
from ilc.core.errors import Refused

LETTERS = "BCDFGHJKLMNPRSTVWXZ"  # no vowel makes no word; no I, O, Q, Y to mistake
TRIES = 50


def fresh_code() -> str:
    """A code no open session or event has. The database settles what two of a kind draw at once."""
    for _ in range(TRIES):
        code = "".join(secrets.choice(LETTERS) for _ in range(4))
        taken = (one.objects.filter(check_in_code=code, closed_at=None).exists() for one in (Session, Event))
        if not any(taken):
            return code
    raise Refused("No free check-in code was found. Try again.", "no-code")
