"""The mail that a certificate is there: sent once, with a link of one's own for those without an account."""

from django.urls import reverse

from cycles.papers.models import Certificate
from cycles.papers.words import hours_words
from ilc.core import mailing, registry
from ilc.core.models import OutgoingMessage
from participants.links import absolute, personal_url
from participants.queries import mail_address


@registry.builder("certificate.ready")
def ready(message: OutgoingMessage) -> registry.Built:
    rows = Certificate.objects.select_related("series", "person__root", "supersedes")
    one = rows.filter(pk=message.object_id).first()
    if one is None or not one.is_valid or not one.is_ready:
        return registry.Pointless("no longer valid")
    person = one.person.root
    address = mail_address(person)
    if not address:
        return registry.Suppressed("no e-mail address")
    page = absolute(reverse("papers:certificates"))
    link = page if person.user_id else personal_url("papers:certificate-link", "certificate", one.pk)
    what = "A corrected certificate" if one.supersedes_id else "Your certificate"
    return mailing.render(
        "certificate.ready",
        to=address,
        subject=f"{what}: {one.figures['title']}",
        person=person,
        certificate=one,
        hours=hours_words(one.figures["minutes"]),
        has_account=person.user_id is not None,
        link=link,
    )
