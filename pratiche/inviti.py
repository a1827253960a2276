"""The mail to who must sign, at an address that somebody else typed: it is not a Messaggio, and says nothing of whom or what."""

from django.utils.translation import override

from notifiche.channels.email.composizione import Lettera, imbusta
from notifiche.channels.email.linea import spedisci_una
from notifiche.parole import scrivi
from pratiche.models import InvitoFirma


def invita(riga: InvitoFirma) -> None:
    """One invitation. Raises GatewayError. Taken back meanwhile, nothing leaves."""
    firma = riga.firma
    if not firma.aperta:
        riga.rinuncia()
        return
    ente, persona = firma.pratica.ente, firma.persona
    with override(persona.lingua):
        fatti = {"ente": ente, "entro": firma.entro_quando, "chiusura": bool(firma.chiusura)}
    parole = scrivi("pratiche.invito_firma", fatti, persona.lingua)
    lettera = Lettera(parole=parole, ente=ente, lingua=persona.lingua, azione_url=ente.url(firma.get_absolute_url()))
    posta = imbusta(lettera, a=firma.email, codice=f"{firma.codice}.{riga.pk}.firma")
    riga.segna_iniziata()
    spedisci_una(posta, riga.tentativi)
    riga.riesce()
