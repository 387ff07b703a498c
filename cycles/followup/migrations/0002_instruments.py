from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from cycles.followup.instruments import ensure_instruments


def bring_in(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    ensure_instruments(
        *(apps.get_model("followup", name) for name in ("Instrument", "InstrumentVersion", "Item"))
    )


class Migration(migrations.Migration):
    """The questions that ship. Going back leaves them: answers may hang on them."""

    dependencies = [("followup", "0001_initial")]

    operations = [migrations.RunPython(bring_in, migrations.RunPython.noop)]
