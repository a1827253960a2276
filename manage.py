#!/usr/bin/env python
"""The sysadmin's entry point: `manage.py help` lists the commands by room."""

import os
import sys

from django.core.management import execute_from_command_line

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")
    execute_from_command_line(sys.argv)
