"""What the dossier lends to the forms of the cases: household and residence as ANPR gave them, with the day of the answer."""

import re
from collections.abc import Iterator

from django.utils import timezone
from django.utils.translation import gettext as _

from fascicolo.models import Anagrafica
from portal.base.templatetags.casa import data
from portal.enti.models import Ente
from portal.identita.models import Persona
from portal.pdnd.schede import Componente, Residenza
from pratiche.moduli.offerte import Offerta

_STRADA = re.compile(r"^(?P<via>.*?\D)\s+(?P<civico>\d.*)$")
GIORNO_INTERO = len("2018-05-14")


def dall_anagrafe(persona: Persona, ente: Ente) -> Iterator[Offerta]:
    """The living members of the household whose data are complete, and where the family lives: in one query."""
    scheda = Anagrafica.objects.filter(persona=persona, ente=ente).exclude(ricevuta_il=None).first()
    if scheda is None or scheda.ricevuta_il is None:
        return
    fonte = _("ANPR, %s") % data(timezone.localdate(scheda.ricevuta_il))
    for uno in scheda.famiglia.componenti:
        if _completo(uno):
            yield Offerta("persona", _come_risposta(uno), fonte)
    if scheda.residenza:
        yield Offerta("indirizzo", _indirizzo(scheda.residenza), fonte)


def _completo(uno: Componente) -> bool:
    return bool(
        not uno.deceduto and uno.nome and uno.cognome and uno.codice_fiscale and len(uno.nascita) == GIORNO_INTERO
    )


def _come_risposta(uno: Componente) -> dict[str, str]:
    return {
        "nome": uno.nome,
        "cognome": uno.cognome,
        "codice_fiscale": uno.codice_fiscale,
        "data_nascita": uno.nascita,
    }


def _indirizzo(residenza: Residenza) -> dict[str, str]:
    strada = _STRADA.match(residenza.indirizzo)
    via, civico = (strada["via"], strada["civico"]) if strada else (residenza.indirizzo, "SNC")
    localita = {"cap": residenza.cap, "comune": residenza.comune, "provincia": residenza.provincia}
    return {"via": via, "civico": civico[:15], **localita}
