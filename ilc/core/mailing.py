"""Words of a mail: a text and an HTML template named after its rule."""

from typing import Any

from django.template.loader import render_to_string

from ilc.core.registry import Mail


def render(
    rule: str,
    *,
    to: str,
    subject: str,
    unsubscribe_url: str = "",
    attachments: tuple[tuple[str, bytes, str], ...] = (),
    **context: Any,
) -> Mail:
    """The mail of `rule` from templates/emails/<rule>.txt and .html, which get `context` and `subject`."""
    words = {**context, "subject": subject, "unsubscribe_url": unsubscribe_url}
    return Mail(
        to=to,
        subject=subject,
        text=render_to_string(f"emails/{rule}.txt", words).strip() + "\n",
        html=render_to_string(f"emails/{rule}.html", words),
        unsubscribe_url=unsubscribe_url,
        attachments=attachments,
    )
