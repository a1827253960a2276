"""A closed case lives again only where the law allows it, with its act and its reason."""

import datetime as dt
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from portal.base.errors import DomainError
from portal.base.templatetags.casa import giorno
from portal.identita.models import Persona
from portal.registro.atti import atto
from portal.registro.operations import registra
from pratiche import messaggi
from pratiche.models import Passaggio, Pratica, Riapertura
from pratiche.models.scelte import EffettoSilenzio
from pratiche.operations.candidature import segui_il_soggetto
from pratiche.operations.comune import controlla_capo, segna
from pratiche.operations.delega import racconta
from pratiche.operations.diritti import chiedi_diritti
from pratiche.operations.esito import controlla_documento_fatto
from pratiche.operations.restituzioni import riprendi_la_restituzione
from pratiche.operations.validita import controlla_un_solo_rinnovo, dimentica_la_scadenza
from pratiche.stati import ACCOLTE, Atto
from pratiche.termini import ANNULLAMENTO, dopo_mesi

SOLO_SE_ACCOLTA = (Riapertura.Titolo.ANNULLAMENTO, Riapertura.Titolo.REVOCA)


@atto
def riapri(pratica_id: int, *, attore: Persona, titolo: str, estremi: str, motivazione: str) -> Pratica:
    """Open a closed case again: a new term runs from now, what was decided stays written. `estremi` is the act that says so.

    Silence decides on what people ask (art. 20), not on what the office takes up again: from here it means nothing.
    """
    pratica = Pratica.objects.blocca(pratica_id)
    controlla_capo(pratica, attore)
    pratica.controlla_atto(Atto.RIAPRI)
    if not (motivazione.strip() and estremi.strip()):
        raise DomainError(_("Scrivi l'atto che dispone la riapertura e i suoi motivi."))
    _controlla_titolo(pratica, Riapertura.Titolo(titolo))
    controlla_un_solo_rinnovo(pratica)
    ricomincia(
        pratica, Atto.RIAPRI, attore=attore, titolo=titolo, estremi=estremi, motivazione=motivazione,
        assegnatario=attore, avviso=_diritti(pratica, attore),
    )  # fmt: skip
    dimentica_la_scadenza(pratica)
    segna(pratica, Passaggio.Genere.RIAPERTA, motivazione.strip())
    registra("pratica.riaperta", pratica, attore, ente=pratica.ente, dati={"titolo": titolo})
    racconta(pratica, messaggi.riaperta(pratica))
    return pratica


def ricomincia(
    pratica: Pratica, atto: Atto, *, attore: Persona, titolo: str, estremi: str, motivazione: str, **campi: Any
) -> Riapertura:
    """A closed case lives again from now, with a new term; what was decided is kept with the reason. Raises DomainError."""
    controlla_documento_fatto(pratica)
    fatta = Riapertura.objects.create(
        pratica=pratica,
        operatore=attore,
        titolo=titolo,
        estremi=estremi.strip(),
        motivazione=motivazione.strip(),
        stato_precedente=pratica.stato,
        esito_precedente=pratica.esito,
        conclusa_prima_il=pratica.conclusa_il,  # type: ignore[misc]  # a closed case has its day
    )
    pratica.compi(
        atto, riaperta_il=timezone.now(), conclusa_il=None, esito="", archiviazione="", termine_fino=None,
        silenzio=EffettoSilenzio.NESSUNO, per_silenzio=False, sollecitata_il=None, attestazione_chiesta_il=None, attestazione_il=None,
        **campi,
    )  # fmt: skip
    segui_il_soggetto(pratica)
    riprendi_la_restituzione(pratica)
    return fatta


def annullabile_fino_al(pratica: Pratica) -> dt.date:
    """The last day on which what was granted may be annulled: 6 months (art. 21-nonies, as changed by L. 182/2025)."""
    return dopo_mesi(timezone.localdate(pratica.conclusa_il), ANNULLAMENTO)


def _controlla_titolo(pratica: Pratica, titolo: Riapertura.Titolo) -> None:
    """What was granted may be revoked, or annulled within its term; a refusal is corrected, or a judge orders it."""
    if titolo == Riapertura.Titolo.SEGNALANTE:
        raise DomainError(_("Questo motivo è di chi ha segnalato: scegline un altro."))
    if titolo in SOLO_SE_ACCOLTA and pratica.stato not in ACCOLTE:
        raise DomainError(_("Si annulla o si revoca solo una richiesta accolta: scegli un altro motivo."))
    limite = annullabile_fino_al(pratica)
    if titolo == Riapertura.Titolo.ANNULLAMENTO and timezone.localdate() > limite:
        raise DomainError(
            _("Una richiesta accolta si può annullare entro sei mesi (articolo 21-nonies): il termine era %s.")
            % giorno(limite)
        )


def _diritti(pratica: Pratica, attore: Persona) -> object:
    """A fee cancelled with the refusal is asked again."""
    if pratica.avviso and pratica.avviso.annullato:
        return chiedi_diritti(pratica, "presentazione", attore=attore)
    return pratica.avviso
