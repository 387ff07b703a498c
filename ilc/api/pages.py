"""Pages of lists."""

import uuid
from typing import Any

from rest_framework.exceptions import NotFound
from rest_framework.pagination import CursorPagination


class Pages(CursorPagination):
    """By time-sortable id, so that new rows never shift a page."""

    ordering = "-id"
    page_size = 50

    def decode_cursor(self, request: Any) -> Any:
        """A cursor somebody made up answers 404, not an error of ours."""
        cursor = super().decode_cursor(request)
        if cursor is not None and cursor.position is not None:
            try:
                uuid.UUID(str(cursor.position))
            except ValueError:
                raise NotFound(self.invalid_cursor_message) from None
        return cursor
