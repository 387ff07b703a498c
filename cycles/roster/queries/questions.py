"""Questions asked at registration, and their answers."""

from collections.abc import Iterator

from django.db.models import Count, Prefetch, Q, QuerySet

from cycles.planning.models import Series
from cycles.roster.choices import EnrollmentState
from cycles.roster.models import Enrollment, RegistrationAnswer, RegistrationQuestion
from cycles.roster.queries import with_people

LISTED = (
    EnrollmentState.REGISTERED,
    EnrollmentState.COMPLETED,
    EnrollmentState.OFFERED,
    EnrollmentState.WAITLISTED,
)


def asked(series: Series) -> QuerySet[RegistrationQuestion]:
    """What is asked now, in order."""
    return RegistrationQuestion.objects.filter(series=series, retired_at=None).order_by("position", "id")


def columns(series: Series) -> list[RegistrationQuestion]:
    """What is asked now, and what was asked before and answered."""
    rows = RegistrationQuestion.objects.filter(series=series).annotate(n=Count("answers"))
    return list(rows.filter(Q(retired_at=None) | Q(n__gt=0)).order_by("retired_at", "position", "id"))


def answered(series: Series) -> QuerySet[Enrollment]:
    """Everybody with a seat or in line, by name, with their answers; three queries."""
    rows = Enrollment.objects.filter(series=series, state__in=LISTED)
    return with_people(rows).prefetch_related(Prefetch("answers", RegistrationAnswer.objects.all()))


def told(enrollment: Enrollment, questions: list[RegistrationQuestion]) -> list[str]:
    """One person's answers in the order of the questions; empty where there is none."""
    by_question = {one.question_id: one.text for one in enrollment.answers.all()}
    return [by_question.get(one.pk, "") for one in questions]


def roster_rows(series: Series, questions: list[RegistrationQuestion]) -> Iterator[list[str]]:
    """The roster as a table: name, address, place, state, answers."""
    rows = answered(series).prefetch_related("person__root__emails")
    for one in rows.iterator(chunk_size=500):
        addresses = sorted(one.person.root.emails.all(), key=lambda each: not each.is_primary)
        email = addresses[0].email if addresses else ""
        place = one.appointment.place if one.appointment else ""
        person = one.person.root
        yield [
            person.family_name, person.given_name, email, place, one.get_state_display(), *told(one, questions)
        ]  # fmt: skip
