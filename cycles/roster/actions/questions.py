"""Asking before somebody comes, and answering."""

import re
import uuid
from collections.abc import Iterable, Mapping

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from cycles.planning.actions import copying
from cycles.planning.models import Series, Strand
from cycles.roster.actions import enrollments
from cycles.roster.choices import QuestionKind
from cycles.roster.models import Enrollment, RegistrationAnswer, RegistrationQuestion
from cycles.roster.queries.questions import asked
from ilc.accounts.models import User
from ilc.core import events
from ilc.core.errors import Refused
from participants.models import Appointment, Person

MOST = 10
# domain.md 3.7: no field asks for a student's name, birth date or id.
STUDENT = re.compile(r"\b(student|pupil|child|kid)", re.I)
MARKS = re.compile(r"\b(names?|named|called|birth\w*|born|ids?|ssid|numbers?|addresse?s?)\b", re.I)


def _check(text: str, kind: str, options: list[str]) -> None:
    if STUDENT.search(text) and MARKS.search(text):
        raise Refused("Nobody is asked who their students are: no names, birthdays or numbers.", "students")
    if kind == QuestionKind.CHOICE and len(options) < 2:
        raise Refused("Give at least two answers to choose from, one a line.", "options")


@transaction.atomic
def ask(
    *,
    series: Series,
    text: str,
    kind: str,
    by: User,
    options: Iterable[str] = (),
    required: bool = False,
    pk: uuid.UUID | None = None,
) -> RegistrationQuestion:
    """One more question. The same `pk` sent twice is one; the same words twice are one."""
    if pk and (twice := RegistrationQuestion.objects.filter(pk=pk, series=series).first()):
        return twice
    Series.objects.select_for_update().get(
        pk=series.pk
    )  # one at a time, so that there are never more than MOST
    text, choices = text.strip(), list(dict.fromkeys(one.strip() for one in options if one.strip()))
    _check(text, kind, choices)
    now = asked(series)
    if same := now.filter(text__iexact=text).first():
        return same
    if now.count() >= MOST:
        raise Refused(f"{MOST} questions are enough: people answer on a phone. Take one away first.", "many")
    last = RegistrationQuestion.objects.filter(series=series).aggregate(last=Max("position"))["last"] or 0
    fresh = {"pk": pk} if pk and not RegistrationQuestion.objects.filter(pk=pk).exists() else {}
    made = RegistrationQuestion.objects.create(
        series=series,
        text=text,
        kind=kind,
        required=required,
        position=last + 1,
        options=choices if kind == QuestionKind.CHOICE else [],
        **fresh,
    )
    events.record("registration.question-asked", made, by=by)
    return made


@transaction.atomic
def change(
    *, question: RegistrationQuestion, text: str, kind: str, by: User, options: Iterable[str], required: bool
) -> RegistrationQuestion:
    """Other words. What was answered to the old ones stays with them."""
    held = RegistrationQuestion.objects.select_for_update().get(pk=question.pk)
    if held.retired_at:
        raise Refused("Somebody changed or removed this question meanwhile. Look at the list again.", "gone")
    text, choices = text.strip(), list(dict.fromkeys(one.strip() for one in options if one.strip()))
    choices = choices if kind == QuestionKind.CHOICE else []
    _check(text, kind, choices)
    same_words = (held.text, held.kind, held.options) == (text, kind, choices)
    if same_words or not held.answers.exists():
        held.text, held.kind, held.options, held.required = text, kind, choices, required
        held.save(update_fields=["text", "kind", "options", "required", "updated_at"])
        made = held
    else:
        retire(question=held, by=by)
        made = RegistrationQuestion.objects.create(
            series_id=held.series_id,
            position=held.position,
            text=text,
            kind=kind,
            options=choices,
            required=required,
        )
    events.record("registration.question-changed", made, by=by, before=str(held.pk))
    return made


@transaction.atomic
def retire(*, question: RegistrationQuestion, by: User) -> None:
    """Ask it no longer; its answers stay. Twice is once."""
    rows = RegistrationQuestion.objects.filter(pk=question.pk, retired_at=None)
    if rows.update(retired_at=timezone.now(), updated_at=timezone.now()):
        events.record("registration.question-retired", question, by=by)


@transaction.atomic
def answer(*, enrollment: Enrollment, answers: Mapping[uuid.UUID, str], by: User | None) -> None:
    """Write down answers to what is asked now; an empty one takes an earlier one away."""
    known = {one.pk for one in asked(enrollment.series)}
    before = dict(enrollment.answers.values_list("question", "text"))
    changed = 0
    for pk, text in answers.items():
        if pk not in known or before.get(pk, "") == text.strip():
            continue
        changed += 1
        if text.strip():
            RegistrationAnswer.objects.update_or_create(
                enrollment=enrollment, question_id=pk, defaults={"text": text.strip()[:500]}
            )
        else:
            enrollment.answers.filter(question=pk).delete()
    if changed:
        events.record("enrollment.answered", enrollment, by=by, questions=changed)


@transaction.atomic
def register(
    *,
    series: Series,
    person: Person,
    by: User | None,
    answers: Mapping[uuid.UUID, str],
    appointment: Appointment | None,
    strands: Iterable[Strand],
) -> Enrollment:
    """Take a seat and answer, or neither."""
    made = enrollments.register(series=series, person=person, by=by, appointment=appointment, strands=strands)
    answer(enrollment=made, answers=answers, by=by)
    return made


@copying.comes("roster.registrationquestion")
def _come_along(copy: copying.Copy) -> None:
    """What is still asked at registration; nobody's answers."""
    for row in RegistrationQuestion.objects.filter(series=copy.source, retired_at=None):
        copy.clone(row, series=copy.target)
