"""Files in pieces: the protocol's answers, honest offsets, one door at the end, and nothing left behind."""

import hashlib
import os
from collections.abc import Iterator
from datetime import timedelta
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.files.storage import default_storage
from django.db import IntegrityError, transaction
from django.db.models import F
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from cycles.evidence import actions
from cycles.evidence.actions.uploads import Claim, Conflict, Locked
from cycles.evidence.models import Arrival, Artifact, RecordingConsent, Screening, Upload
from cycles.tries.models import Try
from ilc.core.errors import Refused
from ilc.core.models import DomainEvent
from ilc.core.parts.disk import Growing
from tests import factories as make
from tests.cast import Cast
from tests.evidence import files, tus
from tests.evidence.rows import artifact

FILM = {"filename": "talk.mp4", "consent": "teacher principal"}


@pytest.fixture
def attempt(cast: Cast) -> Try:
    return make.attempt(cast.bob, cast.first)


@pytest.fixture
def bob(cast: Cast) -> Client:
    return cast.client(cast.bob)


def take_all_in() -> list[str]:
    return [actions.take_in(pk) for pk in Arrival.objects.order_by("pk").values_list("pk", flat=True)]


def on_disk() -> set[str]:
    root = Path(settings.MEDIA_ROOT)
    return {str(path.relative_to(root)) for path in root.rglob("*") if path.is_file()}


def row(upload: Upload) -> Upload:
    upload.refresh_from_db()
    return upload


def test_a_photo_in_three_pieces_arrives_as_it_was(bob: Client, attempt: Try) -> None:
    photo = files.photo()
    third = len(photo) // 3
    upload = tus.begun(bob, attempt, len(photo))
    for start, end in ((0, third), (third, 2 * third), (2 * third, len(photo))):
        answer = tus.send(bob, upload, start, photo[start:end])
        assert (answer.status_code, answer["Upload-Offset"]) == (204, str(end))
        assert answer["Tus-Resumable"] == "1.0.0"
    assert row(upload).state == "arrived"
    assert tus.ask(bob, upload)["Upload-Offset"] == str(len(photo))
    assert take_all_in() == ["taken"]
    one = Artifact.objects.get()
    assert one.received_sha256 == hashlib.sha256(photo).hexdigest() == row(upload).sha256
    assert (one.original_name, one.received_size, one.kind) == ("photo.jpg", len(photo), "student-work")
    assert Path(Screening.objects.get().source.path).read_bytes() == photo
    assert not default_storage.exists(f"parts/{upload.place.replace('/', '-')}")
    assert actions.screen_artifact(Screening.objects.get().pk) == "private"
    assert take_all_in() == [""]  # once


def test_options_say_what_is_spoken(bob: Client) -> None:
    answer = bob.options(reverse("evidence:uploads"))
    assert answer.status_code == 204
    assert answer["Tus-Version"] == "1.0.0"
    assert answer["Tus-Extension"] == "creation,termination,expiration"
    assert int(answer["Tus-Max-Size"]) == settings.VIDEO_MAX_BYTES


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"Tus-Resumable": "0.2.2"}, 412),
        ({"Upload-Offset": "3"}, 409),
        ({"Upload-Offset": "x"}, 400),
        ({"Upload-Offset": "-1"}, 400),
        ({"Content-Type": "application/octet-stream"}, 415),
    ],
)
def test_a_wrong_header_is_refused_and_changes_nothing(
    bob: Client, attempt: Try, headers: dict[str, str], status: int
) -> None:
    upload = tus.begun(bob, attempt, 10)
    kind = headers.pop("Content-Type", tus.OFFSET)
    told = {**tus.RESUMABLE, "Upload-Offset": "0", **headers}
    url = reverse("evidence:upload", args=[upload.pk])
    answer = bob.patch(url, b"01234", content_type=kind, headers=told)
    assert answer.status_code == status
    assert row(upload).offset == 0


def test_more_than_announced_is_refused_before_it_is_read(bob: Client, attempt: Try) -> None:
    upload = tus.begun(bob, attempt, 4)
    assert tus.send(bob, upload, 0, b"01234").status_code == 413
    assert row(upload).offset == 0


@pytest.mark.parametrize(
    "told", [{"try": "nothing"}, {"kind": "diary"}, {"sha256": "abc"}, {"filename": "x", "try": ""}]
)
def test_metadata_that_says_nothing_useful_is_400(bob: Client, attempt: Try, told: dict[str, str]) -> None:
    assert tus.begin(bob, attempt, 10, **told).status_code == 400
    headers = {**tus.RESUMABLE, "Upload-Length": "10", "Upload-Metadata": "filename ***"}
    assert bob.post(reverse("evidence:uploads"), headers=headers).status_code == 400
    assert not Upload.objects.exists()


@pytest.mark.parametrize("who", ["alice", "ben", "dana", "pat", "charlie"])
def test_others_find_nothing(cast: Cast, bob: Client, attempt: Try, who: str) -> None:
    upload = tus.begun(bob, attempt, 10)
    other = cast.client(getattr(cast, who))
    assert tus.begin(other, attempt, 10).status_code == 404
    assert tus.ask(other, upload).status_code == 404
    assert tus.send(other, upload, 0, b"01234").status_code == 404
    url = reverse("evidence:upload", args=[upload.pk])
    assert other.delete(url, headers=tus.RESUMABLE).status_code == 404
    assert other.post(reverse("evidence:upload-drop", args=[upload.pk])).status_code == 404
    assert row(upload).offset == 0


def test_visitors_are_asked_to_sign_in_and_learn_nothing(bob: Client, attempt: Try) -> None:
    upload = tus.begun(bob, attempt, 10)
    assert tus.begin(Client(), attempt, 10).status_code == 401
    assert tus.ask(Client(), upload).status_code == 404


def test_without_the_forms_token_nothing_is_written(cast: Cast, bob: Client, attempt: Try) -> None:
    upload = tus.begun(bob, attempt, 10)
    strict = Client(enforce_csrf_checks=True)
    strict.cookies = bob.cookies
    assert tus.begin(strict, attempt, 10).status_code == 403
    assert tus.send(strict, upload, 0, b"01234").status_code == 403
    assert row(upload).offset == 0


@pytest.mark.parametrize(
    ("length", "told", "status", "words"),
    [
        (2 * 1024**3, {"filename": "lesson.mp4", "consent": "teacher principal"}, 413, "at most 500 MB"),
        (26 * 1024**2, {"filename": "scan.pdf"}, 413, "at most 25 MB"),
        (0, {}, 422, "photo.jpg is empty (0 bytes)"),
        (10, {"filename": "talk.mp4"}, 422, "the teacher's and the principal's consent"),
        (
            10,
            {"filename": "talk.MOV", "consent": "teacher"},
            422,
            "the teacher's and the principal's consent",
        ),
    ],
)
def test_what_cannot_be_taken_is_refused_before_a_byte_is_sent(
    bob: Client, attempt: Try, length: int, told: dict[str, str], status: int, words: str
) -> None:
    answer = tus.begin(bob, attempt, length, **told)
    assert answer.status_code == status
    assert words in answer.content.decode()
    assert not Upload.objects.exists()


def test_a_film_needs_both_consents_and_they_are_kept(cast: Cast, bob: Client, attempt: Try) -> None:
    upload = tus.begun(bob, attempt, 5, **FILM)
    tus.send(bob, upload, 0, b"mmmmm")
    assert take_all_in() == ["taken"]
    rows = RecordingConsent.objects.values_list("of", "by", "artifact__original_name")
    assert sorted(rows) == [
        ("principal", cast.bob.pk, "talk.mp4"),
        ("teacher", cast.bob.pk, "talk.mp4"),
    ]


def test_the_door_wants_consent_whoever_knocks(cast: Cast, attempt: Try) -> None:
    assert cast.bob.user
    told: dict[str, Any] = {"attempt": attempt, "kind": "student-work", "by": cast.bob.user}
    with pytest.raises(Refused, match="consent") as caught:
        actions.take(
            **told,
            source="a/b.bin",
            name="talk.mp4",
            size=5,
            sha256="0" * 64,
            consent=frozenset({"teacher"}),
        )
    assert caught.value.code == "consent"


def test_files_on_their_way_count_among_the_forty(bob: Client, attempt: Try) -> None:
    for number in range(40):
        tus.begun(bob, attempt, 10, filename=f"{number}.jpg")
    answer = tus.begin(bob, attempt, 10, filename="41.jpg")
    assert (answer.status_code, answer["X-Refused"]) == (422, "too-many")
    said = "at most 40 files, and with 0 here and 40 on their way or being checked it is full."
    assert said in answer.content.decode()


def test_a_full_try_says_what_fills_it_and_a_refused_file_gives_its_place_back(
    bob: Client, attempt: Try
) -> None:
    for _ in range(38):
        artifact(attempt)
    checking = [artifact(attempt, state="received", checked=False) for _ in range(2)]
    answer = tus.begin(bob, attempt, 10)
    assert "with 38 here and 2 on their way or being checked" in answer.content.decode()
    Artifact.objects.filter(pk=checking[0].pk).update(state="quarantined")
    assert tus.begin(bob, attempt, 10).status_code == 201
    Upload.objects.all().delete()
    Artifact.objects.filter(state="received").update(state="private")
    artifact(attempt)
    answer = tus.begin(bob, attempt, 10)
    assert "at most 40 files. Withdraw one, then send it again." in answer.content.decode()


LONG = "This PDF contains a script and a form that sends itself. Print it to a new PDF. Then add that one instead."


def test_refused_files_say_why_in_a_line_and_leave_the_list_together(bob: Client, attempt: Try) -> None:
    bad = [
        artifact(attempt, state="quarantined", checked=False, problem=LONG, original_name=name)
        for name in ("a.pdf", "b. plan.pdf")
    ]
    refused = tus.begun(bob, attempt, 10, filename="c.jpg")
    said = {"state": "refused", "offset": 10, "problem": "c.jpg is here already. We kept one."}
    Upload.objects.filter(pk=row(refused).pk).update(**said)
    good = artifact(attempt)
    page = bob.get(reverse("evidence:receipt", args=[attempt.pk]))
    assert [(one.name, one.reason, one.advice) for one in page.context["refused"]] == [
        ("a.pdf", "This PDF contains a script and a form that sends itself.", LONG.partition("itself. ")[2]),
        (
            "b. plan.pdf",
            "This PDF contains a script and a form that sends itself.",
            LONG.partition("itself. ")[2],
        ),
        ("c.jpg", "c.jpg is here already. We kept one.", ""),
    ]
    assert "Not taken: 3 files" in page.content.decode()
    bob.post(reverse("evidence:clear-refused", args=[attempt.pk]))
    assert "Not taken" not in bob.get(reverse("evidence:receipt", args=[attempt.pk])).content.decode()
    left = Artifact.objects.exclude(state="purged").values_list("pk", flat=True)
    assert (list(left), Upload.objects.count()) == ([good.pk], 0)
    cleared = DomainEvent.objects.filter(verb="artifact.cleared")
    assert cleared.count() == len(bad)


def test_the_same_photo_again_is_told_before_it_is_sent(bob: Client, attempt: Try) -> None:
    photo = files.photo()
    known = hashlib.sha256(photo).hexdigest()
    first = tus.begun(bob, attempt, len(photo), sha256=known)
    tus.send(bob, first, 0, photo)
    take_all_in()
    answer = tus.begin(bob, attempt, len(photo), filename="again.jpg", sha256=known)
    assert answer.status_code == 422
    assert "again.jpg is here already, as photo.jpg. We kept one." in answer.content.decode()


def test_a_photo_that_is_on_its_way_and_begun_again_goes_on(bob: Client, attempt: Try) -> None:
    """The answer to the first beginning was lost, or another tab sends the same kept file."""
    photo = files.photo()
    known = hashlib.sha256(photo).hexdigest()
    first = tus.begun(bob, attempt, len(photo), sha256=known)
    tus.send(bob, first, 0, photo[:100])
    answer = tus.begin(bob, attempt, len(photo), sha256=known)
    assert (answer.status_code, answer["Upload-Offset"]) == (201, "100")
    assert answer["Location"] == reverse("evidence:upload", args=[first.pk])
    assert tus.begun(bob, attempt, len(photo), sha256=known, kind="lesson-plan") != first
    assert tus.begun(bob, attempt, len(photo), sha256=known, filename="other.jpg") != first
    assert tus.begun(bob, attempt, len(photo)) != first
    tus.send(bob, first, 100, photo[100:])
    answer = tus.begin(bob, attempt, len(photo), sha256=known)
    assert answer["Upload-Offset"] == str(len(photo))
    Try.objects.filter(pk=attempt.pk).update(state="skipped", skip_reason="time")
    answer = tus.begin(bob, attempt, len(photo), sha256=known)
    assert (answer.status_code, answer["X-Refused"]) == (422, "skipped")


def test_the_fortieth_file_begun_again_needs_no_place_of_its_own(bob: Client, attempt: Try) -> None:
    for number in range(39):
        tus.begun(bob, attempt, 10, filename=f"{number}.jpg")
    last = tus.begun(bob, attempt, 10, sha256="a" * 64)
    assert tus.begun(bob, attempt, 10, sha256="a" * 64) == last


def test_the_same_photo_twice_on_its_way_is_told_and_one_kept(bob: Client, attempt: Try) -> None:
    photo = files.photo()
    for name in ("one.jpg", "two.jpg"):
        tus.send(bob, tus.begun(bob, attempt, len(photo), filename=name), 0, photo)
    assert take_all_in() == ["taken", "refused"]
    assert Artifact.objects.count() == 1
    page = bob.get(reverse("evidence:receipt", args=[attempt.pk])).content.decode()
    assert "two.jpg is here already, as one.jpg. We kept one." in page
    second = Upload.objects.get(state="refused")
    assert not default_storage.exists(second.place)
    bob.post(reverse("evidence:upload-drop", args=[second.pk]))
    page = bob.get(reverse("evidence:receipt", args=[attempt.pk])).content.decode()
    assert "two.jpg" not in page


def test_damaged_on_its_way_is_not_taken(bob: Client, attempt: Try) -> None:
    upload = tus.begun(bob, attempt, 5, sha256="0" * 64)
    tus.send(bob, upload, 0, b"01234")
    assert take_all_in() == ["refused"]
    assert "was damaged on its way" in row(upload).problem
    assert upload.place not in on_disk()


def test_a_cut_line_keeps_what_came(bob: Client, attempt: Try) -> None:
    """The body ends before its announced length: what came counts, and the sender hears how much."""
    upload = tus.begun(bob, attempt, 10)
    url = reverse("evidence:upload", args=[upload.pk])
    told = {**tus.RESUMABLE, "Upload-Offset": "0"}
    body: dict[str, Any] = {"wsgi.input": BytesIO(b"012345"), "CONTENT_LENGTH": "10"}
    answer = bob.patch(url, b"0123456789", content_type=tus.OFFSET, headers=told, **body)
    assert (answer.status_code, answer["Upload-Offset"]) == (408, "6")
    assert tus.ask(bob, upload)["Upload-Offset"] == "6"
    assert tus.send(bob, upload, 6, b"6789").status_code == 204
    assert take_all_in() == ["taken"]
    assert Path(Screening.objects.get().source.path).read_bytes() == b"0123456789"


def test_of_two_at_one_offset_one_writes(bob: Client, attempt: Try) -> None:
    upload = tus.begun(bob, attempt, 10)
    same = Upload.objects.get(pk=upload.pk)
    first = Claim(upload, 0)
    with pytest.raises(Locked):
        Claim(same, 0)
    assert tus.send(bob, upload, 0, b"01234").status_code == 423
    first.end(None)
    assert tus.send(bob, upload, 0, b"01234").status_code == 204
    with pytest.raises(Conflict):
        Claim(same, 0)


def test_a_second_sender_in_the_middle_of_the_first_changes_nothing(bob: Client, attempt: Try) -> None:
    upload = tus.begun(bob, attempt, 10)
    answers = []

    def pieces() -> Iterator[bytes]:
        yield b"01"
        answers.append(tus.send(bob, upload, 0, b"XXXXX").status_code)
        yield b"23456789"

    assert actions.write_upload(upload=upload, offset=0, pieces=pieces()) == 10
    assert answers == [423]
    assert take_all_in() == ["taken"]
    assert Path(Screening.objects.get().source.path).read_bytes() == b"0123456789"


def test_who_was_given_up_writes_nothing_any_more(bob: Client, attempt: Try) -> None:
    """A writer whose claim ran out and was taken over does not move the offset."""
    upload = tus.begun(bob, attempt, 10)
    claim = Claim(upload, 0)
    Upload.objects.update(claimed_until=timezone.now() - timedelta(seconds=1))
    assert tus.send(bob, upload, 0, b"0123").status_code == 204
    claim.end(10)
    assert (row(upload).offset, upload.state) == (4, "receiving")


def test_disk_full_keeps_what_was_stored(bob: Client, attempt: Try, monkeypatch: pytest.MonkeyPatch) -> None:
    upload = tus.begun(bob, attempt, 600_000)
    content = bytes(range(250)) * 2400
    write = Growing.write

    def full(self: Growing, piece: bytes) -> None:
        if self.offset >= 262_144:
            raise OSError(28, "No space left on device")
        write(self, piece)

    monkeypatch.setattr(Growing, "write", full)
    answer = tus.send(bob, upload, 0, content)
    assert answer.status_code == 507
    assert "is kept; go on later" in answer.content.decode()
    assert tus.ask(bob, upload)["Upload-Offset"] == "262144"
    monkeypatch.setattr(Growing, "write", write)
    assert tus.send(bob, upload, 262_144, content[262_144:]).status_code == 204
    assert take_all_in() == ["taken"]
    assert Path(Screening.objects.get().source.path).read_bytes() == content


def test_the_offset_follows_what_is_stored(bob: Client, attempt: Try) -> None:
    upload = tus.begun(bob, attempt, 10)
    tus.send(bob, upload, 0, b"012345")
    part = Path(settings.MEDIA_ROOT) / "parts" / upload.place.replace("/", "-")
    with part.open("ab") as file:
        file.write(b"never acknowledged")
    assert tus.ask(bob, upload)["Upload-Offset"] == "6"
    part.write_bytes(b"012")  # a power cut, a restored backup
    assert tus.ask(bob, upload)["Upload-Offset"] == "3"
    assert tus.send(bob, upload, 3, b"3456789").status_code == 204
    assert take_all_in() == ["taken"]
    assert Path(Screening.objects.get().source.path).read_bytes() == b"0123456789"


def test_cancelled_is_gone(bob: Client, attempt: Try) -> None:
    before = on_disk()
    upload = tus.begun(bob, attempt, 10)
    tus.send(bob, upload, 0, b"012345")
    url = reverse("evidence:upload", args=[upload.pk])
    assert bob.delete(url, headers=tus.RESUMABLE).status_code == 204
    assert tus.ask(bob, upload).status_code == 404
    actions.tidy_uploads()
    assert on_disk() <= before | {f"parts/{upload.place.replace('/', '-')}"}


def test_what_has_arrived_is_withdrawn_not_cancelled(bob: Client, attempt: Try) -> None:
    upload = tus.begun(bob, attempt, 5)
    tus.send(bob, upload, 0, b"01234")
    url = reverse("evidence:upload", args=[upload.pk])
    assert bob.delete(url, headers=tus.RESUMABLE).status_code == 409
    assert row(upload).state == "arrived"


def test_a_proxy_that_knows_only_post(bob: Client, attempt: Try) -> None:
    upload = tus.begun(bob, attempt, 5)
    url = reverse("evidence:upload", args=[upload.pk])
    told = {**tus.RESUMABLE, "Upload-Offset": "0", "X-HTTP-Method-Override": "PATCH"}
    assert bob.post(url, b"01234", content_type=tus.OFFSET, headers=told).status_code == 204
    assert row(upload).state == "arrived"


def test_a_killed_worker_takes_nothing_in_twice(bob: Client, attempt: Try) -> None:
    """Killed after the file was put into its place: the next one finds it there."""
    upload = tus.begun(bob, attempt, 5)
    tus.send(bob, upload, 0, b"01234")
    work = Arrival.objects.get()
    assert Arrival.objects.all().claim(work.pk, lease=timedelta(minutes=5))
    (Path(settings.MEDIA_ROOT) / upload.place).parent.mkdir(parents=True, exist_ok=True)
    part = Path(settings.MEDIA_ROOT) / "parts" / upload.place.replace("/", "-")
    part.replace(Path(settings.MEDIA_ROOT) / upload.place)
    assert take_all_in() == [""]
    assert actions.hand_out_arrivals() == 0
    Arrival.objects.update(claimed_until=timezone.now())
    assert actions.hand_out_arrivals() == 1
    assert take_all_in() == ["taken"]
    assert Artifact.objects.count() == 1


def test_storage_away_is_tried_again(bob: Client, attempt: Try, monkeypatch: pytest.MonkeyPatch) -> None:
    upload = tus.begun(bob, attempt, 5)
    tus.send(bob, upload, 0, b"01234")
    with monkeypatch.context() as patch:

        def away(*_: object) -> None:
            raise OSError("away")

        patch.setattr("ilc.core.parts.disk.Disk.complete", away)
        assert take_all_in() == ["retry"]
    Arrival.objects.update(due_at=timezone.now())
    assert take_all_in() == ["taken"]


def test_what_broke_off_goes_after_a_week(bob: Client, attempt: Try, settings: Any) -> None:
    upload, other = tus.begun(bob, attempt, 10), tus.begun(bob, attempt, 10, filename="other.jpg")
    tus.send(bob, upload, 0, b"012345")
    tus.send(bob, other, 0, b"012345")
    assert timedelta(days=6) < row(upload).expires_at - timezone.now() <= timedelta(days=7)
    Upload.objects.filter(pk=upload.pk).update(expires_at=timezone.now())
    assert actions.tidy_uploads() == 1
    assert list(Upload.objects.all()) == [other]
    left = {name for name in on_disk() if name.startswith("parts/")}
    assert f"parts/{other.place.replace('/', '-')}" in left
    assert f"parts/{upload.place.replace('/', '-')}" not in left


def test_parts_that_no_row_knows_are_swept_when_old(bob: Client, attempt: Try) -> None:
    upload = tus.begun(bob, attempt, 10)
    tus.send(bob, upload, 0, b"012345")
    folder = Path(settings.MEDIA_ROOT) / "parts"
    mine, fresh, old = folder / upload.place.replace("/", "-"), folder / "fresh.bin", folder / "old.bin"
    for path in (fresh, old):
        path.write_bytes(b"x")
    for path in (mine, old):
        os.utime(path, (0, 0))
    actions.tidy_uploads()
    assert (mine.exists(), fresh.exists(), old.exists()) == (True, True, False)
    fresh.unlink()


def test_a_row_never_says_more_than_its_length(bob: Client, attempt: Try) -> None:
    upload = tus.begun(bob, attempt, 10)
    for wrong in ({"offset": F("length") + 1}, {"state": "taken"}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Upload.objects.filter(pk=upload.pk).update(**wrong)
