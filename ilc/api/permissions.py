"""The API refuses by default; a view opens itself by naming one of these."""

from typing import Any

from rest_framework.permissions import BasePermission


class RefuseByDefault(BasePermission):
    """Nobody. A view that forgets to say who may read answers 403 to everybody."""

    def has_permission(self, request: Any, view: Any) -> bool:
        return False


class AccountReads(BasePermission):
    """A signed-in account, reading; what it sees is narrowed by the same access functions as the pages."""

    def has_permission(self, request: Any, view: Any) -> bool:
        return bool(request.user.is_authenticated) and request.method in ("GET", "HEAD", "OPTIONS")
