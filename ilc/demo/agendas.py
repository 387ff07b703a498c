"""What Madera's sessions are made of: agendas of two rooms, a task card that was replaced once, links."""

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from cycles.planning.actions import agenda, resources
from cycles.planning.choices import AgendaKind, ResourceFor, ResourceKind, ResourceLanguage
from cycles.planning.models import AgendaItem, ResourceScreening, Session, Strand
from ilc.core.ids import uuid7
from ilc.demo import drawings
from ilc.demo.accounts import Site
from ilc.demo.cycles import Course

K = AgendaKind


def madera(course: Course, site: Site) -> None:
    """Session 1 in a usual shape; session 2 with a part of its own in each room."""
    first, second = course.fresh(1), course.fresh(2)
    agenda.add_shape(session=first, shape="learn", pk=uuid7(), by=site.leader.account)
    looking = _second(second, site)
    cards = resources.add(
        series=course.series,
        by=site.coleader.account,
        upload=SimpleUploadedFile(
            "Looking at talk.pdf", drawings.lesson_plan("Task card", "K-12", "notice talk")
        ),
        title="Task card: notice and wonder",
        kind=ResourceKind.TASK_CARD,
        grade_band="K-12",
        language=ResourceLanguage.BILINGUAL,
        session=second,
        agenda_item=looking,
    )
    for work in ResourceScreening.objects.filter(version__resource=cards):
        ResourceScreening.objects.filter(pk=work.pk).update(due_at=timezone.now())
        resources.screen_version(work.pk)
    frames = resources.add(
        series=course.series,
        by=site.leader.account,
        url="https://docs.google.com/document/d/academic-conversation-frames",
        title="Sentence frames, all grades",
        kind=ResourceKind.FRAMES,
        language=ResourceLanguage.BILINGUAL,
        session=second,
    )
    newer = "https://docs.google.com/document/d/academic-conversation-frames-spring"
    resources.replace(resource=frames, url=newer, by=site.coleader.account)
    resources.add(
        series=course.series,
        by=site.leader.account,
        url="https://docs.google.com/presentation/d/what-our-students-said",
        title="Slides with our notes",
        kind=ResourceKind.SLIDES,
        open_to=ResourceFor.LEADERS,
        session=second,
    )


def _second(session: Session, site: Site) -> AgendaItem:
    """Two rooms part after the welcome and meet again for the next steps."""
    low, high = (Strand.objects.get(session=session, name=name) for name in ("Elementary", "Secondary"))
    alma, colleague = site.leader.person, site.coleader.person
    items = (
        (K.WELCOME, 10, "", None, alma, "", "Start the timer at nine sharp."),
        (K.DEBRIEF, 20, "How did it go?", None, colleague, "In pairs across schools.", ""),
        (K.JOINT_ANALYSIS, 55, "What did our students say?", None, None, "Have your samples open.", ""),
        (K.BREAK, 15, "", None, None, "", ""),
        (K.MODELLING, 40, "Frames for young talkers", low, colleague, "", "Bring the big cards."),
        (K.MODELLING, 50, "Frames in a lab report", high, alma, "", ""),
        (K.PLANNING, 30, "Your next try", None, None, "Plan one class, one day.", ""),
        (K.NEXT_STEPS, 15, "", None, alma, "", "Say that session 3 gets its date by mail."),
    )
    made = [
        agenda.add(
            session=session,
            by=site.leader.account,
            kind=kind,
            minutes=minutes,
            title=title,
            strand=strand,
            leader=leader,
            note=note,
            leader_note=own,
        )
        for kind, minutes, title, strand, leader, note, own in items
    ]
    return made[2]
