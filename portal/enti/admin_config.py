from django.contrib.admin.apps import AdminConfig


class OperatoriConfig(AdminConfig):
    """Puts our site in the place of the stock admin's one."""

    default_site = "portal.enti.admin_site.Operatori"
