"""Writing: receive, screen, attest, share, withdraw, open, give feedback, mark as looked at."""

from cycles.evidence.actions.arrivals import hand_out_arrivals, take_in, tidy_uploads
from cycles.evidence.actions.feedback import Place, give_feedback, read_feedback, read_replies
from cycles.evidence.actions.files import clear, clear_refused, receive, restore, take, withdraw
from cycles.evidence.actions.looking import mark_analysed, unmark_analysed
from cycles.evidence.actions.masking import burn, cover_places, hand_out_coverings
from cycles.evidence.actions.originals import drop_originals
from cycles.evidence.actions.purging import purge, purge_daily
from cycles.evidence.actions.retention import announce, set_rules
from cycles.evidence.actions.screening import hand_out_overdue, screen_artifact
from cycles.evidence.actions.seeing import open_
from cycles.evidence.actions.sharing import Release, attest, correct_release, retract_release, share, unshare
from cycles.evidence.actions.takedowns import answer_takedown, ask_takedown, decide_takedown
from cycles.evidence.actions.uploads import begin as begin_upload
from cycles.evidence.actions.uploads import cancel as cancel_upload
from cycles.evidence.actions.uploads import settle_offset
from cycles.evidence.actions.uploads import write as write_upload

__all__ = [
    "Place",
    "Release",
    "announce",
    "answer_takedown",
    "ask_takedown",
    "attest",
    "begin_upload",
    "burn",
    "cancel_upload",
    "clear",
    "clear_refused",
    "correct_release",
    "cover_places",
    "decide_takedown",
    "drop_originals",
    "give_feedback",
    "hand_out_arrivals",
    "hand_out_coverings",
    "hand_out_overdue",
    "mark_analysed",
    "open_",
    "purge",
    "purge_daily",
    "read_feedback",
    "read_replies",
    "receive",
    "restore",
    "retract_release",
    "screen_artifact",
    "set_rules",
    "settle_offset",
    "share",
    "take",
    "take_in",
    "tidy_uploads",
    "unmark_analysed",
    "unshare",
    "withdraw",
    "write_upload",
]
