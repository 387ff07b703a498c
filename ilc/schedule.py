"""What the clock starts, all in one place. Each job is safe to run twice at once."""

from typing import Any

from ilc import env

OFTEN: float = env.get("CLOCK_SECONDS")  # seconds

# Short looks for due work, one after the other in one message: a queue of files carries only a few of them a second.
TICK: tuple[str, ...] = (
    "followup.derive_reminders",
    "roster.advance_waitlists",
    "roster.announce_moves",
    "roster.hand_out_lists",
    "evidence.hand_out_overdue",
    "evidence.hand_out_arrivals",
    "evidence.hand_out_coverings",
    "evidence.drop_originals",
    "evidence.tell_of_feedback",
    "planning.hand_out_resources",
    "planning.clock_sessions",
    "papers.issue_certificates",
    "papers.hand_out_overdue",
    "analysis.hand_out_records",
    "reports.hand_out_overdue",
    "library.follow",
)

SCHEDULE: dict[str, dict[str, Any]] = {
    "beat-heartbeat": {"task": "core.heartbeat", "schedule": 15.0},
    "hand-out-overdue": {"task": "core.hand_out_overdue", "schedule": OFTEN / 2},
    "tick": {"task": "core.tick", "schedule": OFTEN, "args": [TICK]},
    "tidy-uploads": {"task": "evidence.tidy_uploads", "schedule": OFTEN * 30},
    "announce-purge": {"task": "evidence.announce_purge", "schedule": OFTEN * 60},
    "purge": {"task": "evidence.purge", "schedule": OFTEN * 60},
}
