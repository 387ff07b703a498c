"""Strategies of which nobody has said anything stand behind everything else; SQLite reads its tables in that order."""

from typing import Any

from django.db import migrations

LAST = 3
TABLES = ("library_stems", "library_words")


def refill(editor: Any, last: int) -> None:
    """Where an entry stands in SQLite's tables follows from how many tiers there are."""
    if editor.connection.vendor != "sqlite":
        return
    for table in TABLES:
        editor.execute(f"DELETE FROM {table}")
        editor.execute(
            f"INSERT INTO {table} (rowid, title, tags, text) "
            f"SELECT ((({last} - tier) << 40) | id), folded_title, folded_tags, folded_text FROM library_libraryentry"
        )


def forwards(apps: Any, editor: Any) -> None:
    rows = apps.get_model("library", "LibraryEntry").objects.filter(kind="strategy", folded_text="")
    rows.update(tier=LAST)
    refill(editor, LAST)


def backwards(apps: Any, editor: Any) -> None:
    apps.get_model("library", "LibraryEntry").objects.filter(kind="strategy").update(tier=0)
    refill(editor, LAST - 1)


class Migration(migrations.Migration):
    dependencies = [("library", "0002_search")]
    operations = [migrations.RunPython(forwards, backwards, elidable=True)]
