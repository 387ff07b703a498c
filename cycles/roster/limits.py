"""How often somebody may guess a code, and how many lists of people they may make."""

import random
import time

from django.core.cache import cache

WRONG_A_MINUTE = 10  # of one account or one personal link
WRONG_AT_ADDRESS = 240  # of all visitors behind one address: a whole school may be behind it
PROBES = 10
WINDOW = 60  # seconds


class Guesses:
    """Slots of a minute for one account, person or address.

    A slot is taken before the code is looked at and given back when it was right. `cache.add` is atomic in
    every cache we run on, so guesses sent at once don't slip through. Of many slots only a few are tried, drawn
    by lot: the limit of an address is soft."""

    def __init__(self, who: str, limit: int = WRONG_A_MINUTE) -> None:
        self.who = who
        self.limit = limit
        self.slot = ""

    def begin(self) -> bool:
        """False when no free slot is found: too many wrong codes within a minute."""
        for number in random.sample(range(self.limit), min(PROBES, self.limit)):
            slot = f"wrong-code:{self.who}:{number}"
            if cache.add(slot, time.time(), WINDOW):
                self.slot = slot
                return True
        return False

    def was_right(self) -> None:
        cache.delete(self.slot)


LISTS = 40  # of people to invite, in an hour, for one account
HOUR = 3600  # seconds


def may_list(who: str) -> bool:
    """Takes one of an account's slots; False when too many lists were made within the hour."""
    return any(cache.add(f"invite-list:{who}:{number}", time.time(), HOUR) for number in range(LISTS))
