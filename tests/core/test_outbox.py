"""The outbox: posted once, sent once, never lost (domain.md 3.10)."""

import smtplib
import uuid
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend
from django.utils import timezone

from ilc.core import outbox, registry
from ilc.core.models import OutgoingMessage
from ilc.core.registry import Mail, Pointless, Suppressed

RULE = "test.rule"
THING = uuid.uuid4()
WHO = uuid.uuid4()
pytestmark = pytest.mark.django_db


class Killed(BaseException):
    """What `kill -9` is to our code: nothing of it runs any more."""


@pytest.fixture
def builds(monkeypatch: pytest.MonkeyPatch) -> Callable[[Any], None]:
    """Set what the rule's builder gives, or raises."""

    def use(result: Any) -> None:
        def builder(_: OutgoingMessage) -> registry.Built:
            if isinstance(result, BaseException):
                raise result
            return result

        monkeypatch.setitem(registry._builders, RULE, builder)

    use(
        Mail(
            to="rosa@example.org", subject="Hello", text="Hi", html="<p>Hi</p>", unsubscribe_url="https://x/u"
        )
    )
    return use


@pytest.fixture
def clock() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(timezone.now(), tick=False) as travelled:
        yield travelled


def post(**fields: Any) -> OutgoingMessage:
    before = set(OutgoingMessage.objects.values_list("pk", flat=True))
    outbox.post(
        **{"rule": RULE, "recipient_id": WHO, "object_id": THING, "occurrence": "2025-02-08", **fields}
    )
    return OutgoingMessage.objects.exclude(pk__in=before).get()


def failing(monkeypatch: pytest.MonkeyPatch, error: BaseException, *, accepts: bool = False) -> None:
    """The mail server fails so; `accepts`: after it took the mail."""
    real = EmailBackend.send_messages

    def send_messages(self: EmailBackend, messages: Any) -> int:
        if accepts:
            real(self, messages)
        raise error

    monkeypatch.setattr(EmailBackend, "send_messages", send_messages)


def unreachable(_: EmailBackend) -> None:
    raise TimeoutError("no answer")


def test_posting_twice_makes_one_row() -> None:
    post()
    assert not outbox.post(rule=RULE, recipient_id=WHO, object_id=THING, occurrence="2025-02-08")
    assert OutgoingMessage.objects.count() == 1


def test_another_occurrence_person_or_object_is_another_message() -> None:
    post()
    post(occurrence="2025-02-15")
    post(recipient_id=uuid.uuid4())
    post(object_id=uuid.uuid4())
    assert OutgoingMessage.objects.count() == 4


def test_addresses_differ_by_more_than_case() -> None:
    post(recipient_id=None, address="Rosa@example.org")
    assert not outbox.post(rule=RULE, address="rosa@EXAMPLE.org", object_id=THING, occurrence="2025-02-08")


def test_post_many_counts_only_new_ones(django_assert_num_queries: Any) -> None:
    people = [uuid.uuid4() for _ in range(30)]
    post(recipient_id=people[0])
    with django_assert_num_queries(4):  # savepoint, insert, which are new, release
        assert outbox.post_many(outbox.Draft(RULE, one, THING, "2025-02-08") for one in people) == 29


def test_sending_says_what_it_is(builds: Any) -> None:
    row = post()
    assert outbox.send(row.pk) == "sent"
    sent = mail.outbox[0]
    assert sent.extra_headers["Message-ID"] == f"<{row.pk}@localhost>"
    assert sent.extra_headers["List-Unsubscribe"] == "<https://x/u>"
    assert "X-Possibly-Doubled" not in sent.extra_headers
    row.refresh_from_db()
    assert (row.work_state, row.result, row.sent_to, row.subject) == (
        "done",
        "sent",
        "rosa@example.org",
        "Hello",
    )


def test_sending_twice_sends_once(builds: Any) -> None:
    row = post()
    assert [outbox.send(row.pk) for _ in range(3)] == ["sent", "", ""]
    assert len(mail.outbox) == 1


def test_not_before_it_is_due(builds: Any) -> None:
    row = post(due_at=timezone.now() + timedelta(hours=1))
    assert outbox.send(row.pk) == ""
    assert mail.outbox == []


@pytest.mark.parametrize(
    ("built", "result"), [(Pointless("moved"), "pointless"), (Suppressed("no address"), "suppressed")]
)
def test_the_reason_is_kept(builds: Any, built: Any, result: str) -> None:
    builds(built)
    row = post()
    assert outbox.send(row.pk) == result
    row.refresh_from_db()
    assert (row.work_state, row.result, row.reason) == ("done", result, built.reason)


def test_a_line_break_in_a_title_is_no_header(builds: Any) -> None:
    builds(Mail(to="rosa@example.org", subject="Hello\r\nBcc: x@example.org", text="Hi", html="Hi"))
    assert outbox.send(post().pk) == "sent"
    assert mail.outbox[0].subject == "Hello Bcc: x@example.org"


@pytest.mark.parametrize("error", [RuntimeError("broken template"), LookupError("no such rule")])
def test_a_broken_builder_is_tried_again(
    builds: Any, error: Exception, clock: time_machine.Traveller
) -> None:
    builds(error)
    row = post()
    assert outbox.send(row.pk) == "retry"
    builds(Mail(to="rosa@example.org", subject="Hello", text="Hi", html="Hi"))
    assert outbox.send(row.pk) == ""  # it waits a minute first
    clock.shift(61)
    assert outbox.send(row.pk) == "sent"


def test_a_rule_this_machine_does_not_know_yet_is_not_lost() -> None:
    row = post(rule="of.a.newer.version")
    assert outbox.send(row.pk) == "retry"


def test_waits_double_up_to_half_an_hour(builds: Any, clock: time_machine.Traveller) -> None:
    builds(RuntimeError("down"))
    row = post()
    waits = []
    for _ in range(8):
        outbox.send(row.pk)
        row.refresh_from_db()
        waits.append((row.due_at - timezone.now()).seconds // 60)
        clock.move_to(row.due_at)
    assert waits == [1, 2, 4, 8, 16, 30, 30, 30]


def test_gives_up_after_three_days(builds: Any, clock: time_machine.Traveller) -> None:
    builds(RuntimeError("down"))
    row = post()
    OutgoingMessage.objects.update(attempts=outbox.MAX_ATTEMPTS - 1)
    assert outbox.send(row.pk) == "failed"
    row.refresh_from_db()
    assert row.reason == "down"


def test_a_message_that_kills_every_worker_is_given_up(builds: Any) -> None:
    row = post()
    OutgoingMessage.objects.update(attempts=outbox.MAX_ATTEMPTS)
    assert outbox.send(row.pk) == "failed"
    assert mail.outbox == []


def test_refused_by_the_server_is_surely_not_doubled(
    builds: Any, monkeypatch: pytest.MonkeyPatch, clock: time_machine.Traveller
) -> None:
    row = post()
    with monkeypatch.context() as patch:
        failing(patch, smtplib.SMTPDataError(451, b"later"))
        assert outbox.send(row.pk) == "retry"
    clock.shift(61)
    assert outbox.send(row.pk) == "sent"
    assert "X-Possibly-Doubled" not in mail.outbox[0].extra_headers


def test_an_address_the_server_will_never_take_fails_at_once(
    builds: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    failing(monkeypatch, smtplib.SMTPRecipientsRefused({"rosa@example.org": (550, b"no such user")}))
    assert outbox.send(post().pk) == "failed"


def test_no_connection_is_surely_not_doubled(
    builds: Any, monkeypatch: pytest.MonkeyPatch, clock: time_machine.Traveller
) -> None:
    row = post()
    with monkeypatch.context() as patch:
        patch.setattr(EmailBackend, "open", unreachable)
        assert outbox.send(row.pk) == "retry"
    row.refresh_from_db()
    assert row.handed_over_at is None
    clock.shift(61)
    assert outbox.send(row.pk) == "sent"
    row.refresh_from_db()
    assert not row.possibly_doubled


def test_a_lost_answer_is_marked_possibly_doubled(
    builds: Any, monkeypatch: pytest.MonkeyPatch, clock: time_machine.Traveller
) -> None:
    row = post()
    with monkeypatch.context() as patch:
        failing(patch, smtplib.SMTPServerDisconnected("gone"), accepts=True)
        assert outbox.send(row.pk) == "retry"
    clock.shift(61)
    assert outbox.send(row.pk) == "sent"
    first, second = mail.outbox
    assert first.extra_headers["Message-ID"] == second.extra_headers["Message-ID"]
    assert second.extra_headers["X-Possibly-Doubled"] == "yes"


def test_killed_between_acceptance_and_commit(
    builds: Any, monkeypatch: pytest.MonkeyPatch, clock: time_machine.Traveller
) -> None:
    row = post()
    with monkeypatch.context() as patch:
        failing(patch, Killed(), accepts=True)
        with pytest.raises(Killed):
            outbox.send(row.pk)
    assert outbox.send(row.pk) == ""  # still claimed
    clock.shift(outbox.LEASE + timedelta(seconds=1))
    assert outbox.send(row.pk) == "sent"
    row.refresh_from_db()
    assert row.possibly_doubled
    first, second = mail.outbox
    assert first.extra_headers["Message-ID"] == second.extra_headers["Message-ID"]
    assert second.extra_headers["X-Possibly-Doubled"] == "yes"


def test_the_mark_survives_a_refusal_in_between(
    builds: Any, monkeypatch: pytest.MonkeyPatch, clock: time_machine.Traveller
) -> None:
    row = post()
    with monkeypatch.context() as patch:
        failing(patch, smtplib.SMTPServerDisconnected("gone"), accepts=True)
        outbox.send(row.pk)
    clock.shift(61)
    with monkeypatch.context() as patch:
        failing(patch, smtplib.SMTPDataError(451, b"later"))
        outbox.send(row.pk)
    clock.shift(121)
    assert outbox.send(row.pk) == "sent"
    assert mail.outbox[-1].extra_headers["X-Possibly-Doubled"] == "yes"


def test_killed_while_building_is_taken_over_unmarked(builds: Any, clock: time_machine.Traveller) -> None:
    builds(Killed())
    row = post()
    with pytest.raises(Killed):
        outbox.send(row.pk)
    builds(Mail(to="rosa@example.org", subject="Hello", text="Hi", html="Hi"))
    clock.shift(outbox.LEASE + timedelta(seconds=1))
    assert outbox.send(row.pk) == "sent"
    assert "X-Possibly-Doubled" not in mail.outbox[0].extra_headers


def test_who_was_overtaken_while_building_does_not_send(
    monkeypatch: pytest.MonkeyPatch, clock: time_machine.Traveller
) -> None:
    row = post()
    built = Mail(to="rosa@example.org", subject="Hello", text="Hi", html="Hi")

    def slow(message: OutgoingMessage) -> registry.Built:
        if message.attempts == 1:
            clock.shift(outbox.LEASE + timedelta(seconds=1))
            assert outbox.send(message.pk) == "sent"  # the other worker
        return built

    monkeypatch.setitem(registry._builders, RULE, slow)
    assert outbox.send(row.pk) == ""
    assert len(mail.outbox) == 1


def test_overdue_ones_are_rung_again(monkeypatch: pytest.MonkeyPatch, clock: time_machine.Traveller) -> None:
    rung: list[uuid.UUID] = []
    monkeypatch.setattr("ilc.core.queue.ring_each", lambda _, ids: rung.extend(ids))
    due, later, claimed = (
        post(),
        post(occurrence="b", due_at=timezone.now() + timedelta(hours=1)),
        post(occurrence="c"),
    )
    rung.clear()
    OutgoingMessage.objects.claim(claimed.pk, lease=outbox.LEASE)
    assert outbox.hand_out_overdue() == 1
    clock.shift(outbox.LEASE + timedelta(seconds=1))
    assert outbox.hand_out_overdue() == 2
    assert rung == [due.pk, due.pk, claimed.pk]
    assert later.pk not in rung
