"""The acts: a question is written, confirmed, answered, closed; what is over is thrown away."""

import datetime as dt
import uuid

from django.utils import timezone
from django.utils.translation import gettext as _

from assistenza.models import PREAVVISO, Domanda, Lettera, Risposta
from portal.base.errors import DomainError
from portal.base.jobs import accoda
from portal.enti.models import Ente, Incarico, Ufficio
from portal.identita.models import Persona
from portal.registro.atti import atto
from portal.registro.operations import registra

AL_GIORNO = 5  # questions of one address: it is not proved yet, and nobody must be flooded with our mails
UN_GIORNO = dt.timedelta(days=1)
CHI_RISPONDE = (Incarico.Ruolo.OPERATORE, Incarico.Ruolo.RESPONSABILE, Incarico.Ruolo.AMMINISTRATORE)


@atto
def scrivi(
    ente: Ente, ufficio: Ufficio, *, nome: str, email: str, categoria: str, testo: str, pagina: str, lingua: str
) -> Domanda:
    """Keep the question and send its address a link to confirm: no office sees it before. Raises DomainError."""
    _uno_alla_volta()
    di_oggi = Domanda.objects.filter(email=email, creato_il__gt=timezone.now() - UN_GIORNO)
    if di_oggi.count() >= AL_GIORNO:
        raise DomainError(_("Da questo indirizzo sono già arrivate %s domande oggi: riprova domani o telefona.") % AL_GIORNO)  # fmt: skip
    domanda = Domanda.objects.create(
        ente=ente,
        ufficio=ufficio,
        nome=nome.strip(),
        email=email,
        categoria=categoria,
        testo=testo.strip(),
        pagina=pagina,
        lingua=lingua,
    )
    _scrivi_una(domanda, Lettera.Genere.CONFERMA)
    return domanda


@atto
def conferma(domanda_id: int) -> Domanda:
    """Its address is good: the question enters. Twice is harmless."""
    domanda = _blocca(domanda_id)
    if domanda.confermata_il is None:
        domanda.confermata_il = timezone.now()
        domanda.save(update_fields=["confermata_il"])
        registra("assistenza.ricevuta", domanda, None, ente=domanda.ente)
    return domanda


@atto
def rispondi(domanda_id: int, *, attore: Persona, testo: str, chiave: uuid.UUID, chiudi: bool) -> Domanda:
    """Answer, and tell by mail that there is an answer to read. `chiave` sent again adds nothing. Raises DomainError."""
    domanda = _blocca(domanda_id)
    _controlla(domanda, attore)
    if Risposta.objects.filter(codice=chiave).exists():
        return domanda
    _controlla_aperta(domanda)
    if not testo.strip():
        raise DomainError(_("Scrivi la risposta."))
    Risposta.objects.create(codice=chiave, domanda=domanda, autore=attore, testo=testo.strip())
    domanda.risposta_il = timezone.now()
    domanda.chiusa_il = domanda.risposta_il if chiudi else None
    domanda.si_chiude_il = None  # something new was said: its days begin again
    domanda.save(update_fields=["risposta_il", "chiusa_il", "si_chiude_il"])
    _scrivi_una(domanda, Lettera.Genere.RISPOSTA)
    registra("assistenza.risposta", domanda, attore, ente=domanda.ente, dati={"chiusa": chiudi})
    return domanda


@atto
def chiudi(domanda_id: int, *, attore: Persona) -> Domanda:
    """Nothing more to say, or nothing to answer at all. No mail leaves. Twice is harmless."""
    domanda = _blocca(domanda_id)
    _controlla(domanda, attore)
    if domanda.chiusa_il is None:
        domanda.chiusa_il = timezone.now()
        domanda.save(update_fields=["chiusa_il"])
        registra("assistenza.chiusa", domanda, attore, ente=domanda.ente)
    return domanda


def chiudi_le_ferme() -> int:
    """Close what was answered a month ago and stays open, a week after saying so by mail: how many were closed."""
    for chiave in list(Domanda.objects.da_avvisare().values_list("pk", flat=True)):
        _avvisa(chiave)
    return sum(_chiudi_da_sola(chiave) for chiave in list(Domanda.objects.da_chiudere().values_list("pk", flat=True)))


@atto
def _avvisa(domanda_id: int) -> None:
    """The office may answer again meanwhile: then nothing is said."""
    domanda = _blocca(domanda_id)
    if not Domanda.objects.da_avvisare().filter(pk=domanda_id).exists():
        return
    domanda.si_chiude_il = timezone.localdate() + PREAVVISO
    domanda.save(update_fields=["si_chiude_il"])
    _scrivi_una(domanda, Lettera.Genere.CHIUSURA)


@atto
def _chiudi_da_sola(domanda_id: int) -> bool:
    domanda = _blocca(domanda_id)
    if not Domanda.objects.da_chiudere().filter(pk=domanda_id).exists():
        return False
    domanda.chiusa_il = timezone.now()
    domanda.save(update_fields=["chiusa_il"])
    registra("assistenza.chiusa", domanda, None, ente=domanda.ente)
    return True


def pulisci() -> int:
    """Delete what was never confirmed in a week and what was closed a year ago: how many."""
    _quante, per_tipo = Domanda.objects.da_buttare().delete()
    return per_tipo.get("assistenza.Domanda", 0)


def _uno_alla_volta() -> None:
    """Two questions of one address at the same moment are counted one after the other: an address that writes first has no row to lock."""
    Ente.objects.order_by("pk").select_for_update(no_key=True).values_list("pk").first()


def _blocca(domanda_id: int) -> Domanda:
    return (
        Domanda.objects.select_related("ente", "ufficio")
        .select_for_update(no_key=True, of=("self",))
        .get(pk=domanda_id)
    )


def puo_rispondere(domanda: Domanda, attore: Persona) -> bool:
    """Who works in the office of the question, and not only to read."""
    suoi = Incarico.objects.filter(persona=attore, persona__is_active=True, ufficio=domanda.ufficio_id, attivo=True)
    return suoi.filter(ruolo__in=CHI_RISPONDE).exists()


def _controlla(domanda: Domanda, attore: Persona) -> None:
    if domanda.confermata_il is None or not puo_rispondere(domanda, attore):
        raise DomainError(_("Può rispondere solo chi lavora nell'ufficio della domanda."))


def _controlla_aperta(domanda: Domanda) -> None:
    if not domanda.aperta:
        raise DomainError(_("Questa domanda è chiusa: nel frattempo qualcuno ha risposto. Ricarica la pagina."))


def _scrivi_una(domanda: Domanda, genere: Lettera.Genere) -> None:
    Lettera.objects.create(domanda=domanda, genere=genere)
    accoda("assistenza.lettere")
