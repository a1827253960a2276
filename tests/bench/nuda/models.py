"""Three big tables, each read by person and date."""

from django.db import models


class Voce(models.Model):
    persona = models.IntegerField()
    quando = models.DateTimeField()
    titolo = models.CharField(max_length=200)
    stato = models.CharField(max_length=20)

    class Meta:
        abstract = True
        indexes = [models.Index(fields=["persona", "-quando"], name="%(class)s_di_una_persona")]


class Caso(Voce):
    pass


class Pagamento(Voce):
    pass


class Lettera(Voce):
    pass
