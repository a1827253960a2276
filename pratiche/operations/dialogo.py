"""The citizen and the office write to each other on the case. No message stops the term: a request for completion does."""

import datetime as dt
import uuid
from collections.abc import Iterable

from django.utils import timezone
from django.utils.translation import gettext as _

from portal.base.errors import DomainError
from portal.documenti.models import Documento
from portal.identita.models import Persona
from portal.registro.atti import atto
from portal.registro.operations import registra
from pratiche import dialogo, messaggi
from pratiche.models import MessaggioPratica, Pratica
from pratiche.operations.carte import File, file_dell_ufficio, file_ricevuti
from pratiche.operations.comune import controlla_operatore, controlla_richiedente
from pratiche.operations.delega import racconta, registra_atto

Mittente = MessaggioPratica.Mittente
AL_GIORNO = 10  # messages of the citizen on one case in 24 hours
UN_GIORNO = dt.timedelta(days=1)


@atto
def scrivi_all_ufficio(
    pratica_id: int, *, attore: Persona, testo: str, chiave: uuid.UUID, file: File = ()
) -> MessaggioPratica:
    """Write to the office of the case, not to one person: whoever works there finds it to be read. `chiave` sent again adds nothing."""
    pratica = Pratica.objects.blocca(pratica_id)
    mandato = controlla_richiedente(pratica, attore)
    if gia_scritto := _gia_scritto(pratica, chiave):
        return gia_scritto
    _controlla_parole(testo)
    _controlla_tempo(pratica)
    scritto = MessaggioPratica.objects.create(
        codice=chiave,
        pratica=pratica,
        mittente=Mittente.CITTADINO,
        autore=attore,
        per_mezzo_di=mandato.rappresentante.nome_completo if mandato else "",
        ufficio=pratica.ufficio,
        testo=testo.strip(),
        allegati=_elenco(file_ricevuti(pratica, file, attore=attore)),
    )
    pratica.scrivi(messaggi_da_leggere_dal=pratica.messaggi_da_leggere_dal or scritto.creato_il)
    registra_atto("pratica.messaggio_ricevuto", pratica, attore, mandato, messaggio=str(scritto.codice))
    return scritto


@atto
def rispondi_al_cittadino(
    pratica_id: int, *, attore: Persona, testo: str, chiave: uuid.UUID, documenti: File = ()
) -> MessaggioPratica:
    """The office writes, in answer or first; what waited to be read waits no more. `chiave` sent again adds nothing."""
    pratica = Pratica.objects.blocca(pratica_id)
    controlla_operatore(pratica, attore)
    if gia_scritto := _gia_scritto(pratica, chiave):
        return gia_scritto
    _controlla_parole(testo)
    if pratica.bozza:
        raise DomainError(_("La richiesta non è ancora stata inviata: l'ufficio non può scrivere."))
    scritto = MessaggioPratica.objects.create(
        codice=chiave,
        pratica=pratica,
        mittente=Mittente.UFFICIO,
        autore=attore,
        ufficio=pratica.ufficio,
        testo=testo.strip(),
        allegati=_elenco(file_dell_ufficio(pratica, documenti, attore=attore)),
    )
    MessaggioPratica.objects.segna_letti(pratica, Mittente.CITTADINO, timezone.now())
    pratica.scrivi(messaggi_da_leggere_dal=None)
    registra("pratica.messaggio_inviato", pratica, attore, ente=pratica.ente, dati={"messaggio": str(scritto.codice)})
    racconta(pratica, messaggi.dialogo(scritto))
    return scritto


@atto
def togli_da_leggere(pratica_id: int, *, attore: Persona) -> Pratica:
    """The office has read and there is nothing to answer. Twice is harmless."""
    pratica = Pratica.objects.blocca(pratica_id)
    controlla_operatore(pratica, attore)
    if pratica.messaggi_da_leggere_dal is None:
        return pratica
    MessaggioPratica.objects.segna_letti(pratica, Mittente.CITTADINO, timezone.now())
    pratica.scrivi(messaggi_da_leggere_dal=None)
    registra("pratica.messaggi_visti", pratica, attore, ente=pratica.ente)
    return pratica


def leggi_dialogo(pratica: Pratica, *, scritti_da: str) -> list[MessaggioPratica]:
    """The whole conversation, on the screen of the other side: what these had written is read from now on, and shown as new once."""
    scambi = dialogo.scambi(pratica)
    if any(uno.nuovo and uno.mittente == scritti_da for uno in scambi):
        MessaggioPratica.objects.segna_letti(pratica, scritti_da, timezone.now())
    return scambi


def _gia_scritto(pratica: Pratica, chiave: uuid.UUID) -> MessaggioPratica | None:
    """What the first of two clicks left. Raises DomainError when that code is of something else."""
    scritto = MessaggioPratica.objects.filter(codice=chiave).first()
    if scritto and scritto.pratica_id != pratica.pk:
        raise DomainError(_("Ricarica la pagina e scrivi di nuovo il messaggio."))
    return scritto


def _controlla_parole(testo: str) -> None:
    if not testo.strip():
        raise DomainError(_("Scrivi il messaggio."))


def _controlla_tempo(pratica: Pratica) -> None:
    """Not before the request is sent, not long after it was decided, not five hundred in a day. Raises DomainError."""
    scambi = list(pratica.dialogo.all())
    if not dialogo.si_puo_scrivere(pratica, scambi):
        raise DomainError(_("La pratica è chiusa da tempo: per questa non si può più scrivere. Puoi contattare l'ufficio."))  # fmt: skip
    da_ieri = timezone.now() - UN_GIORNO
    if sum(uno.del_cittadino and uno.creato_il > da_ieri for uno in scambi) >= AL_GIORNO:
        raise DomainError(_("Oggi hai già scritto %s messaggi su questa pratica: l'ufficio li legge, puoi scrivere ancora domani.") % AL_GIORNO)  # fmt: skip


def _elenco(documenti: Iterable[Documento]) -> list[dict[str, str]]:
    return [{"nome": uno.nome, "codice": str(uno.codice)} for uno in documenti]
