"""What each database searches in: a stored column with a GIN index, or two FTS5 tables.

English stems and words as they are written stand side by side: stems find "observing" by "observe", written words
find names, Spanish, and the beginning of what is still being typed.
"""

from typing import Any

from django.db import migrations

PARTS = (("folded_title", "A"), ("folded_tags", "B"), ("folded_text", "C"))
VECTOR = " || ".join(
    f"setweight(to_tsvector('{language}', {column}), '{weight}')"
    for language in ("english", "simple")
    for column, weight in PARTS
)
POSTGRES = (
    f"ALTER TABLE library_libraryentry ADD COLUMN search tsvector GENERATED ALWAYS AS ({VECTOR}) STORED",
    "CREATE INDEX entry_search ON library_libraryentry USING gin (search)",
)
SQLITE = (
    "CREATE VIRTUAL TABLE library_stems USING fts5(title, tags, text, tokenize = 'porter unicode61')",
    "CREATE VIRTUAL TABLE library_words USING fts5(title, tags, text, tokenize = 'unicode61', prefix = '2 3 4')",
)
BACK = {
    "postgresql": ("ALTER TABLE library_libraryentry DROP COLUMN search",),
    "sqlite": ("DROP TABLE library_stems", "DROP TABLE library_words"),
}


def make(apps: Any, editor: Any) -> None:
    for line in {"postgresql": POSTGRES, "sqlite": SQLITE}[editor.connection.vendor]:
        editor.execute(line)


def unmake(apps: Any, editor: Any) -> None:
    for line in BACK[editor.connection.vendor]:
        editor.execute(line)


class Migration(migrations.Migration):
    dependencies = [("library", "0001_library")]
    operations = [migrations.RunPython(make, unmake, elidable=False)]
