"""How many rows hang on each series, inside one query."""

from typing import Any

from django.db.models import Count, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce


def amount(rows: QuerySet[Any], of: str = "series") -> Coalesce:
    """An annotation for `Series`: how many of these rows are its own. `of`: their way to the series."""
    alone = rows.filter(**{of: OuterRef("pk")}).order_by().values(of)
    return Coalesce(Subquery(alone.annotate(n=Count("*")).values("n")), 0)
