"""Mails about people: the invitation."""

from districts.permissions import Role
from ilc.core import mailing, registry
from ilc.core.models import OutgoingMessage
from participants.links import personal_url
from participants.models import Invitation, Person


def purpose_of(invitation: Invitation) -> str:
    """What the invitation is for, to follow "invites you". Without a role the note says it: no word of the
    inviter's own."""
    if not invitation.role:
        return invitation.note or "to take part"
    place = invitation.district or invitation.school
    return {
        Role.DISTRICT_ADMIN: f"to administer {place}: name its teacher leaders and see its reach and depth",
        Role.SCHOOL_ADMIN: f"to see the reach and depth of {place}",
        Role.LEADER: f"to lead professional learning for colleagues in {place}",
        Role.PROGRAM: "to join the program's staff",
    }.get(Role(invitation.role), "to take part")


@registry.builder("invitation")
def invitation_mail(message: OutgoingMessage) -> registry.Built:
    invitation = (
        Invitation.objects.select_related("invited_by", "district", "school")
        .filter(pk=message.object_id)
        .first()
    )
    if invitation is None or not invitation.is_open:
        return registry.Pointless("accepted, cancelled or run out")
    inviter = Person.objects.filter(user=invitation.invited_by).first() if invitation.invited_by else None
    return mailing.render(
        "invitation",
        to=invitation.email,
        subject="You are invited" if invitation.role else f"You are invited {purpose_of(invitation)}",
        invitation=invitation,
        inviter=inviter or "The program",
        purpose=purpose_of(invitation),
        link=personal_url("participants:invitation", "invitation", invitation.pk),
    )
