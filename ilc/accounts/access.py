"""The account behind a request."""

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest

from ilc.accounts.models import User


def account(request: HttpRequest) -> User:
    """The signed-in account; views behind `signed_in` always have one."""
    if not isinstance(request.user, User):
        raise PermissionDenied
    return request.user
