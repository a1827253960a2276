"""A case as text: who asks, what was answered, group by group. For the summary page, the office and the PDFs."""

import datetime as dt
from collections.abc import Iterable
from typing import Any, TypedDict

from django.utils.translation import gettext as _

from portal.base.templatetags.casa import data, data_ora
from portal.identita.models import Persona, Rappresentanza
from portal.identita.stati import Specie
from pratiche import indirizzi
from pratiche.compilazione import da_compilare, quadro, risposte_correnti
from pratiche.firme import apposte
from pratiche.models import AllegatoPratica, Firma, Pratica, RichiestaIntegrazione
from pratiche.models.nomi import nome_di
from pratiche.moduli.calcoli import citati
from pratiche.moduli.campi import TIPI
from pratiche.moduli.definizione import Campo, Passo
from pratiche.moduli.forms import CONTATTI, campi_riaperti
from pratiche.moduli.quadro import Quadro


class Gruppo(TypedDict):
    """As `componenti/riepilogo.html` wants it."""

    titolo: str
    modifica_url: str
    voci: list[tuple[str, str]]


def gruppi(pratica: Pratica, allegati: Iterable[AllegatoPratica], *, modificabile: bool = False) -> list[Gruppo]:
    """The request as it stands: with "Modifica" while it is a draft, frozen once presented."""
    if pratica.d_ufficio:
        return [{"titolo": _("A chi si rivolge"), "modifica_url": "", "voci": _voci(pratica.identita)}]
    inviati = [allegato for allegato in allegati if allegato.della_richiesta]
    stato = quadro(pratica)
    richiesti = [_gruppo(pratica, passo, inviati, modificabile, stato) for passo in da_compilare(pratica, stato)]
    return richiesti if modificabile else [chi(pratica), *richiesti]


def chi(pratica: Pratica) -> Gruppo:
    """Who presented the request, as the digital identity said."""
    voci = _voci(pratica.identita)
    if pratica.sottoscrizione.get("denominazione") and "denominazione" not in pratica.identita:
        voci = [*voci, (_("Per conto di"), impresa(pratica.sottoscrizione))]
    firme = [(_("Firma anche"), _firma(una)) for una in apposte(pratica)]
    voci = [*voci, *firme]
    if pratica.per_mezzo_di:
        voci = [*voci, (_("Presentata da"), per_mezzo_di(pratica.per_mezzo_di))]
        return {"titolo": _("Per chi è la richiesta"), "modifica_url": "", "voci": voci}
    return {"titolo": _("Chi presenta la richiesta"), "modifica_url": "", "voci": voci}


def _firma(firma: Firma) -> str:
    valori = {**firma.identita, "quando": data_ora(firma.risposta_il)}
    return _("%(nome)s %(cognome)s, codice fiscale %(codice_fiscale)s, il %(quando)s") % valori


def per_mezzo_di(chi: dict[str, str]) -> str:
    """Who acted for the person, and with which title: `Luca Ferri, codice fiscale …, come: genitore`."""
    return _("%(nome)s %(cognome)s, codice fiscale %(codice_fiscale)s, come: %(titolo)s") % {
        **chi,
        "titolo": str(Specie(chi["titolo"]).label).lower(),
    }


def impresa(sottoscrizione: dict[str, Any]) -> str:
    """The company in whose name the person had entered: `Gallo Costruzioni S.r.l., codice fiscale …`."""
    codice = sottoscrizione["codice_fiscale_impresa"] or sottoscrizione["partita_iva"]
    return _("%(denominazione)s, codice fiscale %(codice)s") % {
        "denominazione": sottoscrizione["denominazione"],
        "codice": codice or "—",
    }


def chi_chiede(persona: Persona, mandato: Rappresentanza | None) -> Gruppo:
    """In whose name the request is, and who makes it for a company: shown, never editable."""
    if persona.e_impresa:
        voci = _dell_impresa(persona.denominazione, persona.codice_fiscale or "", persona.partita_iva)
    else:
        voci = _anagrafica(persona.nome_completo, persona.codice_fiscale or "", persona.data_nascita)
    if persona.e_impresa and mandato:
        chi = _("%(nome)s, a questo titolo: %(titolo)s")
        valori = {"nome": mandato.rappresentante.nome_completo, "titolo": mandato.get_specie_display().lower()}
        voci = [*voci, (_("Richiedente"), chi % valori)]
    return {"titolo": _("Chi fa la richiesta"), "modifica_url": "", "voci": voci}


def allo_sportello(pratica: Pratica) -> Gruppo:
    """In whose name the officer fills in; for a minor, with the parent who came."""
    gruppo, genitore = chi_chiede(pratica.richiedente, None), pratica.sportello.genitore
    if genitore:
        chi = {nome: getattr(genitore, nome) for nome in ("nome", "cognome", "codice_fiscale")}
        gruppo["voci"] = [*gruppo["voci"], (_("Per mezzo di"), per_mezzo_di({**chi, "titolo": Specie.GENITORE}))]
    return gruppo


def risposta(richiesta: RichiestaIntegrazione, allegati: Iterable[AllegatoPratica]) -> Gruppo:
    """What the citizen answered to a request for completion."""
    campi = campi_riaperti(richiesta.campi, richiesta.pratica.definizione)
    suoi = [allegato for allegato in allegati if allegato.integrazione_id == richiesta.pk]
    valori = richiesta.risposte | {"messaggio": richiesta.messaggio}
    voci = [(campo.etichetta, _in_parole(campo, valori, suoi)) for campo in campi]
    return {"titolo": _("La tua risposta"), "modifica_url": "", "voci": [voce for voce in voci if voce[1]]}


def parole_delle_risposte(pratica: Pratica, allegati: Iterable[AllegatoPratica]) -> dict[str, str]:
    """Each answer in words, by the name of its field: for the texts of the outcome."""
    elenco, correnti = list(allegati), risposte_correnti(pratica)
    return {campo.nome: _in_parole(campo, correnti, elenco) for campo in pratica.definizione.campi}


def _gruppo(
    pratica: Pratica, passo: Passo, allegati: list[AllegatoPratica], modificabile: bool, stato: Quadro
) -> Gruppo:
    """Only what is asked with these answers: a question hidden or closed is not there."""
    contatti = [(campo.etichetta, _in_parole(campo, pratica.contatti, [])) for campo in CONTATTI]
    chiesti = [campo for campo in passo.campi if stato.conta(campo.nome) and campo.tipo != "testo_fisso"]
    voci = [
        (campo.etichetta, _in_parole(campo, stato.valori, allegati) + calcolato_da(campo, pratica)) for campo in chiesti
    ]
    return {
        "titolo": passo.titolo,
        "modifica_url": indirizzi.passo(pratica, passo.codice) if modificabile else "",
        "voci": contatti + voci if passo.richiedente else voci,
    }


def calcolato_da(campo: Campo, pratica: Pratica) -> str:
    """` (calcolato da: Superficie, Dal giorno)`: no result without where it comes from. Nothing for a typed answer."""
    if campo.tipo != "calcolato":
        return ""
    nomi = dict.fromkeys(nome for _dove, nome, _tipi in citati(campo.opzioni["formula"]))
    etichette = [pratica.definizione.per_nome[nome].etichetta for nome in nomi]
    return " " + _("(calcolato da: %s)") % ", ".join(etichette) if etichette else ""


def _in_parole(campo: Campo, valori: dict[str, object], allegati: list[AllegatoPratica]) -> str:
    if campo.tipo == "file":
        return ", ".join(allegato.nome for allegato in allegati if allegato.campo == campo.nome)
    return TIPI[campo.tipo].in_parole(campo, valori.get(campo.nome))


def _voci(identita: dict[str, Any]) -> list[tuple[str, str]]:
    if "denominazione" in identita:
        return _dell_impresa(identita["denominazione"], identita["codice_fiscale"], identita["partita_iva"])
    nascita = dt.date.fromisoformat(identita["data_nascita"]) if identita["data_nascita"] else None
    return _anagrafica(nome_di(identita), identita["codice_fiscale"], nascita)


def _dell_impresa(denominazione: str, codice_fiscale: str, partita_iva: str) -> list[tuple[str, str]]:
    voci = [(_("Denominazione"), denominazione), (_("Codice fiscale"), codice_fiscale)]
    return [*voci, (_("Partita IVA"), partita_iva)] if partita_iva else voci


def _anagrafica(nome: str, codice_fiscale: str, nascita: dt.date | None) -> list[tuple[str, str]]:
    voci = [(_("Nome e cognome"), nome), (_("Codice fiscale"), codice_fiscale or "—")]
    return [*voci, (_("Data di nascita"), data(nascita))] if nascita else voci
