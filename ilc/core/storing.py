"""Where private files lie: outside the web root, under names that lead nobody to them."""

import uuid

from django.db import models


def new_place(ending: str) -> str:
    """A random path: neither a person's file name nor any id leads to the file."""
    key = uuid.uuid4().hex
    return f"{key[:2]}/{key}{ending}"


def stored_name(_: models.Model, name: str) -> str:
    """The same for a file field, with the name's ending."""
    return new_place(name[name.rfind(".") :].lower() if "." in name else "")
