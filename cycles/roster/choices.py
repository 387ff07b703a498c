from django.db import models

from participants.choices import AppointmentRole


class EnrollmentState(models.TextChoices):
    INVITED = "invited", "Invited"
    REGISTERED = "registered", "Registered"
    WAITLISTED = "waitlisted", "On the waitlist"
    OFFERED = "offered", "Offered a seat"
    WITHDRAWN = "withdrawn", "Withdrawn"
    COMPLETED = "completed", "Completed"


SEATED = (EnrollmentState.REGISTERED, EnrollmentState.OFFERED, EnrollmentState.COMPLETED)
ON_ROSTER = (EnrollmentState.REGISTERED, EnrollmentState.COMPLETED)


class EnrollmentSource(models.TextChoices):
    SELF = "self", "Registered themselves"
    LEADER = "leader", "Added by a leader"
    WALK_IN = "walk-in", "Walked in"
    IMPORT = "import", "Imported"


class AttendanceStatus(models.TextChoices):
    """Unknown is not absent, and not zero (domain.md 3.3)."""

    PRESENT = "present", "Present"
    PARTIAL = "partial", "Part of it"
    EXCUSED = "excused", "Excused"
    ABSENT = "absent", "Absent"
    UNKNOWN = "unknown", "Not known"


CAME = (AttendanceStatus.PRESENT, AttendanceStatus.PARTIAL)


class MarkKind(models.TextChoices):
    """What somebody says about a person at a session. An attendance row is what its marks come to."""

    PRESENT = "present", "Present"
    LATE = "late", "Came late"
    LEFT = "left", "Left early"
    PARTIAL = "partial", "Part of it"
    EXCUSED = "excused", "Excused"
    ABSENT = "absent", "Absent"
    UNKNOWN = "unknown", "Not known"


class AttendanceSource(models.TextChoices):
    SELF = "self", "Checked in themselves"
    LEADER = "leader", "Leader"
    PAPER = "paper", "Paper sheet"
    IMPORT = "import", "Import"
    CLAIM = "claim", "Said later, confirmed by a leader"


class MissingState(models.TextChoices):
    """Of somebody's "I was there, and it is missing"."""

    WAITING = "waiting", "Waiting for a leader"
    CONFIRMED = "confirmed", "Confirmed"
    DECLINED = "declined", "Not confirmed"


class ClaimBasis(models.TextChoices):
    SIGN_IN = "sign-in", "Sign-in sheets"
    ESTIMATE = "estimate", "Estimate"


class ListSource(models.TextChoices):
    """Where a list of people to invite came from."""

    PASTED = "pasted", "A pasted list"
    FORMER = "former", "People of earlier series"
    SCHOOL = "school", "People of a school"


class ListState(models.TextChoices):
    REVIEW = "review", "To be looked through"
    SENDING = "sending", "Being sent"
    SENT = "sent", "Sent"
    DROPPED = "dropped", "Thrown away"


class LineProblem(models.TextChoices):
    """Why somebody on a list is not invited, as it is told to the leader."""

    NO_AT = "no-at", "There is no @ in it"
    TWO = "two", "This looks like two addresses run together"
    NOT_AN_ADDRESS = "not-an-address", "This is not an e-mail address"
    TOO_LONG = "too-long", "This is longer than a line of a list can be"
    DOUBLED = "doubled", "The same address stands further up"
    LEADS = "leads", "Leads this series"
    ENROLLED = "enrolled", "Has registered already, or waits for a seat"
    INVITED = "invited", "Was invited already"
    MUTED = "muted", "Turned off messages from leaders"
    NO_ADDRESS = "no-address", "Has no e-mail address with us: tell them in person, then add them by name"


TO_CORRECT = (LineProblem.NO_AT, LineProblem.TWO, LineProblem.NOT_AN_ADDRESS, LineProblem.TOO_LONG)


class QuestionKind(models.TextChoices):
    TEXT = "text", "A few words"
    CHOICE = "choice", "One of several answers"
    YES_NO = "yes-no", "Yes or no"


class HeadRole(models.TextChoices):
    """Whom a head-count tells apart: the roles of appointments, and those nobody asked."""

    TEACHER = AppointmentRole.TEACHER.value, "Teachers"
    COACH = AppointmentRole.COACH.value, "Coaches"
    ADMINISTRATOR = AppointmentRole.ADMINISTRATOR.value, "Administrators"
    PARAPROFESSIONAL = AppointmentRole.PARAPROFESSIONAL.value, "Paraprofessionals"
    CLASSIFIED = AppointmentRole.CLASSIFIED.value, "Classified staff"
    ASPIRING = AppointmentRole.ASPIRING.value, "Aspiring teachers"
    OTHER = AppointmentRole.OTHER.value, "Others"
    UNKNOWN = "unknown", "Role not known"


class LineState(models.TextChoices):
    """Where a line of a pasted list stands."""

    BAD = "bad", "Cannot be read"
    ASKED = "asked", "Is it one of these?"
    GOOD = "good", "Ready"
    ADDED = "added", "Added"
    DROPPED = "dropped", "Left out"


TO_REVIEW = (LineState.BAD, LineState.ASKED, LineState.GOOD)
