"""Every screen of a joint look, phase by phase."""

import pytest
from django.urls import reverse

from tests.analysis.conftest import Look


@pytest.mark.parametrize("phase", ["Look", "Notice", "Wonder", "Sort", "Conclude", "What I will change"])
def test_the_screens_follow_the_phase(look: Look, phase: str) -> None:
    look.go_to(phase)
    for who, name in ((look.cast.bob, "run"), (look.cast.alice, "wall"), (look.cast.alice, "lead")):
        assert f"<h1>{phase}</h1>" in look.page(who, name)


def test_before_and_after(look: Look) -> None:
    assert "We begin soon" in look.page(look.cast.bob, "run")
    assert str(look.artifacts[0].pk) in look.page(look.cast.alice, "setup")
    look.go_to("Notice")
    alice = look.cast.client(look.cast.alice)
    for verb in ("conclude", "close"):
        assert alice.post(reverse("analysis:lead", args=[look.run.pk]), {"verb": verb}).status_code == 302
    assert look.now().state == "closed"
    assert "What we looked at" in look.page(look.cast.bob, "record")
    assert "Notice and wonder" in look.page(look.cast.bob, "run")


def test_a_leader_prepares_one(look: Look) -> None:
    alice = look.cast.client(look.cast.alice)
    series = look.cast.series.pk
    page = alice.get(reverse("analysis:prepare", args=[series]))
    form = page.context["form"]
    sent = {"id": str(form["id"].value()), "template": str(look.run.template_id), "question": "Why?"}
    first = alice.post(reverse("analysis:prepare", args=[series]), sent)
    again = alice.post(reverse("analysis:prepare", args=[series]), sent)  # the back button, a double click
    assert first.status_code == 302
    assert first["Location"] == again["Location"]
    assert look.cast.series.protocol_runs.count() == 2
    assert "Why?" in alice.get(reverse("analysis:series", args=[series])).content.decode()
