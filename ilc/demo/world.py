"""What every story of the demonstration shares."""

from dataclasses import dataclass, field

from districts.models import District
from ilc.demo.clock import Days
from ilc.demo.files import Files
from ilc.demo.people import Actor, Folk
from ilc.demo.places import Places


@dataclass
class World:
    """The day it is made on, the real places, the makers of people and files, and program staff."""

    days: Days
    folk: Folk
    places: Places
    program: Actor
    files: Files = field(default_factory=Files)

    def district(self, cds: str) -> District:
        return self.places.districts[cds]
