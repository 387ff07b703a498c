"""Who means to come, who came, and how many beside them."""

from cycles.roster.models.attendance import Attendance, AttendanceMark
from cycles.roster.models.calendars import CalendarFeed
from cycles.roster.models.claims import IndirectReachClaim
from cycles.roster.models.clock import AgendaClock
from cycles.roster.models.enrollments import Enrollment, StrandPlace
from cycles.roster.models.events import EventAttendance, HeadCount, HeadCountRole
from cycles.roster.models.inviting import InviteLine, InviteList
from cycles.roster.models.missing import MissingHours
from cycles.roster.models.name_lists import ListedName, NameList
from cycles.roster.models.questions import RegistrationAnswer, RegistrationQuestion

__all__ = [
    "AgendaClock",
    "Attendance",
    "AttendanceMark",
    "CalendarFeed",
    "Enrollment",
    "EventAttendance",
    "HeadCount",
    "HeadCountRole",
    "IndirectReachClaim",
    "InviteLine",
    "InviteList",
    "ListedName",
    "MissingHours",
    "NameList",
    "RegistrationAnswer",
    "RegistrationQuestion",
    "StrandPlace",
]
