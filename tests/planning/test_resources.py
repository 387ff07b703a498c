"""Files and links of a series: screened, versioned, open to whom they are for."""

import uuid
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from cycles.planning.actions import agenda, resources
from cycles.planning.models import Resource, ResourceScreening, ResourceVersion, Series
from ilc.core.errors import Refused
from ilc.core.ids import uuid7
from tests.cast import Cast
from tests.evidence import files, films
from tests.evidence.office_files import pptx
from tests.planning.test_lifecycle import account

CARD = "https://example.org/card"


def photo(name: str = "card.jpg", content: bytes | None = None) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content if content is not None else files.photo())


def link(cast: Cast, url: str = CARD, title: str = "Task card", **fields: Any) -> Resource:
    return resources.add(
        series=cast.series, by=account(cast.alice), url=url, **{"session": cast.second, **fields}, title=title
    )


def held(cast: Cast, **fields: Any) -> Resource:
    """A picture that went through the screening."""
    made = resources.add(
        series=cast.series,
        by=account(cast.alice),
        upload=photo(),
        **{"session": cast.second, "title": "Frames", **fields},
    )
    assert resources.screen_version(ResourceScreening.objects.get(version__resource=made).pk) == "ready"
    return made


def url(name: str, *args: Any) -> str:
    return reverse(f"planning:{name}", args=args)


@pytest.mark.parametrize(
    "bad",
    [
        "http://example.org/a",
        "javascript:alert(1)",
        "JavaScript:alert(1)",
        "data:text/html,x",
        "https://",
        "https://me:pw@example.org/",
    ],
)
def test_only_safe_links_are_taken(cast: Cast, bad: str) -> None:
    with pytest.raises(Refused, match="https://"):
        link(cast, bad)
    data = {"title": "Card", "kind": "link", "language": "en", "open_to": "public", "url": bad}
    answer = cast.client(cast.alice).post(
        url("resource-new", cast.series.pk), {**data, "new_id": str(uuid7())}
    )
    assert answer.status_code == 422
    assert "Links begin with https://" in answer.content.decode()
    assert not Resource.objects.exists()


def test_sent_twice_is_one_resource(cast: Cast) -> None:
    pk = uuid7()
    for _ in range(2):
        link(cast, pk=pk)
    assert ResourceVersion.objects.count() == 1


def test_the_same_link_under_another_name_is_told(cast: Cast) -> None:
    link(cast)
    with pytest.raises(Refused, match="here already, as “Task card”"):
        link(cast, title="Another")


def test_a_file_is_open_after_it_was_checked(cast: Cast) -> None:
    made = held(cast)
    client = cast.client(cast.bob)
    assert "Frames" in client.get(url("session", cast.second.pk)).content.decode()
    answer = client.get(url("resource-file", made.pk))
    assert answer.status_code == 200
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Content-Disposition"].startswith("attachment")
    assert b"GPS" not in b"".join(answer)
    answer.close()
    assert ResourceScreening.objects.get().source.name == ""


def test_while_it_is_checked_only_leaders_see_it(cast: Cast) -> None:
    made = resources.add(
        series=cast.series,
        by=account(cast.alice),
        upload=photo(),
        session=cast.second,
        title="Frames",
    )
    page = url("session", cast.second.pk)
    assert "Frames" not in cast.client(cast.bob).get(page).content.decode()
    assert "Being checked" in cast.client(cast.alice).get(page).content.decode()
    assert cast.client(cast.bob).get(url("resource-file", made.pk)).status_code == 404


def test_slides_are_taken_and_open_to_participants(cast: Cast) -> None:
    made = resources.add(
        series=cast.series, by=account(cast.alice), upload=photo("talk.pptx", pptx()), title="Slides",
        session=cast.second,
    )  # fmt: skip
    assert resources.screen_version(ResourceScreening.objects.get().pk) == "ready"
    answer = cast.client(cast.bob).get(url("resource-file", made.pk))
    content = answer.getvalue()
    answer.close()
    assert content[:2] == b"PK"
    assert not any(secret in content for secret in files.SECRETS)


@pytest.mark.parametrize(
    ("name", "content", "says"),
    [
        ("slides.ppt", files.old_office("PowerPoint Document"), "Slides go in as PowerPoint (.pptx) or PDF"),
        ("lesson.mp4", films.box(b"ftyp", b"isom\0\0\0\0isomiso2"), "Films cannot be added here"),
        ("notes.rtf", b"{\\rtf1 a}", "We take PDF, Word (.docx), PowerPoint (.pptx)"),
    ],
)
def test_what_is_refused_says_what_to_do(cast: Cast, name: str, content: bytes, says: str) -> None:
    made = resources.add(
        series=cast.series, by=account(cast.alice), upload=photo(name, content), title="Slides"
    )
    work = ResourceScreening.objects.get()
    assert resources.screen_version(work.pk) == "refused"
    page = cast.client(cast.alice).get(url("resource", made.pk)).content.decode()
    assert says in page
    assert "Not accepted" in page


def test_an_empty_file_is_refused_at_the_door(cast: Cast) -> None:
    with pytest.raises(Refused, match="empty"):
        resources.add(series=cast.series, by=account(cast.alice), upload=photo(content=b""), title="x")


def test_two_leaders_replacing_make_two_versions(cast: Cast) -> None:
    made = held(cast)
    for who, name in ((cast.alice, "a"), (cast.carol, "b")):
        stale = Resource.objects.get(pk=made.pk)
        resources.replace(resource=stale, by=account(who), url=f"https://example.org/{name}")
    numbers = list(made.versions.values_list("number", flat=True))
    assert numbers == [3, 2, 1]
    page = cast.client(cast.alice).get(url("resource", made.pk)).content.decode()
    assert page.count("Replaced") == 2
    old = cast.client(cast.alice).get(url("resource-version", made.pk, 1))
    assert old.status_code == 200
    old.close()
    assert cast.client(cast.bob).get(url("resource-version", made.pk, 1)).status_code == 403


def test_the_same_file_twice_is_told_and_kept_once(cast: Cast) -> None:
    made, content = held(cast), files.photo()
    with pytest.raises(Refused, match="as version 1"):
        resources.replace(resource=made, by=account(cast.carol), upload=photo(content=content))
    answer = cast.client(cast.alice).post(
        url("resource-replace", made.pk), {"upload": photo(content=content)}
    )
    assert answer.status_code == 422
    assert "We kept one" in answer.content.decode()
    assert made.versions.count() == 1


def test_a_refused_new_version_leaves_the_old_one_open(cast: Cast) -> None:
    made = held(cast)
    version = resources.replace(
        resource=made, by=account(cast.alice), upload=photo("x.exe", b"MZ" + bytes(600))
    )
    assert resources.screen_version(version.screening.pk) == "refused"
    answer = cast.client(cast.bob).get(url("resource-file", made.pk))
    assert answer.status_code == 200
    answer.close()


def test_who_may_open_what(cast: Cast) -> None:
    made = {
        who: link(cast, f"https://example.org/{who}", who, open_to=who)
        for who in ("leaders", "participants", "public")
    }
    Series.objects.filter(pk=cast.series.pk).update(open_to_all=True)
    page = url("session", cast.second.pk)
    people = {"Alice": cast.alice, "Bob": cast.bob, "Dana": cast.dana, "Charlie": cast.charlie}
    seen = {
        name: [
            one for one in made if f"https://example.org/{one}" in cast.client(who).get(page).content.decode()
        ]
        for name, who in people.items()
    }
    assert seen == {
        "Alice": ["leaders", "participants", "public"],
        "Bob": ["participants", "public"],
        "Dana": ["participants", "public"],
        "Charlie": ["public"],
    }


def test_what_is_attached_to_an_item_stands_with_it(cast: Cast) -> None:
    item = agenda.add(session=cast.second, by=account(cast.alice), kind="modelling", minutes=20)
    link(cast, agenda_item=item)
    page = cast.client(cast.bob).get(url("session", cast.second.pk)).content.decode()
    assert page.count("https://example.org/card") == 1
    agenda.remove(item=item, by=account(cast.alice))
    page = cast.client(cast.bob).get(url("session", cast.second.pk)).content.decode()
    assert page.count("https://example.org/card") == 1


def test_moving_a_resource_and_a_place_of_another_series(cast: Cast) -> None:
    made = link(cast)
    client, address = cast.client(cast.alice), url("resource", made.pk)
    page = client.get(address).content.decode()
    hidden = {name: page.split(f'name="{name}" value="')[1].split('"')[0] for name in ("version", "rev")}
    data = {**hidden, "title": "Card", "kind": "link", "language": "bilingual", "open_to": "public"}
    assert client.post(address, {**data, "place": f"session:{uuid.uuid4()}"}).status_code == 422
    assert client.post(address, {**data, "place": ""}).status_code == 302
    made.refresh_from_db()
    assert (made.title, made.session, made.language) == ("Card", None, "bilingual")


def test_a_removal_can_be_undone(cast: Cast) -> None:
    made, client = link(cast), cast.client(cast.alice)
    client.post(url("resource-remove", made.pk))
    assert CARD not in cast.client(cast.bob).get(url("resources", cast.series.pk)).content.decode()
    assert "Put it back" in client.get(url("resources", cast.series.pk)).content.decode()
    client.post(url("resource-restore", made.pk))
    assert CARD in cast.client(cast.bob).get(url("resources", cast.series.pk)).content.decode()


@pytest.mark.parametrize("amount", [1, 3])
def test_the_list_takes_the_same_queries_for_any_length(
    cast: Cast, amount: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(amount):
        link(cast, f"https://example.org/{number}")
    client = cast.client(cast.alice)
    with django_assert_num_queries(8):
        client.get(url("resources", cast.series.pk))
