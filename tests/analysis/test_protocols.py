"""An own protocol begins as a copy of another one, and stands once it is saved."""

import pytest
from bs4 import BeautifulSoup
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from cycles.analysis.models import ProtocolTemplate
from ilc.core.models import DomainEvent
from tests.analysis.conftest import Look


def filled_in(page: str) -> dict[str, str | list[str]]:
    """What a browser sends for the form as it stands."""
    [form] = BeautifulSoup(page, "html.parser").select("main form")
    sent: dict[str, str | list[str]] = {}
    for one in form.select("input[name], textarea, select"):
        kind, name = one.get("type"), str(one["name"])
        if kind in ("checkbox", "radio"):
            if one.has_attr("checked"):
                sent[name] = [*sent.get(name, []), str(one.get("value", "on"))]
        elif one.name == "select":
            sent[name] = str(one.select("option[selected]")[0]["value"])
        else:
            sent[name] = one.text.strip("\n") if one.name == "textarea" else str(one.get("value", ""))
    return sent


@pytest.fixture
def wonder(look: Look) -> ProtocolTemplate:
    return ProtocolTemplate.objects.get(key="notice-and-wonder")


def test_a_copy_is_made_when_it_is_saved(look: Look, wonder: ProtocolTemplate) -> None:
    """Going back leaves nothing; the form sent twice makes one, and the later words stand."""
    alice = look.cast.client(look.cast.alice)
    url = reverse("analysis:protocol-copy", args=[wonder.pk])
    assert f'href="{url}"' in alice.get(reverse("analysis:protocols")).text
    page = alice.get(url)
    assert not ProtocolTemplate.objects.filter(owner__isnull=False).exists()
    sent = filled_in(page.text)
    assert sent["title"] == f"{wonder.title} (own)"
    for title in ("Our way", "Our own way"):
        assert alice.post(url, sent | {"title": title})["Location"] == reverse("analysis:protocols")
    [made] = ProtocolTemplate.objects.filter(owner__isnull=False)
    assert (made.title, made.copied_from, made.anonymous) == ("Our own way", wonder, wonder.anonymous)
    assert [one.as_fields() for one in made.phases.all()] == [one.as_fields() for one in wonder.phases.all()]
    verbs = DomainEvent.objects.filter(verb__startswith="protocol.").order_by("at")
    assert list(verbs.values_list("verb", flat=True)) == ["protocol.copied", "protocol.changed"]


def test_what_is_wrong_in_a_copy_makes_none(look: Look, wonder: ProtocolTemplate) -> None:
    alice = look.cast.client(look.cast.alice)
    url = reverse("analysis:protocol-copy", args=[wonder.pk])
    sent = filled_in(alice.get(url).text)
    nameless = {name: "" for name in sent if name.endswith("-name")}
    for wrong in ({"title": ""}, nameless):
        answer = alice.post(url, sent | wrong)
        assert answer.status_code == 422
        assert f'value="{sent["id"]}"' in answer.text
    assert not ProtocolTemplate.objects.filter(owner__isnull=False).exists()


def test_a_phase_without_a_name_keeps_its_words(look: Look, wonder: ProtocolTemplate) -> None:
    """It is asked for; a phase without any words is left out."""
    alice = look.cast.client(look.cast.alice)
    url = reverse("analysis:protocol-copy", args=[wonder.pk])
    sent = filled_in(alice.get(url).text)
    count = wonder.phases.count()
    new = f"phases-{count}-prompt"
    for wrong in ({new: "Read it aloud"}, {"phases-0-name": "", "phases-0-prompt": "Look first"}):
        answer = alice.post(url, sent | wrong)
        assert answer.status_code == 422
        assert "Give it a name, or empty it to leave it out." in answer.text
        assert list(wrong.values())[-1] in answer.text
    emptied = {"phases-0-name": "", "phases-0-prompt": ""}
    assert alice.post(url, sent | emptied).status_code == 302
    made = ProtocolTemplate.objects.get(owner__isnull=False)
    assert made.phases.count() == count - 1


def test_a_name_of_full_length_can_be_copied(look: Look, wonder: ProtocolTemplate) -> None:
    ProtocolTemplate.objects.filter(pk=wonder.pk).update(title="W" * 80)
    alice = look.cast.client(look.cast.alice)
    url = reverse("analysis:protocol-copy", args=[wonder.pk])
    assert alice.post(url, filled_in(alice.get(url).text)).status_code == 302


def test_the_form_of_a_copy_is_cheap(look: Look, wonder: ProtocolTemplate) -> None:
    alice = look.cast.client(look.cast.alice)
    with CaptureQueriesContext(connection) as queries:
        alice.get(reverse("analysis:protocol-copy", args=[wonder.pk]))
    assert len(queries) == 6
