"""A short code for each series' public address; series that exist already draw theirs one by one."""

from django.db import migrations, models

import ilc.core.ids


def draw_codes(apps, schema_editor):
    Series = apps.get_model("planning", "Series")
    for pk in Series.objects.filter(join_code=None).values_list("pk", flat=True):
        Series.objects.filter(pk=pk).update(join_code=ilc.core.ids.short_code())


class Migration(migrations.Migration):
    dependencies = [("planning", "0001_initial")]

    operations = [
        migrations.AddField("series", "open_by_link", models.BooleanField(default=False)),
        migrations.AddField("series", "join_code", models.CharField(max_length=12, null=True, editable=False)),
        migrations.RunPython(draw_codes, migrations.RunPython.noop),
        migrations.AlterField(
            "series",
            "join_code",
            models.CharField(default=ilc.core.ids.short_code, editable=False, max_length=12, unique=True),
        ),
    ]
