"""The register of a case in plain words: what was done, by whom, when."""

import uuid
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.identita.models import Persona
from portal.registro.models import Evento
from pratiche.models import Pratica

AZIONI = {
    "pratica.bozza_aperta": gettext_lazy("Bozza aperta"),
    "pratica.bozza_aggiornata": gettext_lazy("Bozza passata al modulo nuovo"),
    "pratica.presentata": gettext_lazy("Richiesta presentata"),
    "pratica.protocollata": gettext_lazy("Numero di protocollo assegnato"),
    "pratica.pagamento_annotato": gettext_lazy("Pagamento annotato"),
    "pratica.presa_in_carico": gettext_lazy("Presa in carico"),
    "pratica.integrazione_richiesta": gettext_lazy("Integrazione chiesta"),
    "pratica.integrazione_ricevuta": gettext_lazy("Integrazione ricevuta"),
    "pratica.accolta": gettext_lazy("Accolta"),
    "pratica.respinta": gettext_lazy("Respinta"),
    "pratica.ritirata": gettext_lazy("Ritirata"),
    "pratica.varco_aperto": gettext_lazy("Aperta da un altro ufficio, con un motivo"),
}


@dataclass(frozen=True)
class Voce:
    """One line of the register, ready to be read."""

    quando: Any
    azione: str
    chi: str
    impronta: str


def voci(pratica: Pratica) -> list[Voce]:
    """The lines of this case, oldest first, in two queries."""
    eventi = list(Evento.objects.filter(oggetto_tipo=Pratica._meta.label_lower, oggetto=pratica.codice).order_by("pk"))
    nomi = _nomi({evento.attore for evento in eventi if evento.attore})
    return [
        Voce(evento.quando, str(AZIONI.get(evento.azione, evento.azione)), _chi(evento, nomi), evento.impronta)
        for evento in eventi
    ]


def _nomi(codici: set[uuid.UUID]) -> dict[uuid.UUID, str]:
    return {persona.codice: persona.nome_completo for persona in Persona.objects.filter(codice__in=codici)}


def _chi(evento: Evento, nomi: dict[uuid.UUID, str]) -> str:
    return nomi.get(evento.attore, "") if evento.attore else _("Il sistema")
