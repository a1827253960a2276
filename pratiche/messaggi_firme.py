"""What is told to who is asked to sign a request of somebody else. No names: a message may reach who was named by mistake."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from notifiche.operations import Contenuto
from pratiche.messaggi import VEDI
from pratiche.models import Firma

LEGGI: Any = _("Leggi e decidi")


def chiesta(firma: Firma) -> Contenuto:
    """To who must sign: there is something to read, by when, and it is worth as their own request."""
    return _a_chi_firma(firma, "firma_chiesta", azione=LEGGI, scadenza=firma.chiusura or firma.entro)


def promemoria(firma: Firma) -> Contenuto:
    """Not yet signed, and the day is near."""
    return _a_chi_firma(firma, "promemoria_firma", azione=LEGGI, scadenza=firma.chiusura or firma.entro)


def non_serve_piu(firma: Firma) -> Contenuto:
    """The applicant took the request back to change it."""
    return _a_chi_firma(firma, "firma_ritirata")


def inviata(firma: Firma) -> Contenuto:
    """With this signature the request left: its number."""
    return _a_chi_firma(firma, "firmata_e_inviata", riferimento=firma.pratica.sigla)


def _a_chi_firma(firma: Firma, nome: str, *, azione: Any = VEDI, **campi: Any) -> Contenuto:
    pratica = firma.pratica
    with override(firma.persona.lingua):
        oggetto, entro = pratica.titolo, firma.entro_quando
    return Contenuto(
        destinatario=firma.persona,
        ente=pratica.ente,
        chiave_evento=f"firma:{firma.codice}:{nome}",
        tipo=f"pratiche.{nome}",
        oggetto=oggetto,
        servizio=pratica.servizio.slug,
        url=firma.get_absolute_url(),
        azione=azione,
        contesto={"aggiunta": "", "entro": entro, "chiusura": bool(firma.chiusura)},
        **campi,
    )
