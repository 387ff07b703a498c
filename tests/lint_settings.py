"""The settings, and with them the migration linter: a tool of development that no server carries."""

from ilc.settings import *  # noqa: F403
from ilc.settings import INSTALLED_APPS

INSTALLED_APPS = [*INSTALLED_APPS, "django_migration_linter"]
