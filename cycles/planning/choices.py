from django.db import models


class SeriesState(models.TextChoices):
    DRAFT = "draft", "Draft"
    SUBMITTED = "submitted", "Waiting for approval"
    PUBLISHED = "published", "Published"
    RUNNING = "running", "Running"
    COMPLETED = "completed", "Completed"
    ARCHIVED = "archived", "Archived"
    CANCELLED = "cancelled", "Cancelled"


OPEN_STATES = (SeriesState.PUBLISHED, SeriesState.RUNNING)
ASKING = (SeriesState.SUBMITTED, *OPEN_STATES)  # administrators are asked for support
LIVE_STATES = (SeriesState.PUBLISHED, SeriesState.RUNNING, SeriesState.COMPLETED, SeriesState.ARCHIVED)


class Listing(models.TextChoices):
    """Who can find a published series and register."""

    EVERYBODY = "everybody", "Everybody: it stands in the catalogue and has a public page"
    LINK = "link", "Whoever has the link or the poster: a public page, not in the catalogue of others"
    DISTRICTS = "districts", "Only educators of the host, and of the districts you invite: no public page"


SERIES_BADGE: dict[str, str] = {
    SeriesState.DRAFT: "plain",
    SeriesState.SUBMITTED: "wait",
    SeriesState.PUBLISHED: "now",
    SeriesState.RUNNING: "now",
    SeriesState.COMPLETED: "done",
    SeriesState.ARCHIVED: "plain",
    SeriesState.CANCELLED: "bad",
}


class SessionState(models.TextChoices):
    UNSCHEDULED = "unscheduled", "To be scheduled"
    SCHEDULED = "scheduled", "Scheduled"
    IN_PROGRESS = "in-progress", "In progress"
    HELD = "held", "Held"
    CANCELLED = "cancelled", "Cancelled"


DATED_STATES = (SessionState.SCHEDULED, SessionState.IN_PROGRESS, SessionState.HELD)

SESSION_BADGE: dict[str, str] = {
    SessionState.UNSCHEDULED: "wait",
    SessionState.SCHEDULED: "plain",
    SessionState.IN_PROGRESS: "now",
    SessionState.HELD: "done",
    SessionState.CANCELLED: "bad",
}


class SessionChange(models.TextChoices):
    """What happened to an announced session; each is told once to everybody registered."""

    DATED = "dated", "Got a date"
    MOVED = "moved", "Moved"  # without a new start: put off, date to be scheduled
    PLACE = "place", "Another place"
    CANCELLED = "cancelled", "Cancelled"


class AttendanceRule(models.TextChoices):
    """What somebody has to come to, to complete a series and get its certificate."""

    ALL_BUT_ONE = "all-but-one", "All sessions but one, and at least two"
    SESSIONS = "sessions", "A number of sessions"
    PERCENT = "percent", "A share of the sessions, in per cent"
    HOURS = "hours", "A number of hours"


# Least and most that may be asked for, by kind of rule; the first one needs no number.
RULE_LIMITS: dict[str, tuple[int, int]] = {
    AttendanceRule.SESSIONS: (1, 60),
    AttendanceRule.PERCENT: (10, 100),
    AttendanceRule.HOURS: (1, 500),
}


class TeamRole(models.TextChoices):
    LEADER = "leader", "Leader"
    CO_LEADER = "co-leader", "Co-leader"


class TeamState(models.TextChoices):
    INVITED = "invited", "Invited"
    ACCEPTED = "accepted", "On the team"
    DECLINED = "declined", "Declined"
    LEFT = "left", "Left"


class ContactKind(models.TextChoices):
    """Planned kinds of follow-up, by depth; `DEPTH` gives it (domain.md 2)."""

    CHECK_IN = "check-in", "Ask how it went"
    SURVEY = "survey", "A few questions by mail"
    REFLECTION = "reflection", "Reflect with colleagues"
    OPEN_HOUR = "open-hour", "Open hour for questions"
    STUDENT_WORK = "student-work", "Look at student work together"
    LESSON = "lesson", "Written feedback on a lesson and its student work"
    VISIT = "visit", "Classroom visit: modelling, observation or peer visit"
    MODELLING = "modelling", "A leader models a lesson"
    OBSERVATION = "observation", "Observation with feedback"
    PEER_VISIT = "peer-visit", "Colleagues visit one another"


DEPTH: dict[str, int] = {
    ContactKind.CHECK_IN: 1,
    ContactKind.SURVEY: 1,
    ContactKind.REFLECTION: 2,
    ContactKind.OPEN_HOUR: 2,
    ContactKind.STUDENT_WORK: 3,
    ContactKind.LESSON: 3,
    ContactKind.VISIT: 4,
    ContactKind.MODELLING: 4,
    ContactKind.OBSERVATION: 4,
    ContactKind.PEER_VISIT: 4,
}
MEANINGFUL = 4  # the depth that changes teaching most often (domain.md 6)
DEPTH_WORDS: dict[int, str] = {
    1: "Somebody asks, a teacher answers: keeps the try in mind.",
    2: "Teachers think about it together: what worked, what to change.",
    3: "The students' own work is on the table: what did they learn?",
    4: "Somebody is in the classroom: modelling, or observing with feedback. This changes teaching most.",
}


class ContactBy(models.TextChoices):
    LEADER = "leader", "A leader"
    COLLEAGUE = "colleague", "A colleague"
    ADMINISTRATOR = "administrator", "An administrator"
    PARTNER = "partner", "A partner"


class AimLevel(models.IntegerChoices):
    """Guskey's levels, 1 reaction to 5 student outcomes (domain.md 2); planning goes from the last to the first."""

    STUDENTS = 5, "What students gain"
    USE = 4, "What teachers do"
    SUPPORT = 3, "What supports them"
    LEARNING = 2, "What they learn"
    REACTION = 1, "How the room feels"


class EventState(models.TextChoices):
    PLANNED = "planned", "Planned"
    CLOSED = "closed", "Closed"
    CANCELLED = "cancelled", "Cancelled"


EVENT_BADGE: dict[str, str] = {
    EventState.PLANNED: "now",
    EventState.CLOSED: "done",
    EventState.CANCELLED: "bad",
}


class Zone(models.TextChoices):
    """Where the clocks of an event hang; California first."""

    PACIFIC = "America/Los_Angeles", "Los Angeles time"
    ARIZONA = "America/Phoenix", "Phoenix time"
    MOUNTAIN = "America/Denver", "Denver time"
    CENTRAL = "America/Chicago", "Chicago time"
    EASTERN = "America/New_York", "New York time"
    ALASKA = "America/Anchorage", "Anchorage time"
    HAWAII = "Pacific/Honolulu", "Honolulu time"


class EventKind(models.TextChoices):
    CONFERENCE = "conference", "Conference"
    PRESENTATION = "presentation", "Presentation"


class AgendaKind(models.TextChoices):
    """Kinds of agenda items (domain.md 2)."""

    WELCOME = "welcome", "Welcome"
    MODELLING = "modelling", "Modelling"
    DISCUSSION = "discussion", "Discussion"
    PLANNING = "planning", "Planning time"
    JOINT_ANALYSIS = "joint-analysis", "Joint analysis"
    DEBRIEF = "debrief", "Debrief"
    NEXT_STEPS = "next-steps", "Next steps"
    BREAK = "break", "Break"
    OTHER = "other", "Something else"


class ResourceKind(models.TextChoices):
    TASK_CARD = "task-card", "Task card"
    SLIDES = "slides", "Slides"
    VIDEO = "video", "Video"
    FRAMES = "frames", "Sentence frames"
    HANDOUT = "handout", "Handout"
    LINK = "link", "Link"


class ResourceLanguage(models.TextChoices):
    ENGLISH = "en", "English"
    SPANISH = "es", "Spanish"
    BILINGUAL = "bilingual", "English and Spanish"
    OTHER = "other", "Another language"


class ResourceFor(models.TextChoices):
    """Who may open a resource."""

    LEADERS = "leaders", "Leaders only"
    PARTICIPANTS = "participants", "Those who take part"
    PUBLIC = "public", "Everybody who sees the series"
    LIBRARY = "library", "Everybody signed in: it stands in the library"


class FileState(models.TextChoices):
    """Of one version of a resource. Links are ready at once, files after they were checked."""

    RECEIVED = "received", "Being checked"
    READY = "ready", "Ready"
    REFUSED = "refused", "Could not be accepted"


class SupportKind(models.TextChoices):
    """What leaders ask of administrators."""

    RELEASE = "release", "Release days"
    PLANNING = "planning", "Planning time"
    MATERIALS = "materials", "Materials"
    OBSERVATION = "observation", "Non-evaluative observation"
    SPACE = "space", "Space"
    OTHER = "other", "Something else"


class Unit(models.TextChoices):
    """In what an amount of support or of a contribution is counted."""

    DAYS = "days", "days"
    HOURS = "hours", "hours"
    PEOPLE = "people", "people"
    VISITS = "visits", "visits"
    ROOMS = "rooms", "rooms"
    SETS = "sets", "sets"
    DOLLARS = "dollars", "dollars"


class SupportState(models.TextChoices):
    """`PARTLY`: less was offered than asked; `DIFFERING`: the two sides tell it differently."""

    ASKED = "asked", "Asked"
    PLEDGED = "pledged", "Promised"
    PARTLY = "partly", "Promised in part"
    DECLINED = "declined", "Declined"
    KEPT = "kept", "Kept"
    NOT_KEPT = "not-kept", "Not kept"
    DIFFERING = "differing", "Told differently"
    WITHDRAWN = "withdrawn", "No longer asked"


PROMISED = (SupportState.PLEDGED, SupportState.PARTLY)
TOLD = (SupportState.KEPT, SupportState.NOT_KEPT, SupportState.DIFFERING)
TELLABLE = (*PROMISED, *TOLD)

SUPPORT_BADGE: dict[str, str] = {
    SupportState.ASKED: "wait",
    SupportState.PLEDGED: "now",
    SupportState.PARTLY: "now",
    SupportState.DECLINED: "bad",
    SupportState.KEPT: "done",
    SupportState.NOT_KEPT: "bad",
    SupportState.DIFFERING: "wait",
    SupportState.WITHDRAWN: "plain",
}


class Side(models.TextChoices):
    """Who tells whether a promise was kept."""

    LEADERS = "leaders", "The leaders"
    ADMINISTRATOR = "administrator", "The administrator"


class GivenKind(models.TextChoices):
    """What a partner or a district contributes."""

    MONEY = "money", "Money"
    RELEASE = "release", "Release time (substitute days)"
    SPACE = "space", "Space"
    MATERIALS = "materials", "Materials"
    STAFF = "staff", "Staff time"


class GivenState(models.TextChoices):
    PLEDGED = "pledged", "Promised"
    DELIVERED = "delivered", "Delivered"


class CostKind(models.TextChoices):
    """A line of the budget; `EACH` says what is multiplied with what."""

    STIPENDS = "stipends", "Stipends"
    SUBSTITUTES = "substitutes", "Substitutes"
    MATERIALS = "materials", "Materials"
    SPACE = "space", "Space"
    OTHER = "other", "Other"


EACH: dict[str, tuple[str, str]] = {
    CostKind.STIPENDS: ("person", "people"),
    CostKind.SUBSTITUTES: ("day", "days"),
    CostKind.MATERIALS: ("piece", "pieces"),
    CostKind.SPACE: ("time", "times"),
    CostKind.OTHER: ("", ""),
}


class Fund(models.TextChoices):
    """Where money comes from. `LOCAL` counts as taking root (domain.md 6, local share of cost)."""

    LOCAL = "local", "District or school"
    PROGRAM = "program", "The program"
    PARTNER = "partner", "A partner"
    PUBLIC = "public", "State or federal grant"
    OPEN = "open", "Not known yet"
