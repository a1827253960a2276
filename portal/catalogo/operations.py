"""What happens in the public rooms: a rating, a barrier reported, the sample contents installed."""

import re

from django.utils.translation import get_language

from portal.catalogo import esempi
from portal.catalogo.models import SegnalazioneAccessibilita, Servizio, Valutazione
from portal.enti.models import Ente
from portal.registro.atti import atto
from portal.registro.operations import registra

_CODICE = re.compile(r"[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}", re.IGNORECASE)


def valuta(
    ente: Ente, *, pagina: str, voto: int, aspetto: str = "", commento: str = "", servizio: str = ""
) -> Valutazione:
    """Keep a rating, of a page or of the service of this code. Codes are taken out of the address: of a case's page it must not tell whose it was."""
    return Valutazione.objects.create(
        ente=ente,
        pagina=_CODICE.sub("…", pagina)[:200],
        servizio=servizio if Servizio.objects.filter(ente=ente, slug=servizio).exists() else "",
        voto=voto,
        aspetto=aspetto,
        commento=commento,
        lingua=get_language() or "it",
    )


@atto
def segnala_barriera(
    ente: Ente, *, pagina: str, descrizione: str, email: str, tecnologia: str = ""
) -> SegnalazioneAccessibilita:
    """Take in a report of a barrier; from now the ente has 30 days to answer."""
    segnalazione = SegnalazioneAccessibilita.objects.create(
        ente=ente, pagina=pagina, descrizione=descrizione, email=email, tecnologia=tecnologia
    )
    registra("accessibilita.segnalata", segnalazione, None, ente=ente)
    return segnalazione


@atto
def carica_esempi(ente: Ente) -> int:
    """Install or refresh the sample contents of an ente; how many there are. Safe to repeat."""
    return esempi.carica(ente)
