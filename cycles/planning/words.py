"""Grades and spans of days as people say them."""

from collections.abc import Iterable

ADULT = "adult"
GRADES = ("TK", "K", *map(str, range(1, 13)))  # in the order of school


def grades_in_words(grades: Iterable[str]) -> str:
    """Neighbours together: "TK-2", "K, 3-5", "9-12 and adult education"; nothing for none."""
    chosen = set(grades)
    runs: list[list[str]] = []
    for before, grade in zip(("", *GRADES), GRADES, strict=False):
        if grade not in chosen:
            continue
        if runs and runs[-1][-1] == before:
            runs[-1].append(grade)
        else:
            runs.append([grade])
    words = ", ".join(run[0] if len(run) == 1 else f"{run[0]}-{run[-1]}" for run in runs)
    if ADULT in chosen:
        return f"{words} and adult education" if words else "adult education"
    return words


def named_grades(words: str) -> str:
    """With the noun before it: "grade 5", "grades K-5"; adult education needs none, and nothing stays nothing."""
    if not words or words == "adult education":
        return words
    one = words.removesuffix(" and adult education").strip() in GRADES
    return f"{'grade' if one else 'grades'} {words}"


def days_in_words(days: int) -> str:
    """14: 2 weeks; 30: 1 month; 90: 90 days, as the field says it; 180: 6 months; anything else in days."""
    if days and days % 7 == 0 and days <= 56:
        return _counted(days // 7, "week")
    if days and days % 30 == 0 and days != 90:
        return _counted(days // 30, "month")
    return "1 year" if days == 365 else _counted(days, "day")


def _counted(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"
