"""Putting the PDFs of the room in the archive."""

from notifiche.operations import allega
from pagamenti import messaggi
from pagamenti.models import Stampa
from portal.base.coda import LeasePerso
from portal.documenti.models import Documento
from portal.documenti.operations import archivia
from portal.identita.stati import Stanza
from portal.registro.atti import atto

TIPOLOGIE = {Stampa.Tipo.AVVISO: "Avviso di pagamento", Stampa.Tipo.QUIETANZA: "Quietanza di pagamento"}


@atto
def archivia_stampa(stampa: Stampa, contenuto: bytes) -> Documento:
    """Keep the PDF in the debtor's dossier. Raises LeasePerso (and keeps nothing) when another worker has made it."""
    avviso = stampa.avviso
    tipologia = TIPOLOGIE[Stampa.Tipo(stampa.tipo)]
    documento = archivia(
        contenuto,
        ente=avviso.ente,
        nome=f"{stampa.tipo}-{avviso.nav}.pdf",
        mime="application/pdf",
        oggetto=f"{tipologia}: {avviso.causale}",
        tipologia=tipologia,
        intestatario=avviso.debitore,
        formazione=Documento.Formazione.SOFTWARE,
        flusso=Documento.Flusso.USCITA,
        stanza=Stanza.PAGAMENTI,
        servizio=avviso.servizio,
    )
    if not stampa.riesce(documento=documento):
        raise LeasePerso
    allega(messaggi.chiave(avviso, stampa.tipo), documento)
    return documento
