"""A running joint look on Ben's shared work, in the series that Alice leads."""

import uuid
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from cycles.analysis.actions import leading, notes, preparing
from cycles.analysis.models import Note, ProtocolRun, ProtocolTemplate, RunPhase, RunSample, TemplatePhase
from cycles.analysis.protocols import ensure_protocols
from cycles.evidence.models import Artifact
from cycles.planning.choices import SessionState
from cycles.tries.models import Try
from participants.models import Person
from tests import factories as make
from tests.cast import Cast
from tests.evidence.rows import artifact


@dataclass
class Look:
    """A run with two samples, and short ways to do things in it."""

    cast: Cast
    run: ProtocolRun
    artifacts: list[Artifact]

    @property
    def samples(self) -> list[RunSample]:
        return list(self.run.samples.all())

    def now(self) -> ProtocolRun:
        return ProtocolRun.objects.select_related("phase", "series", "session").get(pk=self.run.pk)

    def go_to(self, name: str) -> RunPhase:
        """On until this phase is on."""
        by = self.cast.alice.user
        assert by
        leading.start(run=self.run, by=by)
        for _ in range(12):
            run = self.now()
            if run.phase and run.phase.name == name:
                return run.phase
            leading.go(run=run, by=by)
        raise AssertionError(name)

    def note(self, who: Person, text: str, **fields: Any) -> Note:
        phase = fields.pop("phase", None) or self.now().phase
        assert phase
        kind = fields.pop("kind", None) or phase.kinds[0]
        made = {"pk": uuid.uuid4(), **fields}
        return notes.add(run=self.run, person=who, phase=phase, kind=kind, text=text, **made)

    def live(self, who: Person, since: int = 0, mark: str = "", **more: Any) -> Any:
        headers = {"X-Pass": more.pop("pass_", "")}
        asked = {"since": since, "mark": mark, **more}
        url = reverse("analysis:live", args=[self.run.pk])
        return self.cast.client(who).get(url, asked, headers=headers)

    def page(self, who: Person, name: str, *args: Any) -> str:
        answer = self.cast.client(who).get(reverse(f"analysis:{name}", args=[self.run.pk, *args]))
        assert answer.status_code == 200, (name, answer.status_code)
        return str(answer.content.decode())


def prepared(cast: Cast, key: str, artifacts: list[Artifact], **fields: Any) -> ProtocolRun:
    ensure_protocols(ProtocolTemplate, TemplatePhase)  # gone after a test with a database of its own
    template = ProtocolTemplate.objects.get(key=key)
    assert cast.alice.user
    plan = preparing.Plan(session=cast.second, question="Who uses evidence?", **fields)
    run = preparing.prepare(series=cast.series, template=template, plan=plan, by=cast.alice.user)
    preparing.choose(run=run, artifacts=artifacts, by=cast.alice.user)
    return run


@pytest.fixture
def attempt(cast: Cast) -> Try:
    """Ben told his try; session 2 goes on."""
    now = timezone.now()
    cast.series.sessions.filter(number=2).update(
        starts_at=now - timedelta(hours=1), ends_at=now + timedelta(hours=1), state=SessionState.IN_PROGRESS
    )
    cast.second.refresh_from_db()
    return make.attempt(cast.ben, cast.first, state="brought", tried_at=now, brought_at=now, grade="5")


@pytest.fixture
def look(cast: Cast, attempt: Try) -> Look:
    """Notice and wonder: without names."""
    work = [artifact(attempt, visibility="series"), artifact(attempt, visibility="series")]
    return Look(cast, prepared(cast, "notice-and-wonder", work), work)


@pytest.fixture
def tuning(cast: Cast, attempt: Try) -> Look:
    """Warm and cool: with names."""
    work = [artifact(attempt, visibility="series")]
    return Look(cast, prepared(cast, "tuning", work), work)
