"""Short public ids: what a parent reads out on the phone to say which file is meant."""

import secrets

LETTERS = "23456789ABCDEFGHJKMNPQRSTVWXYZ"  # nothing that is taken for something else
LENGTH = 8


def new_code() -> str:
    """Eight letters: 6.5 x 10^11 of them, so a guess finds nothing. It opens no page; it only names."""
    return "".join(secrets.choice(LETTERS) for _ in range(LENGTH))


def in_groups(code: str) -> str:
    """K7QF-2M9X: as it is shown."""
    return f"{code[:4]}-{code[4:]}" if code else ""


def typed(text: str) -> str:
    """What somebody typed or heard, as it is kept."""
    return "".join(char for char in text.upper() if char.isalnum())
