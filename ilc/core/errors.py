"""Why an action says no, in the user's words."""


class Refused(Exception):
    """An action cannot be done now. `str()` is a sentence for the person; nothing was changed."""

    def __init__(self, message: str, code: str = "refused") -> None:
        super().__init__(message)
        self.message = message
        self.code = code


class Stale(Refused):
    """Somebody else saved the same thing between this form's opening and its sending."""

    def __init__(
        self,
        message: str = (
            "Somebody changed this meanwhile. Your text is kept below: "
            "compare it with what is there now, then save again."
        ),
    ) -> None:
        super().__init__(message, "stale")
