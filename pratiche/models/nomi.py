"""How a case and its people are called, wherever they are shown."""

from typing import Any

from django.db import models

from portal.base.parole import originale


def nome_di(chi: dict[str, Any], *, prima: str = "nome", poi: str = "cognome") -> str:
    """The name of a frozen identity: of a person, or of a company."""
    return chi.get("denominazione") or f"{chi[prima]} {chi[poi]}"


class ConNomi(models.Model):
    """What a case is called and whose it is; the facts are in the fields of `Pratica`."""

    class Meta:
        abstract = True

    @property
    def sigla(self) -> str:
        """The number people quote: `123/2026`. Empty for a draft."""
        return f"{self.numero}/{self.anno}" if self.numero else ""

    @property
    def titolo(self) -> str:
        """What it is about, in the reader's language."""
        return originale(self.oggetto) if self.oggetto else self.servizio.testo("titolo")

    @property
    def nome_richiedente(self) -> str:
        """As it was when the case was presented."""
        return nome_di(self.identita)

    @property
    def nome_in_elenco(self) -> str:
        """As lists are sorted by eye: the surname first."""
        return nome_di(self.identita, prima="cognome", poi="nome")

    @property
    def nome_chi_presenta(self) -> str:
        """Who pressed "send": the person who asks, or who did it for them."""
        return nome_di(self.per_mezzo_di or self.identita)

    @property
    def per_mezzo_di(self) -> dict[str, str]:
        """Who presented it for the person who asks, and with which title, as they were that day; empty when nobody did."""
        return dict(self.sottoscrizione.get("per_mezzo_di", {}))
