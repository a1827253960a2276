"""The acts an officer may do on a case: each with its words, its form and its operation. What is allowed now follows from `stati`."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from portal.identita.models import Persona
from pratiche import operations
from pratiche.models import Pratica
from pratiche.models.segnalazioni import SERVIZIO
from pratiche.operations.validita import permesso_vivo
from pratiche.operatori import moduli
from pratiche.permessi import Cosa, puo
from pratiche.stati import CONCLUSE, Atto, Chi, ammesso, arrivo, di_chi
from pratiche.titoli import riesame_di


@dataclass(frozen=True)
class Pulsante:
    """An act with its button: there only when the table of `stati` and the facts of the case allow it."""

    nome: str
    atto: Atto
    titolo: str | Promise
    avvertenza: str | Promise
    fatto: str | Promise
    modulo: type[moduli.Modulo]
    esegui: Callable[..., Any]
    se: Callable[[Pratica], bool] = lambda pratica: True
    grave: bool = False

    def ammesso(self, pratica: Pratica) -> bool:
        return ammesso(pratica.stato, self.atto) and not pratica.silenzio_maturo and self.se(pratica)

    def concede(self, pratica: Pratica) -> bool:
        """Does it grant the request, with a document to be read before?"""
        return ammesso(pratica.stato, self.atto) and self.atto is Atto.ACCOGLI and not pratica.d_ufficio

    def compi(self, pratica: Pratica, attore: Persona, valori: dict[str, Any]) -> None:
        """Do it. Raises DomainError."""
        self.esegui(pratica.pk, attore=attore, **valori)


def _serve_il_preavviso(pratica: Pratica) -> bool:
    return pratica.preavviso_previsto and not pratica.preavviso_valido


PULSANTI = {
    pulsante.nome: pulsante
    for pulsante in (
        Pulsante(
            nome="prendi",
            atto=Atto.PRENDI,
            titolo=_("Prendi in carico"),
            avvertenza=_("La pratica passa a te e il cittadino viene avvisato che ci lavori."),
            fatto=_("Hai preso in carico la pratica."),
            modulo=moduli.Modulo,
            esegui=operations.prendi_in_carico,
        ),
        Pulsante(
            nome="integrazione",
            atto=Atto.CHIEDI_INTEGRAZIONE,
            titolo=_("Chiedi integrazione"),
            avvertenza=_("Il cittadino riceve subito la richiesta. La prima ferma il termine, al massimo per 30 giorni (articolo 2, comma 7, della legge 241/1990); le successive no."),
            fatto=_("La richiesta di integrazione è stata inviata."),
            modulo=moduli.ModuloIntegrazione,
            esegui=operations.richiedi_integrazione,
        ),
        Pulsante(
            nome="annulla-integrazione",
            atto=Atto.ANNULLA_INTEGRAZIONE,
            titolo=_("Annulla la richiesta di integrazione"),
            avvertenza=_("Il cittadino non deve più rispondere e il termine riparte da oggi. Le parole della richiesta restano nella pratica."),
            fatto=_("La richiesta di integrazione è stata annullata."),
            modulo=moduli.ModuloAnnulla,
            esegui=operations.annulla_integrazione,
            se=lambda pratica: bool(pratica.integrazione_aperta),
        ),
        Pulsante(
            nome="preavviso",
            atto=Atto.PREAVVISA,
            titolo=_("Preavviso di rigetto"),
            avvertenza=_("Il cittadino legge i motivi e può rispondere; intanto il termine è fermo (articolo 10-bis della legge 241/1990). Senza preavviso la richiesta non si può respingere."),
            fatto=_("Il preavviso di rigetto è stato inviato."),
            modulo=moduli.ModuloPreavviso,
            esegui=operations.preavvisa_rigetto,
            se=_serve_il_preavviso,
        ),
        Pulsante(
            nome="annulla-preavviso",
            atto=Atto.ANNULLA_PREAVVISO,
            titolo=_("Ritira il preavviso di rigetto"),
            avvertenza=_("Il cittadino non deve più rispondere e il termine riparte da oggi. I motivi restano nella pratica."),
            fatto=_("Il preavviso di rigetto è stato ritirato."),
            modulo=moduli.ModuloAnnulla,
            esegui=operations.annulla_preavviso,
            se=lambda pratica: bool(pratica.preavviso_aperto),
        ),
        Pulsante(
            nome="accogli",
            atto=Atto.ACCOGLI,
            titolo=_("Accogli"),
            avvertenza=_("La pratica si chiude, il cittadino riceve il documento qui sotto e viene avvisato subito."),
            fatto=_("La richiesta è stata accolta."),
            modulo=moduli.ModuloAccogli,
            esegui=operations.accogli,
            se=lambda pratica: not pratica.d_ufficio and pratica.definizione.graduatoria is None,
        ),
        Pulsante(
            nome="provvedimento",
            atto=Atto.ACCOGLI,
            titolo=_("Adotta il provvedimento"),
            avvertenza=_("Il procedimento si chiude e il cittadino riceve il documento con i motivi e la decisione. Prima vanno valutate le memorie che ha mandato (articolo 10 della legge 241/1990)."),
            fatto=_("Il provvedimento è stato adottato."),
            modulo=moduli.ModuloProvvedimento,
            esegui=operations.adotta_provvedimento,
            se=lambda pratica: pratica.d_ufficio,
            grave=True,
        ),
        Pulsante(
            nome="respingi",
            atto=Atto.RESPINGI,
            titolo=_("Respingi"),
            avvertenza=_("La pratica si chiude e il cittadino riceve il documento con i motivi. Un avviso non ancora pagato viene annullato."),
            fatto=_("La richiesta è stata respinta."),
            modulo=moduli.ModuloRespingi,
            esegui=operations.respingi,
            se=lambda pratica: not pratica.d_ufficio and not _serve_il_preavviso(pratica),
            grave=True,
        ),
        Pulsante(
            nome="archivia",
            atto=Atto.ARCHIVIA,
            titolo=_("Archivia"),
            avvertenza=_("La pratica si chiude senza accogliere né respingere: non si può esaminare, il cittadino ha rinunciato, o ciò che l'ufficio aveva avviato non ha seguito. Un avviso non ancora pagato viene annullato."),
            fatto=_("La pratica è stata archiviata."),
            modulo=moduli.ModuloArchivia,
            esegui=operations.archivia,
            grave=True,
        ),
        Pulsante(
            nome="trasferisci",
            atto=Atto.TRASFERISCI,
            titolo=_("Passa a un altro ufficio"),
            avvertenza=_("La pratica esce dai tuoi elenchi e il nuovo ufficio la trova fra quelle da prendere in carico, con i documenti. Il cittadino viene avvisato e legge il motivo."),
            fatto=_("La pratica è passata all'altro ufficio."),
            modulo=moduli.ModuloTrasferisci,
            esegui=operations.trasferisci,
        ),
        Pulsante(
            nome="unisci",
            atto=Atto.UNISCI,
            titolo=_("Unisci a un'altra segnalazione"),
            avvertenza=_("Questa segnalazione si chiude e segue l'altra. Chi l'ha fatta viene avvisato e da lì in poi sa come va l'altra, come chi ha detto «C'è ancora»."),
            fatto=_("La segnalazione è unita all'altra."),
            modulo=moduli.ModuloUnisci,
            esegui=operations.unisci,
            se=lambda pratica: pratica.servizio.slug == SERVIZIO,
        ),
        Pulsante(
            nome="attestazione",
            atto=Atto.RILASCIA_ATTESTAZIONE,
            titolo=_("Rilascia l'attestazione"),
            avvertenza=_("Il cittadino riceve il documento che attesta l'accoglimento per silenzio (articolo 20, comma 2-bis, della legge 241/1990)."),
            fatto=_("L'attestazione è stata rilasciata."),
            modulo=moduli.Modulo,
            esegui=operations.rilascia_attestazione,
            se=lambda pratica: pratica.attestazione_il is None,
        ),
        Pulsante(
            nome="riesame",
            atto=Atto.AVVIA_RIESAME,
            titolo=_("Avvisa che il permesso può essere tolto"),
            avvertenza=_("Il cittadino riceve la comunicazione di avvio del procedimento (articoli 7 e 8 della legge 241/1990) e ha dieci giorni per rispondere nella pratica. Il permesso resta valido."),
            fatto=_("La comunicazione di avvio è partita."),
            modulo=moduli.ModuloRiesame,
            esegui=operations.avvia_riesame,
            se=lambda pratica: permesso_vivo(pratica) and not riesame_di(pratica),
        ),
        Pulsante(
            nome="chiudi-riesame",
            atto=Atto.CHIUDI_RIESAME,
            titolo=_("Lascia il permesso com'è"),
            avvertenza=_("Il procedimento avviato si chiude e il permesso non cambia. Il cittadino legge i motivi nella pratica e viene avvisato."),
            fatto=_("Il procedimento è chiuso: il permesso resta com'è."),
            modulo=moduli.ModuloChiudiRiesame,
            esegui=operations.chiudi_riesame,
            se=lambda pratica: riesame_di(pratica) is not None,
        ),
        Pulsante(
            nome="sospendi",
            atto=Atto.SOSPENDI,
            titolo=_("Sospendi il permesso"),
            avvertenza=_("Da oggi il permesso non è valido, fino al giorno che scrivi. Il cittadino riceve il documento con i motivi e viene avvisato."),
            fatto=_("Il permesso è sospeso."),
            modulo=moduli.ModuloSospendi,
            esegui=operations.sospendi_permesso,
            se=lambda pratica: permesso_vivo(pratica) and not pratica.permesso.sospeso,
            grave=True,
        ),
        Pulsante(
            nome="togli-sospensione",
            atto=Atto.TOGLI_SOSPENSIONE,
            titolo=_("Togli la sospensione"),
            avvertenza=_("Il permesso è di nuovo valido da subito, anche per chi lo verifica. Il cittadino riceve il documento con i motivi e viene avvisato."),
            fatto=_("La sospensione è tolta: il permesso è di nuovo valido."),
            modulo=moduli.ModuloTogliSospensione,
            esegui=operations.togli_sospensione,
            se=lambda pratica: permesso_vivo(pratica) and pratica.permesso.sospeso,
        ),
        Pulsante(
            nome="togli",
            atto=Atto.TOGLI,
            titolo=_("Revoca o annulla il permesso"),
            avvertenza=_("Da subito il permesso non è più valido e non torna. Il cittadino riceve il documento con i motivi e viene avvisato."),
            fatto=_("Il permesso è stato tolto."),
            modulo=moduli.ModuloTogli,
            esegui=operations.togli_permesso,
            se=permesso_vivo,
            grave=True,
        ),
        Pulsante(
            nome="riapri",
            atto=Atto.RIAPRI,
            titolo=_("Riapri"),
            avvertenza=_("La decisione non è più definitiva e comincia un termine nuovo. Serve un atto: annullamento entro sei mesi, revoca, correzione di un errore, ordine del giudice."),
            fatto=_("La pratica è stata riaperta."),
            modulo=moduli.ModuloRiapri,
            esegui=operations.riapri,
            grave=True,
        ),
    )
}  # fmt: skip


def ammessi(pratica: Pratica, ruoli: Iterable[str]) -> list[Pulsante]:
    """The buttons this officer sees now: no decision while the citizen may still answer, nothing kept for the head of the office."""
    ruoli = set(ruoli)
    if not puo(ruoli, Cosa.LAVORA):
        return []
    richiesta = pratica.richiesta_aperta
    aspetta = richiesta is not None and not richiesta.scaduta
    capo = puo(ruoli, Cosa.RIAPRI)
    return [
        pulsante
        for pulsante in PULSANTI.values()
        if pulsante.ammesso(pratica)
        and (capo or di_chi(pulsante.atto) is not Chi.RESPONSABILE)
        and not (aspetta and _aspetta_la_risposta(pulsante, pratica))
    ]


def _aspetta_la_risposta(pulsante: Pulsante, pratica: Pratica) -> bool:
    return pulsante.atto is Atto.PREAVVISA or arrivo(pratica.stato, pulsante.atto) in CONCLUSE
