from django.apps import AppConfig


class PortalConfig(AppConfig):
    """The installation as a whole: its only part is the system checks."""

    name = "portal"

    def ready(self) -> None:
        from portal import checks  # noqa: F401 - registering is the import
