"""What each PDF of a case says. The templates are in `templates/pdf/pratiche/`."""

from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from pratiche import riepilogo
from pratiche.models import Pratica, RegistrazioneProtocollo, Stampa
from pratiche.moduli.definizione import ACCOLTA
from pratiche.stati import Stato


def prepara(riga: Stampa) -> tuple[str, dict[str, Any]]:
    """The template and the facts of the PDF that this row asks for."""
    return f"pdf/pratiche/{riga.genere}.html", _comuni(riga.pratica) | _CONTESTI[Stampa.Genere(riga.genere)](riga)


def testo_esito(pratica: Pratica, esito: str = ACCOLTA) -> str:
    """The words that the package has for this outcome, with the answers of this case; none when it has none."""
    modello = pratica.definizione.esiti.get(esito)
    if modello is None:
        return ""
    parole = riepilogo.parole_delle_risposte(pratica, pratica.allegati.all()) | {
        "richiedente": pratica.nome_richiedente,
        "numero": pratica.sigla,
    }
    return modello.testo.format_map(parole)


def _comuni(pratica: Pratica) -> dict[str, Any]:
    return {"ente": pratica.ente, "pratica": pratica, "ufficio": pratica.ufficio, "emesso_il": timezone.now()}


def _istanza(riga: Stampa) -> dict[str, Any]:
    """What was presented, with the hash of each file: the frozen text of the request."""
    allegati = riga.pratica.allegati.filter(integrazione=None).select_related("documento")
    return {"gruppi": riepilogo.gruppi(riga.pratica, allegati), "allegati": allegati}


def _ricevuta(riga: Stampa) -> dict[str, Any]:
    """The receipt that is also the notice of start (art. 8 and 18-bis L. 241/1990)."""
    pratica = riga.pratica
    registrazione = RegistrazioneProtocollo.objects.filter(pratica=pratica, genere=Stampa.Genere.ISTANZA).first()
    return {
        "termine": pratica.termine(),
        "registrazione": registrazione if registrazione and registrazione.numero else None,
        "allegati": pratica.allegati.filter(integrazione=None).select_related("documento"),
    }


def _integrazione(riga: Stampa) -> dict[str, Any]:
    richiesta = riga.integrazione
    if richiesta is None:
        raise ValueError("stampa senza integrazione")
    allegati = richiesta.allegati.select_related("documento")
    return {"richiesta": richiesta, "gruppo": riepilogo.risposta(richiesta, allegati), "allegati": allegati}


def _esito(riga: Stampa) -> dict[str, Any]:
    pratica = riga.pratica
    modello = pratica.definizione.esiti.get(pratica.stato)
    return {
        "accolta": pratica.stato == Stato.ACCOLTA,
        "titolo": modello.titolo if modello else _("Richiesta non accolta: %s") % pratica.definizione.titolo_esito,
        "dispositivo": testo_esito(pratica, pratica.stato),
    }


_CONTESTI = {
    Stampa.Genere.ISTANZA: _istanza,
    Stampa.Genere.RICEVUTA: _ricevuta,
    Stampa.Genere.INTEGRAZIONE: _integrazione,
    Stampa.Genere.ESITO: _esito,
}
