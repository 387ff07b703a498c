"""Numbers that stay: of samples on a wall, and of places in a sample. What the wall shows large."""

from collections import Counter
from typing import Any

import django.db.models.deletion
from django.db import migrations, models
from django.db.models import Q


def number_places(apps: Any, _: Any) -> None:
    """In the order in which they were written."""
    note = apps.get_model("analysis", "Note")
    last: Counter[Any] = Counter()
    for pk, sample in note.objects.exclude(page=None).order_by("created_at").values_list("pk", "sample"):
        last[sample] += 1
        note.objects.filter(pk=pk).update(pin=last[sample])


class Migration(migrations.Migration):
    dependencies = [("analysis", "0002_protocols")]

    operations = [
        migrations.AddField("note", "pin", models.PositiveSmallIntegerField(blank=True, null=True)),
        migrations.AddField("protocolrun", "numbered", models.PositiveSmallIntegerField(default=0)),
        migrations.AddField(
            "protocolrun",
            "focus",
            models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to="analysis.runsample",
            ),
        ),
        migrations.RunPython(number_places, migrations.RunPython.noop),
        migrations.AddConstraint(
            "note",
            models.CheckConstraint(
                name="note_place_has_number", condition=Q(page=None, pin=None) | Q(page__gte=1, pin__gte=1)
            ),
        ),
        migrations.AddConstraint(
            "note", models.UniqueConstraint(fields=["sample", "pin"], name="pin_once_a_sample")
        ),
    ]
