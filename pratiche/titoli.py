"""How a permit stands, for the pages: its state in words, and what can be done about its end."""

import datetime as dt
from dataclasses import dataclass

from django.utils import timezone
from django.utils.translation import gettext as _

from portal.base.templatetags.casa import giorno
from pratiche.models import Pratica, StatoTitolo, Titolo
from pratiche.operations.validita import permesso, permesso_vivo, regole_del_rinnovo, rinnovabile, rinnovabile_dal

# the colour of the chip (`componenti/stato.html`)
TONI = {
    StatoTitolo.FUTURO: "attesa",
    StatoTitolo.IN_CORSO: "ok",
    StatoTitolo.IN_SCADENZA: "tocca-a-te",
    StatoTitolo.SCADUTO: "no",
    StatoTitolo.RINNOVATO: "ok",
    StatoTitolo.SOSPESO: "no",
    StatoTitolo.REVOCATO: "no",
    StatoTitolo.ANNULLATO: "no",
    StatoTitolo.RINUNCIATO: "neutro",
    StatoTitolo.TOLTO: "no",
}


@dataclass(frozen=True)
class QuadroTitolo:
    """A permit as its page shows it. `rinnovabile_da` is the first day of its renewal, when the service has one."""

    titolo: Titolo
    stato: StatoTitolo
    rinnovo: Pratica | None
    rinnovabile: bool
    rinnovabile_da: dt.date | None

    @property
    def tono(self) -> str:
        return TONI[self.stato]

    @property
    def vivo(self) -> bool:
        return permesso_vivo(self.titolo.pratica)

    @property
    def spiegazione(self) -> str:
        return spiegazione(self.titolo, self.stato)


def quadro(pratica: Pratica) -> QuadroTitolo | None:
    """Of the permit that this case gave, read `con_il_necessario`; None when it gave none."""
    titolo = permesso(pratica)
    if titolo is None:
        return None
    titolo.pratica = pratica
    titolo.rinnovo = getattr(pratica, "rinnovo_vivo", None)
    regole = regole_del_rinnovo(pratica)
    return QuadroTitolo(
        titolo,
        titolo.stato,
        titolo.rinnovo,
        rinnovabile(titolo, regole),
        rinnovabile_dal(titolo, regole) if regole else None,
    )


def spiegazione(titolo: Titolo, stato: StatoTitolo) -> str:
    """What the state means for who holds it, and for who checks it."""
    dal, fino = giorno(titolo.dal), giorno(titolo.fino)
    parole = {
        StatoTitolo.FUTURO: _("Vale da %(dal)s a %(fino)s: prima di quel giorno non è ancora valido."),
        StatoTitolo.SCADUTO: _("Era valido fino a %(fino)s."),
        StatoTitolo.SOSPESO: _("È sospeso fino a %(sospeso)s: in quei giorni non è valido. Finisce %(fino)s."),
        StatoTitolo.REVOCATO: _("Il Comune lo ha revocato %(finito)s: da allora non è valido."),
        StatoTitolo.ANNULLATO: _("Il Comune lo ha annullato %(finito)s: non è valido."),
        StatoTitolo.RINUNCIATO: _("C'è stata una rinuncia %(finito)s: da allora non è valido."),
        StatoTitolo.TOLTO: _("Il Comune lo ha tolto prima della scadenza, con un atto."),
        StatoTitolo.RINNOVATO: _("È valido fino a %(fino)s; poi vale il permesso che lo rinnova, che ha un suo codice.")
        if titolo.valido
        else _("Era valido fino a %(fino)s; poi vale il permesso che lo rinnova, che ha un suo codice."),
    }.get(stato, _("Vale da %(dal)s a %(fino)s."))
    finito = giorno(timezone.localdate(titolo.finito_il)) if titolo.finito_il else ""
    sospeso = giorno(titolo.sospeso_fino) if titolo.sospeso_fino else ""
    return parole % {"dal": dal, "fino": fino, "finito": finito, "sospeso": sospeso}
