"""What changes from one version of a service to another, in words that an office and a citizen understand."""

from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from portal.base.importi import euro
from pratiche.moduli.definizione import Campo, Definizione, Passo
from pratiche.moduli.regole import Bollo, Diritti

_TACIUTE = {"scelte", "campi"}  # options told in words of their own
# the kinds of question as people call them
TIPI_IN_PAROLE = {
    "testo": gettext_lazy("una riga di testo"),
    "area": gettext_lazy("un testo di più righe"),
    "numero": gettext_lazy("un numero"),
    "importo": gettext_lazy("una somma di denaro"),
    "data": gettext_lazy("una data"),
    "ora": gettext_lazy("un'ora"),
    "scelta": gettext_lazy("una risposta da scegliere"),
    "scelte": gettext_lazy("più risposte da scegliere"),
    "si_no": gettext_lazy("sì o no"),
    "email": gettext_lazy("un indirizzo e-mail"),
    "telefono": gettext_lazy("un numero di telefono"),
    "codice_fiscale": gettext_lazy("un codice fiscale"),
    "partita_iva": gettext_lazy("una partita IVA"),
    "iban": gettext_lazy("un IBAN"),
    "targa": gettext_lazy("una targa"),
    "indirizzo": gettext_lazy("un indirizzo"),
    "luogo": gettext_lazy("un luogo"),
    "file": gettext_lazy("file da allegare"),
    "dichiarazione": gettext_lazy("una dichiarazione"),
    "gruppo": gettext_lazy("righe da aggiungere"),
    "persona": gettext_lazy("una persona"),
    "veicolo": gettext_lazy("un veicolo"),
    "immobile": gettext_lazy("un immobile"),
    "calcolato": gettext_lazy("un risultato calcolato"),
    "testo_fisso": gettext_lazy("un testo da leggere"),
}
PER_ALTRI = {
    "mai": gettext_lazy("mai"),
    "per_legge": gettext_lazy("solo un genitore, un tutore o chi rappresenta per legge"),
    "sempre": gettext_lazy("sempre, anche con una delega"),
}
QUANDO = {
    "prima": gettext_lazy("si paga prima di inviare"),
    "presentazione": gettext_lazy("si paga dopo l'invio"),
    "accoglimento": gettext_lazy("si paga se è accolta"),
}


def differenze(prima: Definizione, dopo: Definizione) -> list[str]:
    """One line for each thing that changes: first what is asked, step by step, then the rules. Empty when all is equal."""
    return [*_dei_passi(prima, dopo), *_delle_domande(prima, dopo), *_delle_regole(prima, dopo)]


def _dei_passi(prima: Definizione, dopo: Definizione) -> Iterator[str]:
    vecchi, nuovi = ({passo.codice: passo for passo in uno.passi} for uno in (prima, dopo))
    for codice, passo in nuovi.items():
        if codice not in vecchi:
            yield _("Nuovo passo «%s».") % passo.titolo
            continue
        yield from _del_passo(vecchi[codice], passo)
    for codice in [uno for uno in vecchi if uno not in nuovi]:
        yield _("Il passo «%s» non c'è più.") % vecchi[codice].titolo
    comuni = [codice for codice in vecchi if codice in nuovi]
    if comuni != [codice for codice in nuovi if codice in vecchi]:
        yield _("I passi cambiano ordine: %s.") % ", ".join(passo.titolo for passo in nuovi.values())


def _del_passo(prima: Passo, dopo: Passo) -> Iterator[str]:
    if prima.titolo != dopo.titolo:
        yield _("Il passo «%(prima)s» ora si chiama «%(dopo)s».") % {"prima": prima.titolo, "dopo": dopo.titolo}
    if prima.aiuto != dopo.aiuto:
        yield _("Passo «%s»: cambia la spiegazione.") % dopo.titolo
    if dopo.richiedente and not prima.richiedente:
        yield _("I dati di chi chiede passano nel passo «%s».") % dopo.titolo
    yield from _delle_condizioni(prima, dopo, _("passo «%s»") % dopo.titolo)
    comuni = [campo.nome for campo in prima.campi if campo.nome in {c.nome for c in dopo.campi}]
    if comuni != [campo.nome for campo in dopo.campi if campo.nome in comuni]:
        yield _("Nel passo «%s» le domande cambiano ordine.") % dopo.titolo


def _delle_domande(prima: Definizione, dopo: Definizione) -> Iterator[str]:
    dove = {campo.nome: passo for passo in dopo.passi for campo in passo.campi}
    dove_prima = {campo.nome: passo for passo in prima.passi for campo in passo.campi}
    for nome, campo in dopo.per_nome.items():
        vecchio = prima.per_nome.get(nome)
        if vecchio is None:
            parole = {"etichetta": titolo_di(campo), "passo": dove[nome].titolo, "dovuta": _dovuta(campo)}
            yield _("Nuova domanda «%(etichetta)s» nel passo «%(passo)s» (%(dovuta)s).") % parole
            continue
        yield from _della_domanda(vecchio, campo)
        if dove_prima[nome].codice != dove[nome].codice:
            yield _("La domanda «%(etichetta)s» passa nel passo «%(passo)s».") % {
                "etichetta": titolo_di(campo),
                "passo": dove[nome].titolo,
            }
    for nome in [uno for uno in prima.per_nome if uno not in dopo.per_nome]:
        yield _("La domanda «%s» non c'è più.") % titolo_di(prima.per_nome[nome])


def _della_domanda(prima: Campo, dopo: Campo) -> Iterator[str]:
    titolo = titolo_di(dopo)
    if prima.etichetta != dopo.etichetta:
        yield _("La domanda «%(prima)s» ora dice «%(dopo)s».") % {"prima": titolo_di(prima), "dopo": titolo}
    if prima.tipo != dopo.tipo:
        yield _("«%(titolo)s»: cambia il tipo di risposta, da %(prima)s a %(dopo)s: va data di nuovo.") % {"titolo": titolo, "prima": _tipo(prima), "dopo": _tipo(dopo)}  # fmt: skip
    if prima.obbligatorio != dopo.obbligatorio:
        yield _("«%(titolo)s»: ora è %(dovuta)s.") % {"titolo": titolo, "dovuta": _dovuta(dopo)}
    if prima.aiuto != dopo.aiuto:
        yield _("«%s»: cambia la spiegazione.") % titolo
    yield from _delle_scelte(prima, dopo)
    yield from _delle_condizioni(prima, dopo, f"«{titolo}»")
    if prima.campi != dopo.campi:
        yield _("«%s»: cambiano le domande di ogni riga.") % titolo
    yield from _delle_opzioni(prima, dopo)


def _delle_scelte(prima: Campo, dopo: Campo) -> Iterator[str]:
    vecchie, nuove = dict(prima.scelte), dict(dopo.scelte)
    for codice in [uno for uno in nuove if uno not in vecchie]:
        yield _("«%(titolo)s»: si aggiunge la risposta «%(scelta)s».") % {
            "titolo": titolo_di(dopo),
            "scelta": nuove[codice],
        }
    for codice in [uno for uno in vecchie if uno not in nuove]:
        yield _("«%(titolo)s»: non c'è più la risposta «%(scelta)s».") % {
            "titolo": titolo_di(dopo),
            "scelta": vecchie[codice],
        }
    for codice in vecchie:
        if codice in nuove and vecchie[codice] != nuove[codice]:
            parole = {"titolo": titolo_di(dopo), "prima": vecchie[codice], "dopo": nuove[codice]}
            yield _("«%(titolo)s»: la risposta «%(prima)s» diventa «%(dopo)s».") % parole


def _delle_condizioni(prima: Campo | Passo, dopo: Campo | Passo, chi: str) -> Iterator[str]:
    quando = {
        "visibile_se": _("cambia quando si vede"),
        "obbligatorio_se": _("cambia quando è obbligatoria"),
        "abilitato_se": _("cambia quando si può compilare"),
    }
    for nome, parole in quando.items():
        if getattr(prima, nome) != getattr(dopo, nome):
            yield _("%(chi)s: %(che)s.") % {"chi": chi[:1].upper() + chi[1:], "che": parole}


def _delle_opzioni(prima: Campo, dopo: Campo) -> Iterator[str]:
    nomi = {
        "testo": _("cambia il testo"),
        "formula": _("cambia il modo in cui si calcola"),
        "minimo": _("cambia il valore più piccolo ammesso"),
        "massimo": _("cambia il valore più grande ammesso"),
        "massimo_file": _("cambia quanti file si possono allegare"),
        "minimo_righe": _("cambia quante righe servono almeno"),
        "massimo_righe": _("cambia quante righe si possono scrivere"),
        "decimali": _("cambia quante cifre si scrivono dopo la virgola"),
        "unita": _("cambia l'unità di misura"),
        "eta_minima": _("cambia l'età più bassa ammessa"),
        "eta_massima": _("cambia l'età più alta ammessa"),
        "anche_enti": _("cambia se vale anche il codice di un ente"),
    }
    nomi |= dict.fromkeys(("non_prima_di", "non_dopo", "entro_giorni"), _("cambiano i giorni ammessi"))
    if dopo.tipo in ("testo", "area"):
        nomi["massimo"] = _("cambia quanti caratteri si possono scrivere")
    for chiave in sorted((prima.opzioni.keys() | dopo.opzioni.keys()) - _TACIUTE):
        if prima.opzioni.get(chiave) != dopo.opzioni.get(chiave):
            yield f"«{titolo_di(dopo)}»: {nomi.get(chiave, _('cambia una regola (%s)') % chiave)}."


def _delle_regole(prima: Definizione, dopo: Definizione) -> Iterator[str]:
    for parole, vecchio, nuovo in _in_fila(prima, dopo):
        if vecchio != nuovo:
            yield _("%(che)s: da %(prima)s a %(dopo)s.") % {"che": parole, "prima": vecchio, "dopo": nuovo}
    testi = (
        (_("l'informativa sulla privacy"), _privacy(prima), _privacy(dopo)),
        (_("i documenti richiesti"), prima.documenti, dopo.documenti),
        (_("il testo dell'esito"), prima.esiti, dopo.esiti),
        (_("l'inizio della validità"), prima.campo_inizio, dopo.campo_inizio),
        (_("la fine della validità"), prima.campo_validita, dopo.campo_validita),
        (_("le regole del rinnovo"), prima.rinnovo, dopo.rinnovo),
        (_("le parole aggiunte ai messaggi"), prima.frasi_messaggi, dopo.frasi_messaggi),
        (_("le sessioni che possono chiederlo"), prima.sessioni, dopo.sessioni),
        (_("la firma di un'altra persona"), prima.firme, dopo.firme),
        (_("l'appuntamento richiesto"), prima.appuntamento, dopo.appuntamento),
        (_("le regole della graduatoria"), prima.graduatoria, dopo.graduatoria),
        (_("la norma sul silenzio"), prima.silenzio.frase_norma, dopo.silenzio.frase_norma),
        (_("la norma sul bollo"), prima.bollo and prima.bollo.frase_norma, dopo.bollo and dopo.bollo.frase_norma),
        (_("le regole della conservazione"), prima.conservazione, dopo.conservazione),
    )
    for che, vecchio_testo, nuovo_testo in testi:
        if vecchio_testo != nuovo_testo:
            yield _("Cambia: %s.") % che


def _in_fila(prima: Definizione, dopo: Definizione) -> Iterator[tuple[str, Any, Any]]:
    """The rules that are one value: what they are called, before and after."""
    for nome, parole in {
        "termine_giorni": _("Giorni per rispondere"),
        "integrazione_giorni": _("Giorni per integrare"),
        "preavviso_giorni": _("Giorni per le osservazioni al preavviso"),
        "livello": _("Livello di accesso"),
        "eta_minima": _("Età minima"),
        "ruolo_responsabile": _("Responsabile del procedimento"),
    }.items():
        yield parole, getattr(prima, nome), getattr(dopo, nome)
    for nome, parole in {
        "preavviso_previsto": _("Preavviso prima di respingere"),
        "codice_fiscale": _("Solo per chi ha un codice fiscale"),
        "riservata": _("Pratiche riservate"),
        "avvio_ufficio": _("Procedimenti avviati dall'ufficio"),
        "aggiorna_bozze": _("Bozze da portare a questa versione"),
    }.items():
        yield parole, _si_no(getattr(prima, nome)), _si_no(getattr(dopo, nome))
    yield _("Richiesta per un'altra persona"), _altri(prima), _altri(dopo)
    yield _("Effetto del silenzio"), prima.silenzio.effetto, dopo.silenzio.effetto
    yield _("Diritti"), _diritti(prima.diritti), _diritti(dopo.diritti)
    yield _("Bollo"), _bollo(prima.bollo), _bollo(dopo.bollo)
    yield _("Durata in mesi"), prima.durata_mesi or "-", dopo.durata_mesi or "-"


def _diritti(diritti: Diritti | None) -> str:
    if diritti is None:
        return _("nessuno")
    importo = euro(diritti.importo) if isinstance(diritti.importo, int) else _("calcolati («%s»)") % diritti.importo
    resto = ", " + _("rimborsabili") if diritti.rimborsabili else ""
    giorni = ngettext("entro %s giorno", "entro %s giorni", diritti.giorni) % diritti.giorni
    return f"«{diritti.causale}», {importo}, {QUANDO.get(diritti.quando, diritti.quando)}, {giorni}{resto}"


def _bollo(bollo: Bollo | None) -> str:
    return f"{bollo.modo} {euro(bollo.importo) if bollo.importo else ''}".strip() if bollo else _("nessuno")


def _privacy(definizione: Definizione) -> tuple[Any, Any]:
    return definizione.privacy_versione, definizione.frase_privacy


def _tipo(campo: Campo) -> Any:
    return TIPI_IN_PAROLE.get(campo.tipo, campo.tipo)


def _altri(definizione: Definizione) -> Any:
    return PER_ALTRI.get(definizione.per_altri, definizione.per_altri)


def _si_no(valore: bool) -> str:
    return _("Sì") if valore else _("No")


def _dovuta(campo: Campo) -> str:
    return _("obbligatoria") if campo.obbligatorio else _("facoltativa")


def titolo_di(campo: Campo) -> str:
    """What a question is called; a text between the questions has no name of its own."""
    return campo.etichetta or campo.nome
