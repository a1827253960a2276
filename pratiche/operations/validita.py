"""From when and until when what was granted is good, who is renewing it, and telling the end in time to ask again."""

import datetime as dt
import uuid

from django.utils import timezone
from django.utils.translation import gettext as _

from notifiche.operations import Contenuto, promemoria
from notifiche.promemoria import giorni_prima
from portal.base.errors import DomainError
from portal.base.templatetags.casa import giorno
from pratiche import messaggi
from pratiche.models import Pratica, Titolo
from pratiche.moduli.regole import Rinnovo
from pratiche.operations.delega import a_chi_segue
from pratiche.stati import ACCOLTE, VIVE, Stato
from pratiche.termini import UN_GIORNO, dopo_mesi

VALIDITA = "pratiche.validita"  # the kind of its reminders
VIVO = {"fine": "", "finito_il": None, "sospeso_dal": None, "sospeso_fino": None}  # no act upon it
PASSI = {"un_mese": 30, "una_settimana": 7}  # days before the last one: the first leaves the time of a new request


def permesso(pratica: Pratica) -> Titolo | None:
    """The permit that this case gave; None when it never gave one that expires."""
    titolo: Titolo | None = getattr(pratica, "permesso", None)
    return titolo


def permesso_vivo(pratica: Pratica) -> bool:
    """Has it given a permit that no act ended and that is not over?"""
    titolo = permesso(pratica)
    return titolo is not None and not titolo.tolto and timezone.localdate() <= titolo.fino


def fine_della_validita(pratica: Pratica) -> dt.date | None:
    """The last good day of what this case granted; None when it granted nothing, or nothing that expires."""
    titolo = permesso(pratica)
    return titolo.fino if titolo and pratica.stato in ACCOLTE else None


def aggiorna_permessi(pratica: Pratica) -> None:
    """A case was just closed: what it grants begins; the permit that it was to renew ends, or is to be remembered again."""
    if pratica.stato in ACCOLTE and not pratica.d_ufficio:
        _rilascia(pratica)
    elif pratica.rinnova:
        ricorda_che_scade(pratica.rinnova)


def _rilascia(pratica: Pratica) -> None:
    """The permit, for what expires. A case decided again gives the same permit with the days of the new decision."""
    dal = _primo_giorno(pratica)
    fino = _ultimo_giorno(pratica, dal)
    if fino is None:
        return
    giorni = {"dal": min(dal, fino), "fino": fino}
    titolo, _nuovo = Titolo.objects.update_or_create(pratica=pratica, defaults={**giorni, **VIVO})
    pratica.permesso = titolo  # type: ignore[attr-defined]
    ricorda_che_scade(titolo)


def _primo_giorno(pratica: Pratica) -> dt.date:
    """The day asked for, never before the decision; a renewal goes on from the day after the old permit."""
    chiesto = _data(pratica, pratica.definizione.campo_inizio)
    giorni = [timezone.localdate(pratica.conclusa_il), *([chiesto] if chiesto else [])]
    return max([*giorni, pratica.rinnova.fino + UN_GIORNO] if pratica.rinnova else giorni)


def _ultimo_giorno(pratica: Pratica, dal: dt.date) -> dt.date | None:
    """The day asked for, or so many months; None when it does not expire."""
    definizione = pratica.definizione
    chiesto = _data(pratica, definizione.campo_validita)
    if chiesto or not definizione.durata_mesi:
        return chiesto
    return dopo_mesi(dal, definizione.durata_mesi) - UN_GIORNO


def _data(pratica: Pratica, campo: str) -> dt.date | None:
    valore = pratica.dati_correnti.get(campo, "") if campo else ""
    return dt.date.fromisoformat(valore) if valore else None


def controlla_periodo(pratica: Pratica) -> None:
    """What is renewed still stands, and a renewal that ends with it would give nothing. Raises DomainError."""
    if pratica.rinnova and pratica.rinnova.tolto:
        raise DomainError(
            _("Il permesso che rinnovi non è più valido: elimina la bozza e presenta una nuova richiesta.")
        )
    fine = _data(pratica, pratica.definizione.campo_validita)
    if pratica.rinnova and fine and fine <= pratica.rinnova.fino:
        raise DomainError(
            _("Il permesso che rinnovi vale fino a %s: scegli un ultimo giorno che viene dopo.")
            % giorno(pratica.rinnova.fino)
        )


def controlla_un_solo_rinnovo(pratica: Pratica) -> None:
    """A refused renewal lives again only if nobody asked for another meanwhile. Raises DomainError."""
    altre = Pratica.objects.filter(rinnova=pratica.rinnova_id, stato__in=VIVE).exclude(pk=pratica.pk)
    if pratica.rinnova_id and altre.exists():
        raise DomainError(_("Nel frattempo il rinnovo di questo permesso è stato chiesto con un'altra pratica."))


def regole_del_rinnovo(pratica: Pratica) -> Rinnovo | None:
    """As the service is today; None when what it grants is not renewed. Of a case read `con_il_necessario`."""
    return Rinnovo.da(pratica.regole_rinnovo)  # type: ignore[attr-defined]


def rinnovabile_dal(titolo: Titolo, regole: Rinnovo) -> dt.date:
    """The first day on which its renewal may be asked."""
    return titolo.fino - UN_GIORNO * regole.giorni_prima


def rinnovabile(titolo: Titolo, regole: Rinnovo | None) -> bool:
    """May the renewal be asked today?"""
    oggi = timezone.localdate()
    return regole is not None and not titolo.tolto and rinnovabile_dal(titolo, regole) <= oggi <= titolo.fino


def ricorda_che_scade(titolo: Titolo) -> None:
    """Plan the reminders of a permit. To be called again if its last day moves."""
    passi = {nome: giorni_prima(titolo.fino, giorni) for nome, giorni in PASSI.items()}
    promemoria.pianifica(VALIDITA, titolo.codice, ente=titolo.pratica.ente, fatto=titolo.fino, passi=passi)


def dimentica_la_scadenza(pratica: Pratica) -> None:
    """What it granted is no longer good, or its renewal was asked: nobody is reminded of its last day."""
    titolo = permesso(pratica)
    if titolo:
        promemoria.annulla(titolo.codice)


def promemoria_validita(codice: uuid.UUID) -> list[Contenuto]:
    """The words of the reminder, for who asked and who acts for them; none once it is no longer good or was asked again."""
    vivi = Titolo.objects.filter(codice=codice, pratica__stato__in=ACCOLTE, fine="")
    titoli = vivi.select_related("pratica__ente")
    titolo = titoli.first()
    if titolo is None or (titolo.rinnovo and titolo.rinnovo.stato != Stato.BOZZA):
        return []
    pratica = titolo.pratica = Pratica.objects.con_il_necessario().get(pk=titolo.pratica_id)
    contenuto = messaggi.in_scadenza(titolo, rinnovabile=rinnovabile(titolo, regole_del_rinnovo(pratica)))
    return a_chi_segue(pratica, contenuto)
