"""The first thing an operator does on a new installation: let somebody in."""

from typing import Any

from django.core.exceptions import ValidationError
from django.core.management import BaseCommand, CommandError, CommandParser
from django.core.validators import validate_email

from districts.permissions import Role
from participants.actions.invitations import invite
from participants.links import personal_url


class Command(BaseCommand):
    help = "Invite somebody as program staff: sends the mail and prints the link it carries."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("email")

    def handle(self, *_: Any, **options: Any) -> None:
        try:
            validate_email(options["email"])
        except ValidationError as error:
            raise CommandError(f"{options['email']} is not an e-mail address.") from error
        made = invite(email=options["email"], by=None, role=Role.PROGRAM)
        self.stdout.write(f"Invited {made.email}, until {made.expires_at:%d %B %Y}. The link in the mail:")
        self.stdout.write(personal_url("participants:invitation", "invitation", made.pk))
