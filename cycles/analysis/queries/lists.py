"""Joint looks in a list."""

from django.db.models import Count, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from cycles.analysis.models import Note, ProtocolRun
from cycles.planning.models import Series


def of_series(runs: QuerySet[ProtocolRun], series: Series) -> QuerySet[ProtocolRun]:
    """The latest first, each with how many notes and conclusions it came to. One query."""
    written = Note.objects.filter(run=OuterRef("pk"), withdrawn_at=None, hidden_at=None).order_by()
    counted = written.values("run").annotate(n=Count("pk")).values("n")
    rows = runs.filter(series=series).select_related("series", "session__series", "facilitator__root")
    return rows.annotate(
        written=Coalesce(Subquery(counted), 0),
        concluded=Count("conclusions", filter=Q(conclusions__removed_at=None), distinct=True),
    ).order_by("-created_at")
