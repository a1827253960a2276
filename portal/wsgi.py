"""The web process. It refuses to start when a system check of ours finds a dangerous combination."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")
application = get_wsgi_application()

from portal.checks import esigi_avvio_sicuro  # noqa: E402 - needs the applications loaded

esigi_avvio_sicuro()
