from django.db import models


class ArtifactKind(models.TextChoices):
    LESSON_PLAN = "lesson-plan", "Lesson plan"
    STUDENT_WORK = "student-work", "Student work"


class ArtifactState(models.TextChoices):
    RECEIVED = "received", "Received, being checked"
    QUARANTINED = "quarantined", "Could not be accepted"
    PRIVATE = "private", "Only you"
    SHARED = "shared", "Shared"
    WITHDRAWN = "withdrawn", "Withdrawn"
    PURGED = "purged", "Deleted"


USABLE = (ArtifactState.PRIVATE, ArtifactState.SHARED)


class Visibility(models.TextChoices):
    ME = "me", "Only me"
    LEADERS = "leaders", "My leaders"
    SERIES = "series", "Everybody in this series"
    DISTRICT = "district", "Educators of my district"
    LIBRARY = "library", "The library: everybody signed in"


class UploadState(models.TextChoices):
    RECEIVING = "receiving", "On its way"
    ARRIVED = "arrived", "Arrived, being counted"
    TAKEN = "taken", "Taken"
    REFUSED = "refused", "Not taken"


class ConsentOf(models.TextChoices):
    TEACHER = "teacher", "The teacher who can be seen or heard"
    PRINCIPAL = "principal", "The principal of the school"


class SeenAt(models.TextChoices):
    """Where somebody saw an artifact."""

    PAGE = "page", "on its page"
    FILE = "file", "downloaded"
    WALL = "wall", "small picture in a list"
    ANALYSIS = "analysis", "while looking together"
    LIBRARY = "library", "in the library"


class TakedownState(models.TextChoices):
    OPEN = "open", "Waiting for a decision"
    WITHDRAWN = "withdrawn", "Its owner withdrew it"
    UPHELD = "upheld", "Taken down for good"
    REJECTED = "rejected", "Shown again"


class KeptKind(models.TextChoices):
    """What a retention rule is about: a kind of artifact, or anything that stands in the library."""

    LESSON_PLAN = "lesson-plan", "Lesson plans"
    STUDENT_WORK = "student-work", "Student work"
    LIBRARY = "library", "Whatever its owner put into the library"


class AskedBy(models.TextChoices):
    """Who asks for a file to be taken down. By kind, never by name: a parent's name would name the student."""

    READER = "reader", "Somebody who saw it here"
    FAMILY = "family", "A parent or guardian"
    STUDENT = "student", "A student"
    SCHOOL = "school", "A school or district"
    OTHER = "other", "Somebody else"


class Credit(models.TextChoices):
    """How the owner of a file in the library is named to others."""

    NAME = "name", "With my name"
    PLACE = "place", "Without it, as “a teacher in” my district"


class SampleRating(models.TextChoices):
    NOT_YET = "not-yet", "Not yet"
    PARTLY = "partly", "Partly meets the goal"
    MEETS = "meets", "Meets the goal"


class FeedbackKind(models.TextChoices):
    WARM = "warm", "What works"
    COOL = "cool", "What could be stronger"
    QUESTION = "question", "A question"


class AskedOf(models.TextChoices):
    """Whom the owner of a try asks for feedback."""

    LEADERS = "leaders", "My leaders"
    COLLEAGUE = "colleague", "One colleague of this series"
    SERIES = "series", "Anybody in this series"
