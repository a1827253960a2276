"""Samples of what this room tells, for the previews of the office."""

from collections.abc import Callable
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from notifiche.anteprime import Esempio, fra, registra
from pratiche.messaggi import VEDI
from pratiche.messaggi_accessi import OPPONITI, VEDI_RICHIESTA
from pratiche.messaggi_parti import PARTECIPA
from pratiche.models.acquisizioni import Canale
from pratiche.models.firme import entro_quando
from pratiche.models.segnalazioni import Novita

IMPORTO = 3200
A_TERMINE_PASSATO = _("a termine già passato")


def _con(**contesto: Any) -> Callable[[], dict[str, Any]]:
    """What a message about a case needs; the days are counted at each preview."""

    def contenuto() -> dict[str, Any]:
        return {
            "oggetto": gettext("Permesso di accesso alla ZTL"),
            "riferimento": "123/2026",
            "azione": VEDI,
            "contesto": {"entro": fra(30).date(), "ufficio": "Polizia locale", **contesto},
        }

    return contenuto


def _da_completare() -> dict[str, Any]:
    return {**_con()(), "azione": _("Rispondi ora"), "scadenza": fra(30).date()}


def _da_firmare() -> dict[str, Any]:
    contesto = _con(entro=entro_quando(fra(15).date(), None))()
    return {**contesto, "riferimento": "", "azione": _("Leggi e decidi"), "scadenza": fra(15).date()}


def _da_firmare_prima_della_chiusura() -> dict[str, Any]:
    contesto = _con(entro=entro_quando(fra(4).date(), fra(4)), chiusura=fra(4))()
    return {**contesto, "riferimento": "", "azione": _("Leggi e decidi"), "scadenza": fra(4)}


def _non_firmata(**altro: Any) -> dict[str, Any]:
    contesto = _con(chi="Ada Prova", motivo=gettext("La data non va bene."), **altro)()
    return {**contesto, "riferimento": "", "azione": _("Riapri la richiesta")}


def _con_e_senza_rimborso(nome: str, quando: Any) -> list[Esempio]:
    """The end of a request without what it asked: nothing paid, or something that goes back."""
    casi = ((_("senza pagamenti"), _con()), (_("con un pagamento da restituire"), _con(rimborso=IMPORTO)))
    return [Esempio(tipo=f"pratiche.{nome}", quando=quando, caso=caso, contenuto=contenuto) for caso, contenuto in casi]


def _prima_e_dopo_il_termine(nome: str, quando: Any) -> list[Esempio]:
    """The work goes on, within the term or when it is already over."""
    casi = ((_("nel termine"), _con()), (A_TERMINE_PASSATO, _con(entro=None)))
    return [Esempio(tipo=f"pratiche.{nome}", quando=quando, caso=caso, contenuto=contenuto) for caso, contenuto in casi]


def _fuori_dal_portale(nome: str, quando: Any) -> list[Esempio]:
    """The same, of an answer that the office recorded."""
    passato = _arrivata(Canale.POSTA, _con(entro=None))
    tardi = Esempio(tipo=f"pratiche.{nome}", quando=quando, caso=A_TERMINE_PASSATO, contenuto=passato)
    return [*_per_canale(nome, quando), tardi]


def _per_canale(nome: str, quando: Any) -> list[Esempio]:
    """What the office recorded: each channel has its words."""
    return [
        Esempio(tipo=f"pratiche.{nome}", quando=quando, caso=canale.label, contenuto=_arrivata(canale, _con()))
        for canale in Canale
    ]


def _arrivata(canale: Canale, contenuto: Callable[[], dict[str, Any]]) -> Callable[[], dict[str, Any]]:
    def arrivata() -> dict[str, Any]:
        una = contenuto()
        return {**una, "contesto": {**una["contesto"], "canale": canale.value, "arrivata_il": fra(-2).date()}}

    return arrivata


def _atti() -> Callable[[], dict[str, Any]]:
    return lambda: {**_con()(), "azione": VEDI_RICHIESTA}


def _in_graduatoria() -> dict[str, Any]:
    """Points, position and a place, of an invented request."""
    fatti = {
        "posizione": 12,
        "punti": "43.00",
        "sigla": "K7Q2-9FXM",
        "fino": fra(300).date(),
        "sede": "Nido «Il Girasole»",
        "attuale": "Nido «L'Aquilone»",
    }
    return {**_con(**fatti)(), "azione": _("Vedi i tuoi punti"), "scadenza": fra(15).date()}


def _seguita(novita: str) -> Callable[[], dict[str, Any]]:
    """News of a report of the public list."""

    def contenuto() -> dict[str, Any]:
        return {
            "oggetto": gettext("Strade"),
            "riferimento": "",
            "azione": _("Vedi la segnalazione"),
            "contesto": {"novita": novita, "luogo": "Via Garibaldi"},
        }

    return contenuto


def _con_un_posto() -> dict[str, Any]:
    return _con(importo=None, sede="Nido «Il Girasole»", inizio=fra(60).date(), lascia=fra(40).date())()


PRESENTATA, ACCOLTA = _("quando la richiesta è presentata"), _("quando l'ufficio accoglie la richiesta")
SCADE = _("un mese e una settimana prima che il permesso scada")
SILENZIO = _("quando il silenzio vale come accoglimento")
registra(
    Esempio(
        tipo="pratiche.presentata", quando=PRESENTATA, caso=_("con diritti da pagare"), contenuto=_con(importo=IMPORTO)
    ),
    Esempio(tipo="pratiche.presentata", quando=PRESENTATA, caso=_("senza pagamenti"), contenuto=_con(importo=None)),
    Esempio(
        tipo="pratiche.pagata_da_inviare",
        quando=_("quando arriva il pagamento da fare prima dell'invio"),
        contenuto=lambda: {**_con(importo=IMPORTO)(), "azione": _("Controlla e invia"), "riferimento": ""},
    ),
    *(
        Esempio(tipo=f"pratiche.{nome}", quando=quando, caso=caso, contenuto=contenuto)
        for nome, quando in (
            ("firma_chiesta", _("quando qualcuno la indica per firmare")),
            ("promemoria_firma", _("prima che il tempo per firmare finisca")),
        )
        for caso, contenuto in (
            (_("con i giorni del servizio"), _da_firmare),
            (_("prima della chiusura delle domande"), _da_firmare_prima_della_chiusura),
        )
    ),
    Esempio(tipo="pratiche.firma_ritirata", quando=_("quando la sua firma non serve più"), contenuto=_da_firmare),
    Esempio(
        tipo="pratiche.firmata_e_inviata", quando=_("quando la richiesta che ha firmato è partita"), contenuto=_con()
    ),
    Esempio(tipo="pratiche.firma_rifiutata", quando=_("quando l'altra persona non firma"), contenuto=_non_firmata),
    *(
        Esempio(
            tipo="pratiche.firma_scaduta",
            quando=_("quando l'altra persona non firma in tempo"),
            caso=caso,
            contenuto=contenuto,
        )
        for caso, contenuto in (
            (_("con i giorni del servizio"), _non_firmata),
            (_("a domande chiuse"), lambda: _non_firmata(chiusura=fra(-1))),
        )
    ),
    Esempio(
        tipo="pratiche.presa_in_carico",
        quando=_("quando qualcuno la prende in carico"),
        caso=_("la prima volta"),
        contenuto=_con(),
    ),
    Esempio(
        tipo="pratiche.presa_in_carico",
        quando=_("quando qualcuno la prende in carico"),
        caso=A_TERMINE_PASSATO,
        contenuto=_con(entro=None),
    ),
    Esempio(
        tipo="pratiche.integrazione_richiesta",
        quando=_("quando l'ufficio chiede di completarla"),
        contenuto=_da_completare,
    ),
    Esempio(
        tipo="pratiche.promemoria_integrazione",
        quando=_("prima che il tempo per completarla finisca"),
        contenuto=_da_completare,
    ),
    *_prima_e_dopo_il_termine("integrazione_ricevuta", _("quando la persona ha risposto")),
    *_fuori_dal_portale(
        "integrazione_ricevuta", _("quando l'ufficio registra una risposta arrivata fuori dal portale")
    ),
    Esempio(tipo="pratiche.accolta", quando=ACCOLTA, caso=_("con diritti da pagare"), contenuto=_con(importo=IMPORTO)),
    Esempio(tipo="pratiche.accolta", quando=ACCOLTA, caso=_("senza pagamenti"), contenuto=_con(importo=None)),
    Esempio(tipo="pratiche.accolta", quando=ACCOLTA, caso=_("con un posto in graduatoria"), contenuto=_con_un_posto),
    Esempio(
        tipo="pratiche.in_scadenza",
        quando=SCADE,
        caso=_("che si può rinnovare"),
        contenuto=lambda: {**_con(rinnovabile=True)(), "azione": _("Rinnova"), "scadenza": fra(30).date()},
    ),
    Esempio(
        tipo="pratiche.in_scadenza",
        quando=SCADE,
        caso=_("da chiedere di nuovo"),
        contenuto=lambda: {**_con(rinnovabile=False)(), "azione": _("Vai al servizio"), "scadenza": fra(30).date()},
    ),
    *(
        Esempio(
            tipo="pratiche.sul_permesso",
            quando=_("quando l'ufficio, o chi lo ha, decide su un permesso"),
            caso=caso,
            contenuto=_con(che=che, fino=fra(30).date()),
        )
        for che, caso in (
            ("sospensione", _("sospensione")),
            ("ripresa", _("fine della sospensione")),
            ("fine_sospensione", _("sospensione tolta prima del tempo")),
            ("revoca", _("revoca")),
            ("annullamento", _("annullamento")),
            ("rinuncia", _("rinuncia")),
        )
    ),
    *_con_e_senza_rimborso("respinta", _("quando l'ufficio non accoglie la richiesta")),
    Esempio(
        tipo="pratiche.integrazione_prorogata", quando=_("quando la persona ha altro tempo"), contenuto=_da_completare
    ),
    Esempio(tipo="pratiche.integrazione_annullata", quando=_("quando l'ufficio toglie la richiesta"), contenuto=_con()),
    Esempio(tipo="pratiche.preavviso", quando=_("quando l'ufficio pensa di non accogliere"), contenuto=_da_completare),
    Esempio(
        tipo="pratiche.promemoria_preavviso",
        quando=_("prima che il tempo per le osservazioni finisca"),
        contenuto=_da_completare,
    ),
    *_prima_e_dopo_il_termine("osservazioni", _("quando le osservazioni sono arrivate")),
    *_fuori_dal_portale("osservazioni", _("quando l'ufficio registra osservazioni arrivate fuori dal portale")),
    Esempio(tipo="pratiche.preavviso_annullato", quando=_("quando l'ufficio ritira il preavviso"), contenuto=_con()),
    Esempio(
        tipo="pratiche.accolta_per_silenzio",
        quando=SILENZIO,
        caso=_("con diritti da pagare"),
        contenuto=_con(importo=IMPORTO),
    ),
    Esempio(
        tipo="pratiche.accolta_per_silenzio", quando=SILENZIO, caso=_("senza pagamenti"), contenuto=_con(importo=None)
    ),
    Esempio(tipo="pratiche.respinta_per_silenzio", quando=_("quando il silenzio vale come rifiuto"), contenuto=_con()),
    Esempio(
        tipo="pratiche.attestazione_chiesta", quando=_("quando la persona chiede l'attestazione"), contenuto=_con()
    ),
    Esempio(tipo="pratiche.attestazione_rilasciata", quando=_("quando l'ufficio la rilascia"), contenuto=_con()),
    Esempio(tipo="pratiche.sollecitata", quando=_("quando la persona chiede che decida un altro"), contenuto=_con()),
    *_con_e_senza_rimborso("archiviata", _("quando l'ufficio archivia la pratica")),
    Esempio(tipo="pratiche.riaperta", quando=_("quando l'ufficio riapre la pratica"), contenuto=_con()),
    Esempio(
        tipo="pratiche.graduatoria_provvisoria",
        quando=_("quando esce la graduatoria provvisoria"),
        contenuto=_in_graduatoria,
    ),
    Esempio(
        tipo="pratiche.graduatoria_definitiva",
        quando=_("quando esce la graduatoria definitiva"),
        contenuto=_in_graduatoria,
    ),
    Esempio(
        tipo="pratiche.valore_corretto",
        quando=_("quando l'ufficio corregge un dato dopo una verifica"),
        contenuto=_con(che="ISEE", motivo="INPS"),
    ),
    Esempio(tipo="pratiche.posto_offerto", quando=_("quando c'è un posto"), contenuto=_in_graduatoria),
    Esempio(
        tipo="pratiche.promemoria_posto",
        quando=_("prima che il tempo per confermare il posto finisca"),
        contenuto=_in_graduatoria,
    ),
    Esempio(
        tipo="pratiche.punti_assegnati",
        quando=_("quando l'ufficio assegna i punti di un criterio"),
        contenuto=_con(che=gettext("Prova scritta"), punti="27.00", motivo=gettext("Verbale n. 3.")),
    ),
    Esempio(
        tipo="pratiche.cambio_offerto", quando=_("quando si libera un posto più gradito"), contenuto=_in_graduatoria
    ),
    Esempio(
        tipo="pratiche.cambio_fatto",
        quando=_("quando la persona passa al posto più gradito"),
        contenuto=_con(sede="Nido «Il Girasole»"),
    ),
    *_con_e_senza_rimborso("ritirata", _("quando la persona la ritira")),
)
registra(
    Esempio(
        tipo="pratiche.bozza_in_scadenza",
        quando=_("quando una bozza mai inviata sta per essere cancellata"),
        contenuto=lambda: {
            **_con(fino=fra(15).date(), versati=IMPORTO)(),
            "riferimento": "",
            "azione": _("Riprendi la bozza"),
            "scadenza": fra(15).date(),
        },
    ),
)
registra(
    Esempio(
        tipo="pratiche.dialogo",
        quando=_("quando l'ufficio scrive nella pratica"),
        contenuto=lambda: {**_con()(), "azione": _("Leggi e rispondi")},
    ),
)
registra(
    Esempio(tipo="pratiche.avvio", quando=_("quando l'ufficio avvia un procedimento"), contenuto=_con()),
    Esempio(tipo="pratiche.provvedimento", quando=_("quando quel procedimento si conclude"), contenuto=_con()),
)
registra(
    Esempio(
        tipo="pratiche.trasferita",
        quando=_("quando la pratica passa a un altro ufficio"),
        contenuto=_con(telefono="06 0000000", email="ufficio@esempio.invalid"),
    )
)
registra(
    Esempio(
        tipo="pratiche.presa_in_carico",
        quando=_("quando qualcuno la prende in carico"),
        caso=_("dopo il passaggio a un altro ufficio"),
        contenuto=_con(responsabile="Ada Prova", telefono="06 0000000", email="ufficio@esempio.invalid"),
    ),
    Esempio(
        tipo="pratiche.responsabile_cambiato",
        quando=_("quando cambia il responsabile del procedimento"),
        contenuto=_con(responsabile="Ada Prova", telefono="06 0000000", email="ufficio@esempio.invalid"),
    ),
    Esempio(
        tipo="pratiche.parere_chiesto",
        quando=_("quando la risposta aspetta la valutazione di un altro ufficio"),
        contenuto=_con(),
    ),
    Esempio(
        tipo="pratiche.parere_dato", quando=_("quando quella valutazione arriva"), caso=_("arrivata"), contenuto=_con()
    ),
    Esempio(
        tipo="pratiche.parere_dato",
        quando=_("quando quella valutazione arriva"),
        caso=_("non serve più"),
        contenuto=_con(ritirato=True),
    ),
    Esempio(
        tipo="pratiche.risegnalata",
        quando=_("quando chi ha segnalato dice che il problema c'è ancora"),
        contenuto=_con(),
    ),
    Esempio(
        tipo="pratiche.segnalazione_unita",
        quando=_("quando l'ufficio unisce la segnalazione a un'altra"),
        contenuto=lambda: {**_con()(), "azione": _("Vedi la segnalazione")},
    ),
    *(
        Esempio(
            tipo="pratiche.segnalazione_seguita",
            quando=_("a chi ha detto «C'è ancora», quando la segnalazione cambia"),
            caso=novita.label,
            contenuto=_seguita(novita.value),
        )
        for novita in Novita
    ),
)
registra(
    Esempio(
        tipo="pratiche.avvio_parte",
        quando=_("quando una pratica di altri la può toccare"),
        contenuto=lambda: {**_con()(), "azione": PARTECIPA, "scadenza": fra(10).date()},
    ),
    Esempio(
        tipo="pratiche.intervento_non_ammesso", quando=_("quando l'ufficio non la fa partecipare"), contenuto=_con()
    ),
    Esempio(
        tipo="pratiche.parte_tolta",
        quando=_("quando l'ufficio la toglie da una pratica di altri"),
        contenuto=_con(motivo="La particella non confina."),
    ),
    Esempio(tipo="pratiche.documenti_aperti", quando=_("quando l'ufficio le apre dei documenti"), contenuto=_con()),
    Esempio(tipo="pratiche.memoria_ricevuta", quando=_("quando la sua memoria è arrivata"), contenuto=_con()),
    *_per_canale("memoria_ricevuta", _("quando l'ufficio registra una memoria arrivata fuori dal portale")),
    Esempio(tipo="pratiche.parte_conclusa", quando=_("quando la pratica di altri finisce"), contenuto=_con()),
    Esempio(
        tipo="pratiche.parte_aggiunta", quando=_("quando qualcun altro partecipa alla sua pratica"), contenuto=_con()
    ),
)
registra(
    Esempio(tipo="pratiche.accesso_chiesto", quando=_("quando ha chiesto di vedere gli atti"), contenuto=_atti()),
    Esempio(tipo="pratiche.accesso_deciso", quando=_("quando l'ufficio risponde su quegli atti"), contenuto=_atti()),
    Esempio(tipo="pratiche.accesso_silenzio", quando=_("quando l'ufficio non risponde in tempo"), contenuto=_atti()),
    Esempio(
        tipo="pratiche.accesso_da_opporre",
        quando=_("quando un altro chiede atti che la riguardano"),
        contenuto=lambda: {**_con()(), "azione": OPPONITI, "scadenza": fra(10).date()},
    ),
    Esempio(
        tipo="pratiche.opposizione_silenzio", quando=_("quando l'ufficio non decide su quegli atti"), contenuto=_atti()
    ),
    Esempio(tipo="pratiche.opposizione_decisa", quando=_("quando l'ufficio decide su quegli atti"), contenuto=_atti()),
)
