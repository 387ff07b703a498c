"""The protocols that ship."""

from typing import Any

from django.db import migrations

from cycles.analysis.protocols import ensure_protocols


def bring_in(apps: Any, _: Any) -> None:
    ensure_protocols(
        apps.get_model("analysis", "ProtocolTemplate"), apps.get_model("analysis", "TemplatePhase")
    )


class Migration(migrations.Migration):
    dependencies = [("analysis", "0001_initial")]

    operations = [migrations.RunPython(bring_in, migrations.RunPython.noop)]
