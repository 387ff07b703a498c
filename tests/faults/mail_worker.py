"""One worker process of the mail faults: `python -m tests.faults.mail_worker VERB [ARGUMENT...]`.

prepare        make the outbox's table (a scratch SQLite file has none)
post N         put N messages into the outbox, print their ids
send ID...     send these, print each result
die ID         send one, and be killed with -9 after the server accepted, before our commit
expire         let every claim run out now
show           print every row as JSON
"""

import json
import os
import signal
import sys
import uuid
from typing import Any

import django

django.setup()

from django.core.mail.backends.smtp import EmailBackend  # noqa: E402
from django.db import connection  # noqa: E402
from django.utils import timezone  # noqa: E402

from ilc.core import outbox, queue, registry  # noqa: E402
from ilc.core.models import OutgoingMessage  # noqa: E402

RULE = "test.fault"


@registry.builder(RULE)
def build(message: OutgoingMessage) -> registry.Built:
    return registry.Mail(to="rosa@example.org", subject=message.occurrence, text="Hi", html="<p>Hi</p>")


def silent(*_: Any) -> None:
    """No bell in these tests: the rows are the truth."""


def post(number: int) -> list[str]:
    thing = uuid.uuid4()
    drafts = [outbox.Draft(RULE, uuid.uuid4(), thing, f"message {n}") for n in range(number)]
    outbox.post_many(drafts)
    rows = OutgoingMessage.objects.filter(object_id=thing).order_by("id")
    return [str(pk) for pk in rows.values_list("pk", flat=True)]


def die_after_acceptance() -> None:
    real = EmailBackend.send_messages

    def send_messages(self: EmailBackend, messages: Any) -> int:
        real(self, messages)
        os.kill(os.getpid(), signal.SIGKILL)
        return 0

    setattr(EmailBackend, "send_messages", send_messages)  # noqa: B010


def rows() -> list[dict[str, Any]]:
    wanted = ("id", "work_state", "result", "attempts", "possibly_doubled")
    return [{**row, "id": str(row["id"])} for row in OutgoingMessage.objects.values(*wanted)]


def main(verb: str, *arguments: str) -> None:
    setattr(queue, "_send_each", silent)  # noqa: B010
    match verb:
        case "prepare":
            with connection.schema_editor() as editor:
                editor.create_model(OutgoingMessage)
        case "post":
            print("\n".join(post(int(arguments[0]))))
        case "send":
            for pk in arguments:
                print(outbox.send(uuid.UUID(pk)), flush=True)
        case "die":
            die_after_acceptance()
            outbox.send(uuid.UUID(arguments[0]))
        case "expire":
            OutgoingMessage.objects.filter(work_state="claimed").update(claimed_until=timezone.now())
        case "show":
            print(json.dumps(rows()))


if __name__ == "__main__":
    main(*sys.argv[1:])
