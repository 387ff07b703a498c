"""Which page of a sample the wall shows large."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("analysis", "0003_fixed_numbers")]

    operations = [
        migrations.AddField(
            "protocolrun", "focus_page", models.PositiveSmallIntegerField(db_default=1, default=1)
        )
    ]
