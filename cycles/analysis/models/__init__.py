"""A timed joint look at student work: its protocol, what is on the wall, what everybody writes, what it came to."""

from cycles.analysis.models.notes import Conclusion, Note, NoteGroup, Sort
from cycles.analysis.models.papers import RecordPaper
from cycles.analysis.models.runs import ProtocolRun, RunMember, RunPhase, RunSample
from cycles.analysis.models.templates import ProtocolTemplate, TemplatePhase

__all__ = [
    "Conclusion",
    "Note",
    "NoteGroup",
    "ProtocolRun",
    "ProtocolTemplate",
    "RecordPaper",
    "RunMember",
    "RunPhase",
    "RunSample",
    "Sort",
    "TemplatePhase",
]
