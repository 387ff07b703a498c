from django.db import models

from cycles.evidence.choices import SampleRating


class RunState(models.TextChoices):
    PREPARED = "prepared", "Prepared"
    RUNNING = "running", "Going on"
    CONCLUDED = "concluded", "Concluded"
    CLOSED = "closed", "Closed"
    CANCELLED = "cancelled", "Cancelled"


OPEN_RUNS = (RunState.PREPARED, RunState.RUNNING, RunState.CONCLUDED)
HELD_RUNS = (RunState.CONCLUDED, RunState.CLOSED)
RUN_BADGE = {
    RunState.PREPARED: "wait",
    RunState.RUNNING: "now",
    RunState.CONCLUDED: "done",
    RunState.CLOSED: "done",
    RunState.CANCELLED: "plain",
}


SORTED = (  # the same short words on every button, column, table and paper
    (SampleRating.NOT_YET.value, "Not yet"),
    (SampleRating.PARTLY.value, "Partly"),
    (SampleRating.MEETS.value, "Meets"),
)
FEWEST_SORTED = 3  # without names: with fewer, one's own answer and the numbers tell who chose what


class PhaseKind(models.TextChoices):
    """What everybody does while a phase is on."""

    TALK = "talk", "Look and listen, no notes"
    NOTES = "notes", "Write notes"
    SORT = "sort", "Sort the samples"
    CONCLUDE = "conclude", "Conclude together"
    CHANGE = "change", "Write what I will change"


class NoteKind(models.TextChoices):
    NOTICE = "notice", "I notice"
    WONDER = "wonder", "I wonder"
    WARM = "warm", "Warm"
    COOL = "cool", "Cool"
    QUESTION = "question", "Question"
    DESCRIBE = "describe", "I see"
    INTERPRET = "interpret", "It may mean"
    IMPLICATION = "implication", "So I could"
