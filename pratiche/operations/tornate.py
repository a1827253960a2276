"""Rounds: when one may apply, and for how many places."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from portal.base.errors import DomainError
from portal.base.templatetags.casa import giorno_ora
from portal.catalogo.models import Servizio
from portal.identita.models import Persona
from portal.registro.atti import atto
from portal.registro.operations import registra
from pratiche.models import Fase, Pratica, Tornata, VersioneServizio
from pratiche.operations.candidature import controlla_soggetto
from pratiche.operations.comune import ruoli_in
from pratiche.operations.tempi_firme import sposta_le_firme
from pratiche.permessi import Cosa, puo

SULLA_SCHEDA = 3  # the latest rounds that the sheet tells


@atto
def apri_tornata(
    servizio_id: int,
    *,
    attore: Persona | None,
    nome: str,
    apre_il: dt.datetime,
    chiude_il: dt.datetime,
    posti: Mapping[str, int],
    inizia_il: dt.date | None = None,
    cambi_entro: dt.date | None = None,
) -> Tornata:
    """Announce a round of the service as its package is today. Raises DomainError. `attore` is None from a command."""
    servizio = _blocca_servizio(pk=servizio_id)
    if attore:
        controlla_capo(servizio, attore)
    versione = VersioneServizio.objects.ultima(servizio.pk)
    if versione is None or versione.definizione.graduatoria is None:
        raise DomainError(_("Il pacchetto di questo servizio non ha una graduatoria."))
    tornata = Tornata(servizio=servizio, versione=versione, nome=nome.strip(), apre_il=apre_il)
    tornata.chiude_il, tornata.posti = _fine_del_minuto(chiude_il), dict(posti)
    tornata.inizia_il, tornata.cambi_entro = inizia_il, cambi_entro
    _controlla_posti(tornata)
    _controlla_date(tornata)
    tornata.save()
    _di_sulla_scheda(servizio)
    registra("tornata.aperta", tornata, attore, ente=servizio.ente, dati=_in_breve(tornata))
    return tornata


@atto
def cambia_tornata(
    tornata_id: int,
    *,
    attore: Persona,
    chiude_il: dt.datetime,
    posti: Mapping[str, int],
    inizia_il: dt.date | None = None,
    cambi_entro: dt.date | None = None,
) -> Tornata:
    """More time, other places or days, until the provisional ranking. Who may already apply never loses a day."""
    _blocca_servizio(tornate=tornata_id)
    tornata = Tornata.objects.blocca(tornata_id)
    controlla_capo(tornata.servizio, attore)
    if tornata.provvisoria_il:
        raise DomainError(_("La graduatoria provvisoria è già pubblicata: la tornata non si cambia più."))
    fine, prima = _fine_del_minuto(chiude_il), tornata.chiude_il
    if tornata.fase != Fase.FUTURA and fine < prima:
        raise DomainError(_("Le domande sono già aperte: la chiusura si può solo spostare in avanti."))
    tornata.chiude_il, tornata.posti = fine, dict(posti)
    tornata.inizia_il, tornata.cambi_entro = inizia_il, cambi_entro
    _controlla_posti(tornata)
    _controlla_date(tornata)
    tornata.save(update_fields=["chiude_il", "posti", "inizia_il", "cambi_entro"])
    for pratica in Pratica.objects.filter(candidatura__tornata=tornata, termine_dal__isnull=False).order_by("pk"):
        Pratica.objects.blocca(pratica.pk).scrivi(termine_dal=timezone.localdate(fine))
    sposta_le_firme(tornata)
    _di_sulla_scheda(tornata.servizio)
    registra("tornata.cambiata", tornata, attore, ente=tornata.ente, dati=_in_breve(tornata))
    return tornata


def _blocca_servizio(**quale: int) -> Servizio:
    """The service before its rounds, as who publishes a new version of its package."""
    servizi = Servizio.objects.select_for_update(no_key=True, of=("self",)).select_related("ente", "ufficio")
    servizio: Servizio = servizi.get(**quale)
    return servizio


def tornata_aperta(pratica: Pratica, quando: dt.datetime) -> Tornata | None:
    """The round this request enters at this moment; None when its service has no ranking. Raises DomainError, also when
    somebody has already applied for the same person."""
    if pratica.definizione.graduatoria is None:
        return None
    tornata = Tornata.objects.aperta(pratica.servizio_id, quando)
    if tornata is None:
        raise DomainError(quando_si_puo(pratica.servizio_id))
    if tornata.versione_id != pratica.versione_id:
        raise DomainError(_("Il modulo di questa tornata è cambiato: passa al modulo nuovo, le risposte restano."))
    controlla_soggetto(pratica, tornata)
    return tornata


def controlla_aperta_ora(servizio_id: int) -> None:
    """A request may be begun only while a round takes it. Raises DomainError."""
    perche = non_ora(servizio_id)
    if perche:
        raise DomainError(perche)


def non_ora(servizio_id: int) -> str:
    """Why a request of this service cannot be sent now; empty when it can."""
    return "" if Tornata.objects.aperta(servizio_id, timezone.now()) else quando_si_puo(servizio_id)


def quando_si_puo(servizio_id: int) -> str:
    """Why a request of a service with a ranking cannot be presented now, and when it could or can."""
    adesso, tornate = timezone.now(), Tornata.objects.del_servizio(servizio_id)
    prossima = tornate.filter(apre_il__gt=adesso).order_by("apre_il").first()
    if prossima:
        parole = {"apre": giorno_ora(prossima.apre_il), "chiude": giorno_ora(prossima.chiude_il)}
        return _("Le domande si presentano da %(apre)s a %(chiude)s. Se hai una bozza, resta salvata.") % parole
    ultima = tornate.first()
    if ultima is None:
        return _("Le domande per questo servizio non sono ancora aperte: la data sarà scritta nella scheda.")
    return _(
        "Le domande si sono chiuse %s. Se hai una bozza resta salvata: potrai inviarla quando si riaprono."
    ) % giorno_ora(ultima.chiude_il)


def segui_versione(servizio: Servizio, versione: VersioneServizio) -> None:
    """A new version of the package: rounds still to open take it. While one is open its criteria do not move. Raises DomainError."""
    if Tornata.objects.aperta(servizio.pk, timezone.now()):
        raise DomainError(_("C'è una tornata aperta: il pacchetto si può cambiare dopo la sua chiusura."))
    Tornata.objects.filter(servizio=servizio, apre_il__gt=timezone.now()).update(versione=versione)


def sulla_scheda(servizio_id: int) -> list[dict[str, Any]]:
    """What the public sheet says of the latest rounds, in its own words."""
    return [
        {
            "nome": tornata.nome,
            "apre": tornata.apre_il.isoformat(),
            "chiude": tornata.chiude_il.isoformat(),
            "url": tornata.get_absolute_url(),
        }
        for tornata in Tornata.objects.del_servizio(servizio_id).select_related("servizio")[:SULLA_SCHEDA]
    ]


def controlla_ufficio(tornata: Tornata, attore: Persona) -> None:
    """Only who works in the office of the service, and not only to read. Raises DomainError."""
    if not puo(ruoli_in(attore, tornata.servizio.ufficio_id), Cosa.LAVORA):
        raise DomainError(_("Questa graduatoria è di un altro ufficio."))


def controlla_capo(servizio: Servizio, attore: Persona) -> None:
    """Only who answers for the office of the service. Raises DomainError."""
    if not puo(ruoli_in(attore, servizio.ufficio_id), Cosa.GRADUATORIE):
        raise DomainError(_("Lo può fare solo il responsabile dell'ufficio."))


def _controlla_posti(tornata: Tornata) -> None:
    note = {codice for codice, _nome in tornata.sedi}
    if not tornata.posti or set(tornata.posti) - note or tornata.posti_in_tutto < 1 or min(tornata.posti.values()) < 0:
        raise DomainError(_("Scrivi quanti posti ci sono in ogni sede: almeno uno in tutto."))


def _controlla_date(tornata: Tornata) -> None:
    if tornata.chiude_il <= max(tornata.apre_il, timezone.now()):
        raise DomainError(_("La chiusura viene dopo l'apertura, e non è già passata."))
    dopo = [giorno for giorno in (tornata.inizia_il, tornata.cambi_entro) if giorno]
    if dopo and min(dopo) <= timezone.localdate(tornata.chiude_il):
        raise DomainError(
            _("Il primo giorno e l'ultimo per rinunce e passaggi vengono dopo la chiusura delle domande.")
        )
    altre = Tornata.objects.filter(servizio_id=tornata.servizio_id).exclude(pk=tornata.pk)
    if altre.filter(apre_il__lte=tornata.chiude_il, chiude_il__gte=tornata.apre_il).exists():
        raise DomainError(_("In quei giorni c'è già un'altra tornata di questo servizio."))


def _fine_del_minuto(quando: dt.datetime) -> dt.datetime:
    """Who presents at 23:59:59 presents by 23:59."""
    return quando.replace(second=59, microsecond=999_999)


def _di_sulla_scheda(servizio: Servizio) -> None:
    servizio.procedimento = {**servizio.procedimento, "tornate": sulla_scheda(servizio.pk)}
    servizio.save(update_fields=["procedimento", "aggiornato_il"])


def _in_breve(tornata: Tornata) -> dict[str, Any]:
    return {"chiude": tornata.chiude_il.isoformat(), "posti": tornata.posti_in_tutto, "seme": tornata.impronta_seme}
