"""What is right piece by piece but not as a whole: names used twice, conditions about questions that do not come before."""

from collections.abc import Iterator, Set
from dataclasses import dataclass, field
from string import Formatter
from typing import Any

from django.utils.translation import gettext as _

from pratiche.moduli import calcoli, condizioni
from pratiche.moduli.campi import TIPI
from pratiche.moduli.campi.tempo import OGGI
from pratiche.moduli.definizione import PRIVACY, RIEPILOGO, Definizione
from pratiche.moduli.domande import Campo, Condizione, Passo
from pratiche.moduli.graduatoria import DI_NASCITA, Graduatoria
from pratiche.moduli.pacchetto import RISERVATI
from pratiche.moduli.regole import ESENTE, NESSUNO, PRESENTAZIONE

SEGNAPOSTI = frozenset({"richiedente", "numero"})  # words an outcome may name beside the fields
DEL_POSTO = frozenset({"posizione", "punti", "sede", "inizio"})  # and, with a ranking, of the place
Incoerenze = Iterator[tuple[str, str]]  # the place and the words


@dataclass
class _Visti:
    """The questions met so far, in the order in which a person meets them; `tutti` are those of the whole package."""

    tutti: dict[str, Campo]
    prima: dict[str, Campo] = field(default_factory=dict)


def incoerenze(definizione: Definizione) -> Incoerenze:
    passi = definizione.passi
    yield from _ripetuti([passo.codice for passo in passi], "passi[{}].codice", {PRIVACY, RIEPILOGO})
    visti = _Visti(definizione.per_nome)
    presi = set(RISERVATI)
    for indice, passo in enumerate(passi):
        nomi = [campo.nome for campo in passo.campi]
        yield from _ripetuti(nomi, f"passi[{indice}].campi[{{}}].nome", presi)
        presi |= set(nomi)
        yield from _del_passo(passo, f"passi[{indice}]", visti)
    if [passo.richiedente for passo in passi].count(True) != 1:
        yield "passi", _("uno e un solo passo ha «richiedente: true».")
    yield from _delle_regole(definizione)
    yield from _degli_esiti(definizione)
    yield from _del_rinnovo(definizione)
    yield from _della_graduatoria(definizione, visti)
    for indice, documento in enumerate(definizione.documenti):
        if documento.campo and documento.campo not in definizione.per_nome:
            yield f"documenti[{indice}].campo", _("nessuna domanda si chiama «%s».") % documento.campo
        yield from _della_condizione(documento.se, f"documenti[{indice}].se", visti)


def _del_passo(passo: Passo, percorso: str, visti: _Visti) -> Incoerenze:
    yield from _delle_condizioni(passo, percorso, visti)
    if passo.richiedente and (passo.visibile_se or passo.abilitato_se):
        yield f"{percorso}.richiedente", _("il passo di chi chiede c'è sempre: non può avere condizioni.")
    yield from _delle_date(passo.campi, f"{percorso}.campi")
    for indice, campo in enumerate(passo.campi):
        dove = f"{percorso}.campi[{indice}]"
        yield from _delle_condizioni(campo, dove, visti)
        for chiave, testo in TIPI[campo.tipo].incoerenze(campo):
            yield f"{dove}.{chiave}", testo
        if campo.tipo == "gruppo":
            yield from _del_gruppo(campo, dove)
        if campo.tipo == "calcolato":
            yield from _della_formula(campo.opzioni["formula"], f"{dove}.formula", visti)
        visti.prima[campo.nome] = campo


def _del_gruppo(campo: Campo, percorso: str) -> Incoerenze:
    yield from _ripetuti([parte.nome for parte in campo.campi], f"{percorso}.campi[{{}}].nome", set())
    yield from _delle_date(campo.campi, f"{percorso}.campi")
    for indice, parte in enumerate(campo.campi):
        for chiave, testo in TIPI[parte.tipo].incoerenze(parte):
            yield f"{percorso}.campi[{indice}].{chiave}", testo


def _delle_condizioni(voce: Passo | Campo, percorso: str, visti: _Visti) -> Incoerenze:
    for nome in ("visibile_se", "obbligatorio_se", "abilitato_se"):
        yield from _della_condizione(getattr(voce, nome), f"{percorso}.{nome}", visti)


def _della_condizione(condizione: Condizione | None, percorso: str, visti: _Visti) -> Incoerenze:
    for dove, uno in condizioni.confronti(condizione, percorso):
        campo, rifiuto = _gia_chiesta(uno["campo"], visti)
        if campo is None:
            yield f"{dove}.campo", rifiuto
            continue
        tipo, (operatore, atteso) = TIPI[campo.tipo], condizioni.confronto(uno)
        if operatore not in tipo.operatori:
            ammessi = ", ".join(nome for nome in condizioni.OPERATORI if nome in tipo.operatori) or "-"
            parole = {"nome": campo.nome, "tipo": campo.tipo, "ammessi": ammessi}
            yield f"{dove}.{operatore}", _("«%(nome)s» (%(tipo)s) si confronta solo con: %(ammessi)s.") % parole
        elif operatore != "compilato":
            attesi = atteso if isinstance(atteso, list) else [atteso]
            for testo in filter(None, (tipo.valore_di_confronto(campo, valore) for valore in attesi)):
                yield f"{dove}.{operatore}", testo


def _gia_chiesta(nome: str, visti: _Visti) -> tuple[Campo | None, str]:
    """An earlier question, or why it is not one. What comes later, or the question itself, would go round in a circle."""
    if nome in visti.prima:
        return visti.prima[nome], ""
    if nome in visti.tutti:
        return None, _("«%s» viene dopo o è la domanda stessa: una condizione guarda solo domande precedenti.") % nome
    return None, _("nessuna domanda si chiama «%s».") % nome


def _della_formula(formula: calcoli.Formula, percorso: str, visti: _Visti) -> Incoerenze:
    for dove, nome, tipi in calcoli.citati(formula, percorso):
        citata, rifiuto = _gia_chiesta(nome, visti)
        if citata is None:
            yield dove, rifiuto
        elif citata.tipo not in tipi:
            parole = {"nome": nome, "tipo": citata.tipo, "ammessi": ", ".join(sorted(tipi))}
            yield dove, _("«%(nome)s» è di tipo %(tipo)s: qui serve %(ammessi)s.") % parole
    for dove, argomento in calcoli.tabelle(formula, percorso):
        yield from _della_tabella(argomento, dove, visti)


def _della_tabella(argomento: dict[str, Any], percorso: str, visti: _Visti) -> Incoerenze:
    if "fasce" in argomento:
        limiti = [fascia.get("fino_a") for fascia in argomento["fasce"]]
        chiusi = [limite for limite in limiti if limite is not None]
        if None in limiti[:-1] or chiusi != sorted(set(chiusi)):
            yield (
                f"{percorso}.fasce",
                _("le fasce vanno dalla più bassa alla più alta; solo l'ultima può essere senza limite."),
            )
        return
    citata = visti.prima.get(argomento["di"])
    codici = (
        {"si", "no"}
        if citata and citata.tipo == "si_no"
        else {codice for codice, _t in citata.scelte}
        if citata
        else set()
    )
    for codice in argomento["valori"].keys() ^ codici if citata else ():
        yield f"{percorso}.valori", _("«%s» manca nella tabella o fra le scelte.") % codice


def _delle_date(campi: tuple[Campo, ...], percorso: str) -> Incoerenze:
    date = {campo.nome for campo in campi if campo.tipo == "data"}
    for indice, campo in enumerate(campi):
        for chiave in ("non_prima_di", "non_dopo"):
            if campo.opzioni.get(chiave, OGGI) not in date - {campo.nome} | {OGGI}:
                yield f"{percorso}[{indice}].{chiave}", _("serve «oggi» o un'altra data dello stesso passo.")


def _delle_regole(definizione: Definizione) -> Incoerenze:
    diritti, bollo = definizione.diritti, definizione.bollo
    if diritti and not definizione.codice_fiscale:
        yield "chi.codice_fiscale", _("chi deve pagare ha bisogno di un codice fiscale.")
    if diritti and isinstance(diritti.importo, str):
        campo = definizione.per_nome.get(diritti.importo)
        if campo is None or campo.opzioni.get("formato") != "importo":
            yield "diritti.importo", _("serve una domanda di tipo calcolato con «formato: importo».")
    if bollo and bollo.modo != ESENTE and not bollo.importo:
        yield "bollo.importo", _("manca.")
    if bollo and bollo.modo == ESENTE and not bollo.frase_norma:
        yield "bollo.norma", _("l'esenzione dal bollo vuole la sua norma.")
    if bollo and bollo.con_i_diritti and not diritti:
        yield "bollo.modo", _("il bollo virtuale si paga con i diritti: servono i «diritti».")
    yield from _delle_firme(definizione)
    if definizione.silenzio.effetto != NESSUNO and not definizione.silenzio.frase_norma:
        yield "silenzio.norma", _("l'effetto del silenzio vuole l'articolo di legge che lo dice.")


def _delle_firme(definizione: Definizione) -> Incoerenze:
    """The second person is named by one question, and written to at the address of another: asked in the same cases."""
    if definizione.firme is None:
        return
    chi, email = (definizione.per_nome.get(nome) for nome in (definizione.firme.chi, definizione.firme.email))
    if chi is None or chi.tipo != "persona":
        yield "firme.chi", _("serve una domanda di tipo persona.")
    if email is None or email.tipo != "email":
        yield "firme.email", _("serve una domanda di tipo email.")
    elif chi and not (_sempre_con(email, chi) and _quando(email, definizione) == _quando(chi, definizione)):
        yield "firme.email", _("si chiede negli stessi casi di «%s», e allora è obbligatoria: senza, l'invito non parte.") % chi.nome  # fmt: skip


def _sempre_con(campo: Campo, altro: Campo) -> bool:
    """Must it be answered whenever the other is?"""
    if campo.obbligatorio_se:
        return campo.obbligatorio_se == {"campo": altro.nome, "compilato": True}
    return campo.obbligatorio


def _quando(campo: Campo, definizione: Definizione) -> list[Condizione | None]:
    """In which cases it is asked, with its step."""
    passo = next(passo for passo in definizione.passi if campo in passo.campi)
    return [voce for uno in (passo, campo) for voce in (uno.visibile_se, uno.abilitato_se)]


def _della_graduatoria(definizione: Definizione, visti: _Visti) -> Incoerenze:
    regole = definizione.graduatoria
    if regole is None:
        return
    yield from _del_procedimento(definizione)
    for indice, criterio in enumerate(regole.criteri):
        dove = f"graduatoria.criteri[{indice}]"
        yield from _della_condizione(criterio.se, f"{dove}.se", visti)
        yield from _della_formula(criterio.punti, f"{dove}.punti", visti)
    for indice, riserva in enumerate(regole.riserve):
        yield from _della_condizione(riserva.se, f"graduatoria.riserve[{indice}].se", visti)
    yield from _ripetuti([uno.codice for uno in regole.criteri], "graduatoria.criteri[{}].codice", set())
    yield from _ripetuti([una.codice for una in regole.riserve], "graduatoria.riserve[{}].codice", set())
    if sum(riserva.percento for riserva in regole.riserve) > 100:
        yield "graduatoria.riserve", _("le riserve insieme superano il 100 per cento.")
    yield from _delle_parita(regole, definizione)
    yield from _del_soggetto(regole.soggetto, definizione)
    for indice, nome in enumerate(regole.iscritti):
        if nome not in definizione.per_nome:
            yield f"graduatoria.iscritti[{indice}]", _("nessuna domanda si chiama «%s».") % nome
    yield from _delle_preferenze(regole.preferenze, definizione)


def _del_procedimento(definizione: Definizione) -> Incoerenze:
    """What a procedure with a ranking cannot be."""
    if definizione.preavviso_previsto:
        yield "graduatoria", _("con una graduatoria serve «preavviso_previsto: false» (articolo 10-bis della legge 241/1990).")  # fmt: skip
    if definizione.silenzio.effetto != NESSUNO:
        yield "silenzio.effetto", _("con una graduatoria il silenzio non decide: serve «nessuno».")
    if definizione.paga_quando(PRESENTAZIONE):
        yield "diritti.quando", _("con una graduatoria si paga prima di inviare o quando si ottiene il posto: serve «prima» o «accoglimento».")  # fmt: skip


def _delle_parita(regole: Graduatoria, definizione: Definizione) -> Incoerenze:
    for indice, parita in enumerate(regole.parita):
        if not parita.campo:
            continue
        campo, dove = definizione.per_nome.get(parita.campo), f"graduatoria.parita[{indice}]"
        ammessi = calcoli.NASCITE if parita.prima in DI_NASCITA else calcoli.NUMERI
        if campo is None:
            yield f"{dove}.campo", _("nessuna domanda si chiama «%s».") % parita.campo
        elif campo.tipo not in ammessi:
            parole = {"nome": campo.nome, "tipo": campo.tipo, "ammessi": ", ".join(sorted(ammessi))}
            yield f"{dove}.campo", _("«%(nome)s» è di tipo %(tipo)s: qui serve %(ammessi)s.") % parole


def _del_soggetto(nome: str, definizione: Definizione) -> Incoerenze:
    """Who the place is for is known by a codice fiscale."""
    campo = definizione.per_nome.get(nome)
    if nome and (campo is None or campo.tipo not in {"persona", "codice_fiscale"}):
        yield "graduatoria.soggetto", _("serve una domanda di tipo persona o codice_fiscale.")


def _delle_preferenze(nomi: tuple[str, ...], definizione: Definizione) -> Incoerenze:
    """Where one wants to be: choices of one, all with the same codes."""
    campi = [definizione.per_nome.get(nome) for nome in nomi]
    for indice, campo in enumerate(campi):
        if campo is None or campo.tipo != "scelta":
            yield f"graduatoria.preferenze[{indice}]", _("«%s» non è una domanda di tipo scelta.") % nomi[indice]
    codici = [[codice for codice, _parole in campo.scelte] for campo in campi if campo]
    if any(sorted(uno) != sorted(codici[0]) for uno in codici[1:]):
        yield "graduatoria.preferenze", _("le preferenze devono avere le stesse scelte.")


def _degli_esiti(definizione: Definizione) -> Incoerenze:
    for chiave, nome in (("valido_dal", definizione.campo_inizio), ("valido_fino", definizione.campo_validita)):
        if nome and (nome not in definizione.per_nome or definizione.per_nome[nome].tipo != "data"):
            yield f"esito.{chiave}", _("«%s» non è una data della richiesta.") % nome
    segnaposti = SEGNAPOSTI | (DEL_POSTO if definizione.graduatoria else set())
    ammessi = definizione.per_nome.keys() | segnaposti
    for nome, modello in definizione.esiti.items():
        if not _solo_nomi(modello.testo, ammessi):
            percorso = "esito.testo" if nome == "accolta" else f"altri_esiti.{nome}.testo"
            yield percorso, _("tra parentesi graffe puoi usare solo nomi di campi, richiedente e numero.")


def _solo_nomi(testo: str, ammessi: Set[str]) -> bool:
    """Are the marks of this text bare names? No formats, conversions or attributes: a text is never a programme."""
    try:
        segni = [(nome, formato, come) for _prima, nome, formato, come in Formatter().parse(testo) if nome is not None]
    except ValueError:
        return False
    return all(nome in ammessi and not formato and not come for nome, formato, come in segni)


def _del_rinnovo(definizione: Definizione) -> Incoerenze:
    """Only what ends is asked again, and a place in a ranking is not."""
    rinnovo = definizione.rinnovo
    if rinnovo is None:
        return
    if not definizione.scade:
        yield "rinnovo", _("si rinnova solo ciò che scade: serve «esito.valido_fino» o «esito.durata_mesi».")
    if definizione.graduatoria:
        yield "rinnovo", _("con una graduatoria il posto non si rinnova.")
    for indice, nome in enumerate(rinnovo.chiedi_di_nuovo):
        if nome not in definizione.per_nome:
            yield f"rinnovo.chiedi_di_nuovo[{indice}]", _("nessuna domanda si chiama «%s».") % nome


def _ripetuti(nomi: list[str], percorso: str, presi: set[str]) -> Incoerenze:
    for indice, nome in enumerate(nomi):
        if nome in presi or nome in nomi[:indice]:
            yield percorso.format(indice), _("«%s» è già usato.") % nome
