from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from portal.base.static_build import costruisci


class Command(BaseCommand):
    help = "Build the stylesheet, the icons and the fonts of Bootstrap Italia that the pages use (build/static/)."
    requires_system_checks: list[str] = []  # the built files may be what a check misses

    def handle(self, *args: Any, **options: Any) -> None:
        esito = costruisci(settings.BASE_DIR / "build" / "static")
        self.stdout.write(
            f"build/static: css {esito.css // 1024} KB, icons {esito.sprite // 1024} KB, "
            f"fonts {esito.caratteri // 1024} KB"
        )
