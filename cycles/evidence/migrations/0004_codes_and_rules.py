import cycles.evidence.codes
from django.db import migrations, models

RULES = {"student-work": 12, "lesson-plan": None, "library": None}  # months after the school year; None: no end


def fill(apps, schema_editor):
    """Files that are here already get their short id; each kind its first rule, which program staff change."""
    artifacts = apps.get_model("evidence", "Artifact").objects
    for pk in artifacts.filter(code=None).values_list("pk", flat=True).iterator():
        artifacts.filter(pk=pk).update(code=cycles.evidence.codes.new_code())
    rules = apps.get_model("evidence", "RetentionRule").objects
    for kind, months in RULES.items():
        rules.get_or_create(kind=kind, defaults={"months": months})


class Migration(migrations.Migration):
    dependencies = [("evidence", "0003_safety")]

    operations = [
        migrations.RunPython(fill, migrations.RunPython.noop),
        migrations.AlterField(
            model_name="artifact",
            name="code",
            field=models.CharField(
                default=cycles.evidence.codes.new_code, max_length=8, null=True, unique=True
            ),
        ),
    ]
