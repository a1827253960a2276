"""How a permit stands, for the pages: its state in words, and what can be done about its end."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from portal.base.templatetags.casa import giorno
from pratiche.models import AvvioRiesame, Pratica, StatoTitolo, Titolo
from pratiche.moduli.campi import TIPI
from pratiche.moduli.definizione import Campo
from pratiche.operations.rinnovo import senza_fonte
from pratiche.operations.validita import permesso, permesso_vivo, regole_del_rinnovo, rinnovabile, rinnovabile_dal

# the answers that say for whom or for what a permit is, the first that is there
CHI_O_CHE_COSA = ("persona", "veicolo", "targa", "immobile", "luogo", "indirizzo")
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
    """A permit as its page shows it. `rinnovabile_da` is the first day of its renewal, when the service has one.

    `riesame` is the notice that it may be taken away, while nothing was decided.
    """

    titolo: Titolo
    stato: StatoTitolo
    rinnovo: Pratica | None
    rinnovabile: bool
    rinnovabile_da: dt.date | None
    riesame: AvvioRiesame | None

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
        riesame_di(pratica),
    )


def riesame_di(pratica: Pratica) -> AvvioRiesame | None:
    """The open notice about its permit, which an end by itself makes void. Of a case read `con_il_necessario`."""
    aperto: AvvioRiesame | None = getattr(pratica, "riesame_aperto", None)
    return aperto if permesso_vivo(pratica) else None


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


def in_scadenza(pratica: Pratica) -> dict[str, str]:
    """What to do about the end that is near, in words, and the one button: of a case read `da_rinnovare`."""
    titolo, fino = pratica.permesso, giorno(pratica.permesso.fino)  # type: ignore[attr-defined]
    titolo.pratica = pratica
    if rinnovabile(titolo, regole_del_rinnovo(pratica)):
        url = reverse("pratiche:rinnova", args=[pratica.codice])
        return {"testo": _("Vale fino a %s: puoi rinnovarlo adesso.") % fino, "url": url, "azione": _("Rinnova")}
    testo = _("Vale fino a %s: se ti serve ancora, presenta una nuova richiesta.") % fino
    return {"testo": testo, "url": pratica.servizio.get_absolute_url(), "azione": _("Vai al servizio")}


def per_che_cosa(pratica: Pratica) -> tuple[str, str] | None:
    """The question that says for whom or for what the permit is, and its answer in few words; of a person only the name."""
    risposte = pratica.dati_correnti
    campi = sorted(
        (campo for campo in pratica.definizione.campi if campo.tipo in CHI_O_CHE_COSA),
        key=lambda campo: CHI_O_CHE_COSA.index(campo.tipo),
    )
    parole = ((campo.etichetta, _in_breve(campo, risposte.get(campo.nome))) for campo in campi)
    return next((voce for voce in parole if voce[1]), None)


def _in_breve(campo: Campo, valore: Any) -> str:
    letto = valore if isinstance(valore, dict) else {}
    if campo.tipo == "persona":
        return " ".join(str(letto[nome]) for nome in ("nome", "cognome") if letto.get(nome))
    if campo.tipo == "luogo":
        return str(letto.get("descrizione") or "")
    return TIPI[campo.tipo].in_parole(campo, senza_fonte(valore))
