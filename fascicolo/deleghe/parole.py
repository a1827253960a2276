"""What a delegate did, in plain words, read from the register."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from appuntamenti.models import Appuntamento
from pagamenti.models import Avviso
from portal.base.templatetags.casa import giorno_ora
from portal.identita.models import Rappresentanza
from portal.registro.models import Evento, RegistroQuerySet
from pratiche.models import Pratica

ATTI: dict[str, Promise] = {
    "pratica.bozza_aperta": _("Ha iniziato una richiesta"),
    "pratica.bozza_eliminata": _("Ha eliminato una bozza"),
    "pratica.bozza_aggiornata": _("Ha portato una bozza al modulo nuovo"),
    "pratica.anticipo_chiesto": _("Ha chiesto l'avviso da pagare prima dell'invio"),
    "pratica.firma_chiesta": _("Ha chiesto a un'altra persona di firmare una richiesta"),
    "pratica.firme_ritirate": _("Ha ritirato l'invito a firmare una richiesta"),
    "pratica.presentata": _("Ha presentato una richiesta"),
    "pratica.integrazione_ricevuta": _("Ha risposto all'ufficio"),
    "pratica.ritirata": _("Ha ritirato una richiesta"),
    "appuntamento.prenotato": _("Ha prenotato un appuntamento"),
    "appuntamento.annullato": _("Ha annullato un appuntamento"),
    "pagamento.avviato": _("Ha iniziato un pagamento"),
    "rappresentanza.chiesta": _("Ha nominato una persona che agisce per l'impresa"),
    "rappresentanza.revocata": _("Ha tolto una persona che agiva per l'impresa"),
}
MODELLI: dict[str, Any] = {modello._meta.label_lower: modello for modello in (Pratica, Appuntamento, Avviso)}


@dataclass(frozen=True)
class Fatto:
    """One act: when, what, on which thing (empty when it no longer exists)."""

    quando: dt.datetime
    testo: str
    cosa: str


def atti_di(mandato: Rappresentanza) -> RegistroQuerySet:
    """The lines of the register that stand under this mandate because it was used."""
    return Evento.objects.filter(oggetto=mandato.codice, azione="rappresentanza.usata")


def in_parole(eventi: Iterable[Evento]) -> list[Fatto]:
    """As many queries as kinds of thing, whatever the number of lines."""
    righe = list(eventi)
    nomi = _nomi(righe)
    return [
        Fatto(
            quando=riga.quando,
            testo=str(ATTI.get(riga.dati["azione"], gettext("Ha fatto un'operazione"))),
            cosa=nomi.get(riga.dati["oggetto"], ""),
        )
        for riga in righe
    ]


def _nomi(righe: list[Evento]) -> dict[str, str]:
    codici: dict[str, set[str]] = defaultdict(set)
    for riga in righe:
        codici[riga.dati["tipo"]].add(riga.dati["oggetto"])
    return {
        str(cosa.codice): _nome(cosa)
        for tipo, suoi in codici.items()
        if tipo in MODELLI
        for cosa in _con_il_nome(MODELLI[tipo]).filter(codice__in=suoi)
    }


def _con_il_nome(modello: Any) -> Any:
    return modello.objects.select_related("servizio") if modello is Pratica else modello.objects.all()


def _nome(cosa: Pratica | Appuntamento | Avviso) -> str:
    if isinstance(cosa, Pratica):
        return f"{cosa.titolo} ({cosa.sigla})" if cosa.sigla else cosa.titolo
    if isinstance(cosa, Appuntamento):
        return f"{cosa.motivo}, {giorno_ora(cosa.inizio)}"
    return cosa.causale
