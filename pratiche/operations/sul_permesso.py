"""The acts on a permit already given: suspend, revoke, annul (art. 21-quater, 21-quinquies, 21-nonies L. 241/1990), give up."""

import datetime as dt
import uuid

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from notifiche.operations import Contenuto, promemoria
from notifiche.promemoria import giorni_prima
from portal.base.errors import DomainError
from portal.base.templatetags.casa import giorno
from portal.documenti.models import Documento
from portal.identita.models import Persona
from portal.registro.atti import atto
from portal.registro.operations import registra
from pratiche import messaggi, termini
from pratiche.models import AvvioRiesame, Passaggio, Pratica, Provvedimento, Stampa, Titolo
from pratiche.models.titoli import Fine
from pratiche.operations.carte import chiedi_altra_stampa
from pratiche.operations.comune import controlla_capo, controlla_richiedente, segna
from pratiche.operations.delega import racconta, registra_atto
from pratiche.operations.dialogo import rispondi_al_cittadino
from pratiche.operations.provvedimenti import adotta, prenota_numero
from pratiche.operations.riapertura import annullabile_fino_al
from pratiche.operations.validita import permesso, ricorda_che_scade
from pratiche.stati import Atto
from pratiche.termini import OSSERVAZIONI, UN_GIORNO

RIPRESA = "pratiche.ripresa"  # the kind of the note that a suspension is over
_GENERI = {Fine.REVOCA: Provvedimento.Genere.REVOCA, Fine.ANNULLAMENTO: Provvedimento.Genere.ANNULLAMENTO}
_PASSAGGI = {Fine.REVOCA: Passaggio.Genere.PERMESSO_REVOCATO, Fine.ANNULLAMENTO: Passaggio.Genere.PERMESSO_ANNULLATO}


@atto
def avvia_riesame(pratica_id: int, *, attore: Persona, come: str, motivazione: str) -> AvvioRiesame:
    """Say that the permit may be revoked or annulled, why, and by when to answer (art. 7-8): a message on the case, and its paper."""
    titolo = _blocca(pratica_id, Atto.AVVIA_RIESAME, attore)
    fine = Fine(come)
    _controlla_motivi(motivazione)
    if titolo.riesame:
        raise DomainError(_("La comunicazione di avvio è già partita."))
    if fine == Fine.ANNULLAMENTO:
        _controlla_annullabile(titolo.pratica)
    entro = termini.risposta_entro(timezone.localdate(), OSSERVAZIONI, titolo.pratica.ente.calendario)
    avvio = AvvioRiesame.objects.create(
        titolo=titolo, come=fine, motivi=motivazione.strip(), osservazioni_entro=entro, operatore=attore
    )
    segna(titolo.pratica, Passaggio.Genere.RIESAME_AVVIATO, avvio.motivi)
    registra("permesso.riesame_avviato", titolo.pratica, attore, ente=titolo.pratica.ente, dati={"come": come})
    rispondi_al_cittadino(titolo.pratica.pk, attore=attore, testo=_comunicazione(avvio), chiave=avvio.codice)
    chiedi_altra_stampa(titolo.pratica, Stampa.Genere.AVVIO_RIESAME, riesame=avvio)
    return avvio


def _comunicazione(avvio: AvvioRiesame) -> str:
    """The words of art. 8: what, why, who, by when."""
    pratica = avvio.titolo.pratica
    with override(pratica.richiedente.lingua):
        return _(
            "Comunicazione di avvio del procedimento (articoli 7 e 8 della legge 241/1990). %(ufficio)s valuta se togliere il permesso della pratica %(numero)s: %(come)s.\n\nMotivi: %(motivi)s\n\nPuoi leggere gli atti e rispondere qui, con parole e documenti, entro %(entro)s: l'ufficio ne deve tenere conto."
        ) % {
            "ufficio": pratica.ufficio.nome,
            "numero": pratica.sigla,
            "come": Fine(avvio.come).label,
            "motivi": avvio.motivi,
            "entro": giorno(avvio.osservazioni_entro),
        }  # fmt: skip


@atto
def chiudi_riesame(pratica_id: int, *, attore: Persona, motivazione: str) -> Titolo:
    """The permit stays: who holds it was right, or what was wrong is no more. A message on the case says so, and its paper."""
    titolo = _blocca(pratica_id, Atto.CHIUDI_RIESAME, attore)
    _controlla_motivi(motivazione)
    avvio = titolo.riesame
    if avvio is None:
        raise DomainError(_("Nessuna comunicazione di avvio aspetta una decisione."))
    avvio.chiudi(motivazione.strip())
    segna(titolo.pratica, Passaggio.Genere.RIESAME_CHIUSO, avvio.motivi_chiusura)
    registra("permesso.riesame_chiuso", titolo.pratica, attore, ente=titolo.pratica.ente)
    with override(titolo.pratica.richiedente.lingua):
        deciso = _("Il procedimento sul permesso della pratica %s è chiuso: il permesso resta com'è.")
        testo = deciso % titolo.pratica.sigla + "\n\n" + _("Motivi: %s") % avvio.motivi_chiusura
    rispondi_al_cittadino(titolo.pratica.pk, attore=attore, testo=testo, chiave=avvio.codice_chiusura)
    chiedi_altra_stampa(titolo.pratica, Stampa.Genere.RIESAME_CHIUSO, riesame=avvio)
    return titolo


@atto
def sospendi_permesso(pratica_id: int, *, attore: Persona, fino: dt.date, motivazione: str) -> Titolo:
    """From today to `fino`, which cannot come after the last day to annul (art. 21-quater c. 2); then it is good again by itself."""
    titolo = _blocca(pratica_id, Atto.SOSPENDI, attore)
    _controlla_motivi(motivazione)
    oggi, limite = timezone.localdate(), min(titolo.fino, annullabile_fino_al(titolo.pratica))
    if titolo.sospeso:
        raise DomainError(_("Il permesso è già sospeso fino a %s.") % giorno(titolo.sospeso_fino))
    if oggi > limite:
        raise DomainError(
            _("Non si può più sospendere: la sospensione dura al massimo fino a quando l'atto si può annullare (articoli 21-quater e 21-nonies).")
        )  # fmt: skip
    if not oggi <= fino <= limite:
        raise DomainError(_("La sospensione comincia oggi e può finire al massimo %s.") % giorno(limite))
    prenota_numero(titolo.pratica.ente)
    titolo.scrivi(sospeso_dal=oggi, sospeso_fino=fino)
    _adotta(titolo, Provvedimento.Genere.SOSPENSIONE, attore, motivazione, fino=fino)
    segna(titolo.pratica, Passaggio.Genere.PERMESSO_SOSPESO, motivazione.strip())
    if fino < titolo.fino:
        ripresa = fino + UN_GIORNO
        passi = {"ripresa": giorni_prima(ripresa, 0)}
        promemoria.pianifica(RIPRESA, titolo.pratica.codice, ente=titolo.pratica.ente, fatto=ripresa, passi=passi)
    else:
        promemoria.annulla(titolo.codice)
    registra("permesso.sospeso", titolo.pratica, attore, ente=titolo.pratica.ente, dati={"fino": fino.isoformat()})
    return titolo


@atto
def togli_sospensione(pratica_id: int, *, attore: Persona, motivazione: str) -> Titolo:
    """What it was suspended for is over: good again from now, without waiting for the day written (art. 21-quater c. 2)."""
    titolo = _blocca(pratica_id, Atto.TOGLI_SOSPENSIONE, attore)
    _controlla_motivi(motivazione)
    if not titolo.sospeso:
        raise DomainError(_("Il permesso non è sospeso."))
    prenota_numero(titolo.pratica.ente)
    fino_alla_fine = titolo.sospeso_fino == titolo.fino
    titolo.scrivi(sospeso_dal=None, sospeso_fino=None)
    _adotta(titolo, Provvedimento.Genere.FINE_SOSPENSIONE, attore, motivazione, fino=titolo.fino)
    segna(titolo.pratica, Passaggio.Genere.SOSPENSIONE_TOLTA, motivazione.strip())
    promemoria.annulla(titolo.pratica.codice)
    if fino_alla_fine:  # then nobody was to be reminded of its last day
        ricorda_che_scade(titolo)
    registra("permesso.sospensione_tolta", titolo.pratica, attore, ente=titolo.pratica.ente)
    return titolo


@atto
def togli_permesso(pratica_id: int, *, attore: Persona, come: str, motivazione: str, urgenza: str = "") -> Titolo:
    """Revoke or annul. After the notice and its days; without it only with the reasons of an urgency (art. 7 c. 1)."""
    titolo, fine = _blocca(pratica_id, Atto.TOGLI, attore), Fine(come)
    _controlla_motivi(motivazione)
    if fine == Fine.ANNULLAMENTO:
        _controlla_annullabile(titolo.pratica)
    _controlla_avvio(titolo, fine, urgenza)
    prenota_numero(titolo.pratica.ente)
    motivi = motivazione.strip()
    if urgenza.strip():
        motivi += "\n\n" + _("Senza comunicazione di avvio, perché: %s") % urgenza.strip()
    _finisce(titolo, fine)
    _adotta(titolo, _GENERI[fine], attore, motivi)
    segna(titolo.pratica, _PASSAGGI[fine], motivi)
    registra("permesso.tolto", titolo.pratica, attore, ente=titolo.pratica.ente, dati={"come": come})
    return titolo


@atto
def rinuncia_permesso(pratica_id: int, *, attore: Persona) -> Titolo:
    """Who has it no longer wants it. Twice is harmless."""
    pratica = Pratica.objects.blocca(pratica_id)
    mandato = controlla_richiedente(pratica, attore)
    titolo = _titolo(pratica)
    if titolo.fine == Fine.RINUNCIA:
        return titolo
    pratica.controlla_atto(Atto.RINUNCIA)
    _controlla_vivo(titolo)
    _finisce(titolo, Fine.RINUNCIA)
    segna(pratica, Passaggio.Genere.PERMESSO_RINUNCIATO, mandato=mandato)
    registra_atto("permesso.rinunciato", pratica, attore, mandato)
    racconta(pratica, messaggi.sul_permesso(pratica, "rinuncia", str(titolo.codice)))
    return titolo


def promemoria_ripresa(codice: uuid.UUID) -> list[Contenuto]:
    """The words of the day on which a suspension is over; none when the permit is not good for another reason."""
    pratica = Pratica.objects.con_il_necessario().filter(codice=codice).first()
    titolo = permesso(pratica) if pratica else None
    if pratica is None or titolo is None or not titolo.valido:
        return []
    return [messaggi.sul_permesso(pratica, "ripresa", str(titolo.sospeso_fino), fino=titolo.fino)]


def _blocca(pratica_id: int, atto: Atto, attore: Persona) -> Titolo:
    """The permit, its case locked, if this officer may do this to it now. Raises DomainError."""
    pratica = Pratica.objects.blocca(pratica_id)
    controlla_capo(pratica, attore)
    pratica.controlla_atto(atto)
    titolo = _titolo(pratica)
    _controlla_vivo(titolo)
    return titolo


def _titolo(pratica: Pratica) -> Titolo:
    titolo = permesso(pratica)
    if titolo is None:
        raise DomainError(_("Questa pratica non ha dato un permesso con una scadenza."))
    titolo.pratica = pratica
    return titolo


def _controlla_vivo(titolo: Titolo) -> None:
    if titolo.tolto or timezone.localdate() > titolo.fino:
        raise DomainError(_("Il permesso non è più valido: non c'è nulla da togliere."))


def _controlla_motivi(motivazione: str) -> None:
    if not motivazione.strip():
        raise DomainError(_("Scrivi i motivi: la legge vuole la motivazione."))


def _controlla_annullabile(pratica: Pratica) -> None:
    limite = annullabile_fino_al(pratica)
    if timezone.localdate() > limite:
        raise DomainError(
            _("Una richiesta accolta si può annullare entro sei mesi (articolo 21-nonies): il termine era %s.")
            % giorno(limite)
        )


def _controlla_avvio(titolo: Titolo, fine: Fine, urgenza: str) -> None:
    """The notice was sent for this very act, and its days are over; or there is no time for it. Raises DomainError."""
    avvio = titolo.riesame
    if urgenza.strip():
        return
    if avvio is None or avvio.come != fine:
        raise DomainError(_("Prima serve la comunicazione di avvio (articolo 7 della legge 241/1990), o i motivi dell'urgenza."))  # fmt: skip
    if avvio.in_tempo:
        raise DomainError(
            _("Il cittadino può ancora rispondere, fino a %s: la decisione viene dopo.")
            % giorno(avvio.osservazioni_entro)
        )


def _finisce(titolo: Titolo, fine: Fine) -> None:
    """From now it is no longer good, in the dossier too: nobody is reminded of anything."""
    esiti = titolo.pratica.stampe.filter(genere=Stampa.Genere.ESITO).values("documento")
    Documento.objects.filter(pk__in=esiti).update(valido_fino=timezone.localdate() - UN_GIORNO)
    titolo.scrivi(fine=fine, finito_il=timezone.now())
    titolo.chiudi_riesame()
    promemoria.annulla(titolo.codice)
    promemoria.annulla(titolo.pratica.codice)


def _adotta(
    titolo: Titolo,
    genere: Provvedimento.Genere,
    attore: Persona,
    motivazione: str,
    *,
    fino: dt.date | None = None,
) -> None:
    pratica = titolo.pratica
    atto = adotta(
        pratica, genere, Stampa.Genere.ATTO, attore=attore, motivazione=motivazione.strip(), effetto_fino=fino
    )
    racconta(pratica, messaggi.sul_permesso(pratica, str(genere), str(atto.stampa_id), fino=fino))
