"""How the office finds a case by a name, fast also among ten million of them."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from portal.enti.models import Ente, Ufficio
from pratiche.models.pratica import Pratica
from pratiche.parole import MASSIMA


class Parola(models.Model):
    """A word of the name in a case. Office and ente are copies: the index answers without reading the cases of the others."""

    pratica = models.ForeignKey(Pratica, on_delete=models.CASCADE, related_name="parole")
    ente = models.ForeignKey(Ente, on_delete=models.CASCADE, related_name="+", db_index=False)
    ufficio = models.ForeignKey(Ufficio, on_delete=models.CASCADE, related_name="+", db_index=False)
    parola = models.CharField(_("parola"), max_length=MASSIMA)

    class Meta:
        verbose_name = _("parola della ricerca")
        verbose_name_plural = _("parole della ricerca")
        indexes = [
            # the operator class lets PostgreSQL answer "begins with" whatever the language of the database
            models.Index(
                fields=["ufficio", "ente", "parola", "pratica"],
                name="pratiche_parole",
                opclasses=["int8_ops", "int8_ops", "varchar_pattern_ops", "int8_ops"],
            )
        ]
