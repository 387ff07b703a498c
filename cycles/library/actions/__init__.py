"""Writing: what strategies look like, what owners say of examples, using things in a try, keeping the index."""

from cycles.library.actions.index import (
    follow,
    make_missing,
    put_example,
    put_resource,
    put_strategy,
    rebuild,
)
from cycles.library.actions.releasing import describe
from cycles.library.actions.strategies import edit_strategy
from cycles.library.actions.using import Use, undo_use, use

__all__ = [
    "Use",
    "describe",
    "edit_strategy",
    "follow",
    "make_missing",
    "put_example",
    "put_resource",
    "put_strategy",
    "rebuild",
    "undo_use",
    "use",
]
