"""Abstract ground of the models of every room."""

import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _


class Indirizzabile(models.Model):
    """A thing with a page: its address holds an opaque code, never the row number."""

    codice = models.UUIDField(_("codice"), default=uuid.uuid4, unique=True, editable=False)
    creato_il = models.DateTimeField(_("creato il"), auto_now_add=True, editable=False)

    class Meta:
        abstract = True
