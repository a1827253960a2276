"""The mail with the code that confirms an address. It goes to an address that is not the person's yet, so it is not a Messaggio."""

import uuid

from notifiche.channels.email.composizione import Lettera, imbusta
from notifiche.channels.email.linea import spedisci_una
from notifiche.models import VerificaIndirizzo
from notifiche.models.indirizzi import VALIDITA
from notifiche.operations.indirizzi import nuovo_codice
from notifiche.parole import scrivi


def manda_codice(riga: VerificaIndirizzo) -> None:
    """One code to one address. Raises GatewayError."""
    if not riga.indirizzo:  # the person thought better of it
        riga.rinuncia()
        return
    persona = riga.persona
    codice = nuovo_codice(riga)
    minuti = int(VALIDITA.total_seconds() // 60)
    parole = scrivi("notifiche.codice", {"ente": riga.ente, "codice": codice, "minuti": minuti}, persona.lingua)
    lettera = Lettera(parole=parole, ente=riga.ente, lingua=persona.lingua)
    posta = imbusta(lettera, a=riga.indirizzo, codice=f"{uuid.uuid4()}.codice")
    spedisci_una(posta, riga.tentativi)
    riga.riesce()
