"""What the bell and the clock start here. Each is safe to run twice."""

import uuid

from celery import shared_task

from cycles.papers.actions import certificates, setting


@shared_task(name="papers.issue_certificates")
def issue_certificates() -> None:
    certificates.look()


@shared_task(name="papers.set_certificate")
def set_certificate(pk: str) -> None:
    setting.set_certificate(uuid.UUID(pk))


@shared_task(name="papers.set_paper")
def set_paper(pk: str) -> None:
    setting.set_paper(uuid.UUID(pk))


@shared_task(name="papers.hand_out_overdue")
def hand_out_overdue() -> None:
    setting.hand_out_overdue()
