"""Money paid and not due: the office reads that it must go back, and says when it has."""

from pagamenti.models import Avviso
from portal.enti.models import Ufficio
from portal.registro.operations import registra
from pratiche.models import Pratica, Restituzione
from pratiche.pagamento import avvisi_di

Motivo = Restituzione.Motivo


def restituisci(
    avviso: Avviso, importo: int, motivo: Motivo, *, ufficio: Ufficio, pratica: Pratica | None = None
) -> None:
    """Tell the office that this money must go back. Twice is harmless; more of the same notice takes the place of less."""
    riga, nuova = Restituzione.objects.get_or_create(
        avviso=avviso, defaults={"importo": importo, "motivo": motivo, "ufficio": ufficio, "pratica": pratica}
    )
    if not nuova:
        if riga.chiusa_il or riga.importo >= importo:
            return
        riga.importo, riga.motivo = importo, motivo
        riga.save(update_fields=["importo", "motivo"])
    dati = {"nav": avviso.nav, "importo": importo, "motivo": str(motivo)}
    registra("restituzione.dovuta", avviso, None, ente=avviso.ente, dati=dati)


def restituisci_senza_servizio(pratica: Pratica) -> None:
    """The request ended without what it asked: what was paid goes back, where the package says so."""
    diritti = pratica.definizione.diritti
    if diritti is None or not diritti.rimborsabili:
        return
    for avviso in avvisi_di(pratica):
        if avviso.pagato:
            restituisci(avviso, avviso.importo, Motivo.SENZA_SERVIZIO, ufficio=pratica.ufficio, pratica=pratica)


def riprendi_la_restituzione(pratica: Pratica) -> None:
    """The request lives again, and with it what was paid: what the office has not yet given back it keeps."""
    for riga in pratica.restituzioni.aperte().filter(motivo=Motivo.SENZA_SERVIZIO).select_related("avviso__ente"):
        registra("restituzione.non_dovuta", riga.avviso, None, ente=pratica.ente, dati={"nav": riga.avviso.nav})
        riga.delete()
