"""The act of the citizen: present a request, withdraw it."""

from django.utils import timezone
from django.utils.translation import gettext as _

from portal.base.errors import DomainError
from portal.identita.models import Persona
from portal.identita.sessione import Sessione
from portal.registro.atti import atto
from pratiche import messaggi
from pratiche.compilazione import quadro
from pratiche.firme import firmatario
from pratiche.models import Passaggio, Pratica, Stampa
from pratiche.operations.carte import chiedi_stampa
from pratiche.operations.completezza import controlla_completa
from pratiche.operations.comune import chiudi, controlla_richiedente, segna, togli_avviso
from pratiche.operations.delega import racconta, registra_atto
from pratiche.operations.firme import chiedi_firma
from pratiche.operations.inoltro import inoltra, sottoscrizione_di
from pratiche.requisiti import controlla_requisiti
from pratiche.stati import Atto, Stato


@atto
def presenta(pratica_id: int, *, attore: Persona, confermata: str, sessione: Sessione) -> Pratica:
    """Submit the request: from now the office has it and the term runs. The second of two clicks finds it done.

    When somebody else must sign it stays a draft, locked, until they do (`chiedi_firma`).

    `confermata` is the mark of the summary the person read (`Pratica.impronta_bozza`). Raises RichiestaIncompleta when an
    answer is missing or not valid any more, NonAmmesso when the login is not enough, DomainError when the draft changed since the summary or the fee cannot be asked.
    """
    arrivata = timezone.now()  # before waiting for any lock: who sends in time has sent in time
    pratica = Pratica.objects.blocca(pratica_id)
    mandato = controlla_richiedente(pratica, attore)
    if not pratica.bozza or pratica.in_firma_dal:
        return pratica
    # the draft may have been opened with another login than the one that signs it
    controlla_requisiti(pratica.definizione, chiede=attore, per=pratica.richiedente, sessione=sessione, mandato=mandato)
    allegati = list(pratica.allegati.all())
    controlla_completa(pratica, allegati, confermata)
    come = sottoscrizione_di(sessione, mandato)
    chi = firmatario(pratica, quadro(pratica))
    if chi:
        return chiedi_firma(pratica, chi, impronta=confermata, attore=attore, sottoscrizione=come, mandato=mandato)
    return inoltra(pratica, allegati, attore=attore, sottoscrizione=come, mandato=mandato, arrivata=arrivata)


@atto
def ritira(pratica_id: int, *, attore: Persona, motivo: str = "") -> Pratica:
    """The citizen no longer wants it, and the paper of it goes to the protocol. Possible until the decision.

    A fee still to pay is asked no more. Twice is harmless.
    """
    pratica = Pratica.objects.blocca(pratica_id)
    mandato = controlla_richiedente(pratica, attore)
    if pratica.stato == Stato.RITIRATA:
        return pratica
    pratica.controlla_atto(Atto.RITIRA)
    if pratica.d_ufficio:
        raise DomainError(_("Questo procedimento l'ha avviato l'ufficio: non c'è una tua richiesta da ritirare."))
    togli_avviso(pratica, attore=attore, motivo="pratica ritirata")
    chiudi(pratica, Atto.RITIRA, conclusa_il=timezone.now(), esito=motivo)
    segna(pratica, Passaggio.Genere.RITIRATA, motivo, mandato=mandato)
    registra_atto("pratica.ritirata", pratica, attore, mandato)
    chiedi_stampa(pratica, Stampa.Genere.RITIRO)
    racconta(pratica, messaggi.ritirata(pratica))
    return pratica
