"""What leaders plan: series, sessions, strands, follow-up; and one-off events."""

from cycles.planning.models.agenda import AgendaItem
from cycles.planning.models.aims import Aim
from cycles.planning.models.events import Event
from cycles.planning.models.money import BudgetLine, Contribution, SeriesPartner
from cycles.planning.models.resources import Resource, ResourceScreening, ResourceVersion
from cycles.planning.models.series import FollowUpItem, Outcome, Series, SeriesLeader, Strategy
from cycles.planning.models.sessions import Session, SessionMove, Strand
from cycles.planning.models.standards import Framework, Standard
from cycles.planning.models.support import SupportLine, SupportView

__all__ = [
    "AgendaItem",
    "Aim",
    "BudgetLine",
    "Contribution",
    "Event",
    "FollowUpItem",
    "Framework",
    "Outcome",
    "Resource",
    "ResourceScreening",
    "ResourceVersion",
    "Series",
    "SeriesLeader",
    "SeriesPartner",
    "Session",
    "SessionMove",
    "Standard",
    "Strand",
    "Strategy",
    "SupportLine",
    "SupportView",
]
