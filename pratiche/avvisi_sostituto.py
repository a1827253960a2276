"""The mail to who holds the substitute power: which case, by when, where it is; nothing of the person (art. 2 c. 9-bis)."""

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override

from notifiche.channels.email.composizione import Lettera, imbusta
from notifiche.channels.email.linea import spedisci_una
from notifiche.parole import scrivi
from notifiche.riepilogo import LINGUA
from pratiche import rimedi
from pratiche.models import AvvisoSostituto


def avvisa_il_sostituto(riga: AvvisoSostituto) -> None:
    """One mail, to the address that the ente gives. Raises GatewayError. Decided meanwhile, nothing leaves."""
    pratica, entro = riga.pratica, rimedi.sostituto_entro(riga.pratica)
    if not pratica.aperta or entro is None:
        riga.rinuncia()
        return
    ente = pratica.ente
    valori = {"ente": ente, "sigla": pratica.sigla, "ufficio": pratica.ufficio.nome, "entro": entro}
    parole = scrivi("pratiche.sostituto", valori, LINGUA)
    with override(LINGUA):
        azione = _("Apri la pratica")
    url = ente.url(reverse("operatori:pratica", args=[pratica.codice]))
    lettera = Lettera(parole=parole, ente=ente, lingua=LINGUA, azione=azione, azione_url=url)
    posta = imbusta(lettera, a=rimedi.sostituto(pratica).email, codice=f"sostituto-{riga.pk}")
    riga.segna_iniziata()
    spedisci_una(posta, riga.tentativi)
    riga.riesce()
