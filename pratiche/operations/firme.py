"""The signature of a second person: asked with the sending, which waits for it; then given, refused, taken back, expired."""

import datetime as dt
import logging
import uuid
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from notifiche.operations import Contenuto, avvisa, promemoria
from portal.base.errors import DomainError
from portal.base.jobs import accoda
from portal.identita.models import Persona, Rappresentanza
from portal.identita.operations import conosci
from portal.identita.sessione import Sessione
from portal.registro.atti import atto
from portal.registro.operations import registra
from pratiche import messaggi, messaggi_firme
from pratiche.firme import Firmatario, controlla_firmatario, tempo_per_firmare
from pratiche.models import Firma, InvitoFirma, Pratica
from pratiche.models.firme import StatoFirma
from pratiche.operations.completezza import controlla_completa
from pratiche.operations.comune import RichiestaIncompleta, controlla_compilatore
from pratiche.operations.delega import racconta, registra_atto
from pratiche.operations.diritti import controlla_anticipo
from pratiche.operations.inoltro import identita_di, inoltra, sottoscrizione_di
from pratiche.operations.tempi_firme import ricorda
from pratiche.operations.tornate import tornata_aperta
from pratiche.requisiti import LivelloInsufficiente

log = logging.getLogger("casa.pratiche")

INVITI_AL_GIORNO = 5  # nobody is asked again and again


def chiedi_firma(
    pratica: Pratica,
    chi: Firmatario,
    *,
    impronta: str,
    attore: Persona,
    sottoscrizione: dict[str, Any],
    mandato: Rappresentanza | None,
) -> Pratica:
    """Instead of presenting a locked draft that was checked: it stays as it is until the other has signed. Raises DomainError.

    It is not yet presented: an unsigned request is not one. How who asks signed is kept from now.
    """
    controlla_firmatario(chi, pratica.richiedente, attore)
    tornata = tornata_aperta(pratica, timezone.now())  # nobody signs what could not be sent
    controlla_anticipo(pratica)
    _controlla_quanti(pratica)
    tempo = tempo_per_firmare(pratica, tornata, dal=timezone.localdate())
    firma = Firma.objects.create(
        pratica=pratica,
        persona=conosci(chi.codice_fiscale, nome=chi.nome, cognome=chi.cognome),
        nome=chi.nome,
        cognome=chi.cognome,
        email=chi.email,
        impronta=impronta,
        entro=tempo.entro,
        chiusura=tempo.chiusura,
    )
    pratica.scrivi(
        in_firma_dal=timezone.now(),
        identita=identita_di(pratica.richiedente),
        sottoscrizione=sottoscrizione,
        presentata_da=attore if mandato else None,
    )
    registra_atto("pratica.firma_chiesta", pratica, attore, mandato, firma=str(firma.codice), impronta=impronta)
    ricorda(firma)
    avvisa(messaggi_firme.chiesta(firma))
    _invita(firma)
    return pratica


@atto
def firma_richiesta(firma_id: int, *, attore: Persona, impronta: str, sessione: Sessione) -> Firma:
    """Sign the text that was read, whose mark is `impronta`; with the last signature the request is presented. Twice is harmless.

    Raises DomainError when it is not (or no longer) to be signed, LivelloInsufficiente when the login is not enough.
    """
    firma = _blocca(firma_id, attore)
    if firma.apposta:
        return firma
    _controlla_aperta(firma)
    pratica = firma.pratica
    if sessione.livello < pratica.definizione.livello:
        raise LivelloInsufficiente(pratica.definizione.livello)
    allegati = list(pratica.allegati.all())
    try:
        controlla_completa(pratica, allegati, firma.impronta)
    except RichiestaIncompleta:
        raise DomainError(
            _("Ora questa richiesta non si può inviare: qualcosa non è più valido, per esempio una data passata. Dillo a chi te l'ha chiesta, che può correggerla.")
        ) from None  # fmt: skip
    if impronta != firma.impronta:
        raise DomainError(_("Il testo è cambiato dopo che l'hai aperto: rileggilo e firma di nuovo."))
    come = sottoscrizione_di(sessione, None)
    firma.chiudi(StatoFirma.APPOSTA, timezone.now(), identita=identita_di(attore), sottoscrizione=come)
    promemoria.annulla(firma.codice)
    registra("pratica.firmata", pratica, attore, ente=pratica.ente, dati={"firma": str(firma.codice), "impronta": impronta})  # fmt: skip
    if not pratica.firme.chieste().exists():
        chi = pratica.presentata_da or pratica.richiedente
        pratica.in_firma_dal = None
        inoltra(pratica, allegati, attore=chi, sottoscrizione=pratica.sottoscrizione)
        avvisa(messaggi_firme.inviata(firma))
    return firma


@atto
def rifiuta_firma(firma_id: int, *, attore: Persona, motivo: str) -> Firma:
    """The person does not sign, and says why: the draft opens again. Twice is harmless."""
    firma = _blocca(firma_id, attore)
    if firma.stato == StatoFirma.RIFIUTATA:
        return firma
    _controlla_aperta(firma)
    if not motivo.strip():
        raise DomainError(_("Scrivi perché non firmi: lo legge chi ti ha chiesto di firmare."))
    firma.chiudi(StatoFirma.RIFIUTATA, timezone.now(), motivo=motivo.strip())
    promemoria.annulla(firma.codice)
    sblocca(firma.pratica)
    registra("pratica.firma_rifiutata", firma.pratica, attore, ente=firma.pratica.ente, dati={"firma": str(firma.codice)})  # fmt: skip
    racconta(firma.pratica, messaggi.firma_rifiutata(firma))
    return firma


@atto
def ritira_firme(pratica_id: int, *, attore: Persona) -> Pratica:
    """Who asks takes the invitations back, to change something: what was signed is worth nothing more. Twice is harmless."""
    pratica = Pratica.objects.blocca(pratica_id)
    mandato = controlla_compilatore(pratica, attore)
    if not (pratica.bozza and pratica.in_firma_dal):
        return pratica
    sblocca(pratica)
    registra_atto("pratica.firme_ritirate", pratica, attore, mandato)
    return pratica


@atto
def fai_scadere_firma(firma_id: int) -> None:
    """Nobody signed in time: the draft opens again and who asks is told. Harmless when it is not so."""
    firma = _blocca(firma_id, None)
    if firma.stato != StatoFirma.CHIESTA or not firma.tardi:
        return
    firma.chiudi(StatoFirma.SCADUTA, timezone.now())
    sblocca(firma.pratica)
    registra("pratica.firma_scaduta", firma.pratica, None, ente=firma.pratica.ente, dati={"firma": str(firma.codice)})
    racconta(firma.pratica, messaggi.firma_scaduta(firma))


def scadono_le_firme() -> None:
    """Every night, each in a transaction of its own."""
    for chiave in list(Firma.objects.scadute().values_list("pk", flat=True)):
        try:
            fai_scadere_firma(chiave)
        except Exception:
            log.exception("firma_non_scaduta", extra={"firma": chiave})


def promemoria_firma(codice: uuid.UUID) -> list[Contenuto]:
    """The words of the reminder; to who has no address of their own the mail goes once more."""
    firma = Firma.objects.chieste().select_related("pratica__ente", "pratica__servizio", "persona").filter(codice=codice).first()  # fmt: skip
    if firma is None:
        return []
    _invita(firma)
    return [messaggi_firme.promemoria(firma)]


def _invita(firma: Firma) -> None:
    """To the address that was typed, when the person has none that we know."""
    if not firma.persona.email_in_uso and firma.email:
        InvitoFirma.objects.create(firma=firma)
        accoda("pratiche.inviti")


def sblocca(pratica: Pratica) -> None:
    """The draft can be changed again; every signature on the old text falls, and who was asked is told."""
    for firma in pratica.firme.valide().select_related("persona"):
        firma.pratica = pratica
        promemoria.annulla(firma.codice)
        avvisa(messaggi_firme.non_serve_piu(firma))
        firma.chiudi(StatoFirma.RITIRATA, timezone.now())
    pratica.scrivi(in_firma_dal=None, identita={}, sottoscrizione={}, presentata_da=None)


def _blocca(firma_id: int, attore: Persona | None) -> Firma:
    """The signature with its case locked; `attore` is who was asked. Raises DomainError."""
    pratica = Pratica.objects.blocca(Firma.objects.values_list("pratica_id", flat=True).get(pk=firma_id))
    firma = Firma.objects.select_related("persona").get(pk=firma_id)
    firma.pratica = pratica
    if attore and attore.pk != firma.persona_id:
        raise DomainError(_("Questa firma è stata chiesta a un'altra persona."))
    return firma


def _controlla_aperta(firma: Firma) -> None:
    if not firma.aperta:
        raise DomainError(_("Questa firma non serve più: la richiesta è cambiata o il tempo è finito."))


def _controlla_quanti(pratica: Pratica) -> None:
    ieri = timezone.now() - dt.timedelta(days=1)
    if pratica.firme.filter(creato_il__gt=ieri).count() >= INVITI_AL_GIORNO:
        raise DomainError(_("Oggi hai già chiesto molte volte di firmare questa richiesta: riprova domani."))
