"""Every migration on the database of the environment, which must be empty; then its schema, as JSON. For `test_migrazioni.py`."""

import json
import sys

import django
from django.core.management import call_command
from django.db import connection

django.setup()

from tests import tabelle  # noqa: E402 (needs the models)

call_command("migrate", verbosity=0)
json.dump(tabelle.schema(connection), sys.stdout)
