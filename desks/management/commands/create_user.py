import sys

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, no_translations

from desks.management.arguments import area_of
from desks.models import Role, User


class Command(BaseCommand):
    help = (
        "Make a login. The password is read from standard input, so that it shows in no list of processes. "
        "Example: create_user petugas.pluit --role officer --area 31.72.01.1005 < password.txt"
    )

    def add_arguments(self, parser):
        parser.add_argument("username", metavar="NAME", help="user name to log in with")
        parser.add_argument("--role", required=True, help=f"one of: {', '.join(Role.values)}")
        parser.add_argument("--area", required=True, metavar="CODE", help="code of the area, such as 31.72.01.1005")
        parser.add_argument("--name", default="", help="full name (default: the user name)")

    @no_translations
    def handle(self, *, username, role, area, name, **options):
        if role not in Role.values:
            raise CommandError(f"{role!r} is no role: {', '.join(Role.values)}.")
        area = area_of(area)
        password = sys.stdin.readline().rstrip("\r\n")
        if not password:
            raise CommandError("No password came on standard input.")
        try:
            validate_password(password, User(username=username, name=name))
            User.objects.create_user(username, password, role=role, area=area, name=name)
        except ValidationError as error:
            raise CommandError(" ".join(error.messages)) from error
        self.stdout.write(f"{username}: {role} of {area}.")
