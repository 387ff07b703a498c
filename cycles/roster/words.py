"""Moments in words, as a series' own clock shows them."""

from datetime import datetime

from cycles.planning.local_time import clock


def moment(local: datetime) -> str:
    """Saturday, 8 February, 8:30 am"""
    return f"{local:%A}, {local.day} {local:%B}, {clock(local)}"
