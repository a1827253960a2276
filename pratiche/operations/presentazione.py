"""The act of the citizen: present a request, withdraw it."""

import datetime as dt
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from pagamenti.models import Avviso
from pagamenti.operations import emetti_avviso
from portal.base.errors import DomainError
from portal.enti.models import Incarico
from portal.identita.models import Persona, Rappresentanza
from portal.identita.sessione import Sessione
from pratiche import messaggi
from pratiche.compilazione import dovuto, primo_incompleto, quadro
from pratiche.models import AllegatoPratica, Numeratore, Passaggio, Pratica, Stampa
from pratiche.operations.comune import (
    RichiestaIncompleta,
    archivia_allegati,
    butta_file,
    caricati,
    chiedi_stampa,
    chiudi,
    controlla_richiedente,
    segna,
    togli_avviso,
)
from pratiche.operations.delega import racconta, registra_atto
from pratiche.requisiti import controlla_requisiti
from pratiche.stati import Atto, Stato

# what is kept of the login with which a request was signed
DELLA_SESSIONE = (
    "metodo", "livello", "tipo", "idp", "entrato_il", "denominazione", "codice_fiscale_impresa", "partita_iva",
)  # fmt: skip
# the receipt waits this long for the protocol number, then leaves without it and a second version follows
ATTESA_PROTOCOLLO = dt.timedelta(seconds=20)


@transaction.atomic
def presenta(pratica_id: int, *, attore: Persona, confermata: str, sessione: Sessione) -> Pratica:
    """Submit the request: from now the office has it and the term runs. The second of two clicks finds it done.

    `confermata` is the mark of the summary the person read (`Pratica.impronta_bozza`). Raises RichiestaIncompleta when an
    answer is missing or not valid any more, NonAmmesso when the login is not enough, DomainError when the draft changed since the summary or the fee cannot be asked.
    """
    pratica = Pratica.objects.blocca(pratica_id)
    mandato = controlla_richiedente(pratica, attore)
    if not pratica.bozza:
        return pratica
    # the draft may have been opened with another login than the one that signs it
    controlla_requisiti(pratica.definizione, chiede=attore, per=pratica.richiedente, sessione=sessione, mandato=mandato)
    allegati = list(pratica.allegati.all())
    _controlla(pratica, allegati, confermata)
    pratica.dati, allegati = _tieni_cio_che_conta(pratica, allegati)
    # the locks of numbering and notices come before the first line of the register: everybody takes them in this order
    adesso = timezone.now()
    pratica.anno, pratica.numero = Numeratore.prossimo(pratica.ente, adesso)
    avviso = chiedi_diritti(pratica, "presentazione", attore=attore)
    pratica.compi(
        Atto.PRESENTA,
        anno=pratica.anno,
        numero=pratica.numero,
        presentata_il=adesso,
        responsabile=_responsabile(pratica),
        identita=_identita(pratica.richiedente),
        sottoscrizione=_sottoscrizione(sessione, mandato),
        presentata_da=attore if mandato else None,
        avviso=avviso,
        dati=pratica.dati,
        silenzio=pratica.definizione.silenzio.effetto,
    )
    archivia_allegati(pratica, allegati, attore=attore)
    segna(pratica, Passaggio.Genere.PRESENTATA, quando=adesso, mandato=mandato)
    registra_atto("pratica.presentata", pratica, attore, mandato, numero=pratica.sigla)
    chiedi_stampa(pratica, Stampa.Genere.ISTANZA)
    chiedi_stampa(pratica, Stampa.Genere.RICEVUTA, fra=ATTESA_PROTOCOLLO)
    racconta(pratica, messaggi.presentata(pratica))
    return pratica


@transaction.atomic
def ritira(pratica_id: int, *, attore: Persona, motivo: str = "") -> Pratica:
    """The citizen no longer wants it. Possible until the decision; a fee still to pay is asked no more. Twice is harmless."""
    pratica = Pratica.objects.blocca(pratica_id)
    mandato = controlla_richiedente(pratica, attore)
    if pratica.stato == Stato.RITIRATA:
        return pratica
    pratica.controlla_atto(Atto.RITIRA)
    togli_avviso(pratica, attore=attore, motivo="pratica ritirata")
    chiudi(pratica, Atto.RITIRA, conclusa_il=timezone.now(), esito=motivo)
    segna(pratica, Passaggio.Genere.RITIRATA, motivo, mandato=mandato)
    registra_atto("pratica.ritirata", pratica, attore, mandato)
    racconta(pratica, messaggi.ritirata(pratica))
    return pratica


def chiedi_diritti(pratica: Pratica, quando: str, *, attore: Persona | None) -> Avviso | None:
    """The payment notice of the fee due at this moment, if the service has one."""
    diritti = pratica.definizione.paga_quando(quando)
    importo = dovuto(pratica, quadro(pratica, pratica.dati_correnti)).totale
    if diritti is None or not importo:
        return None
    return emetti_avviso(
        ente=pratica.ente,
        debitore=pratica.richiedente,
        origine=pratica.origine_avviso,
        servizio=pratica.servizio.slug,
        causale=f"{diritti.causale} - {pratica.sigla}",
        importo=importo,
        scadenza=timezone.localdate() + dt.timedelta(days=diritti.giorni),
        attore=attore,
    )


def _controlla(pratica: Pratica, allegati: list[AllegatoPratica], confermata: str) -> None:
    if not pratica.servizio.attivo:
        raise DomainError(_("Il servizio è stato sospeso: la tua bozza resta salvata, potrai inviarla quando riapre."))
    passo = primo_incompleto(pratica, caricati(allegati))
    if passo:
        raise RichiestaIncompleta(passo.codice)
    if confermata != pratica.impronta_bozza([str(allegato.codice) for allegato in allegati]):
        raise DomainError(
            _("La richiesta è cambiata dopo che hai aperto il riepilogo: ricontrollala e invia di nuovo.")
        )


def _tieni_cio_che_conta(
    pratica: Pratica, allegati: list[AllegatoPratica]
) -> tuple[dict[str, Any], list[AllegatoPratica]]:
    """What is presented: answers and files of the questions that are asked, what is computed. The rest goes away here."""
    presentato = quadro(pratica)
    superflui = [allegato for allegato in allegati if not presentato.conta(allegato.campo)]
    for allegato in superflui:
        butta_file(allegato)
        allegato.delete()
    return presentato.valori, [allegato for allegato in allegati if presentato.conta(allegato.campo)]


def _responsabile(pratica: Pratica) -> Persona | None:
    """Who answers for the procedure in the office (art. 5 L. 241/1990); nobody appointed means the head of the office."""
    ruolo = pratica.definizione.ruolo_responsabile
    incarico = (
        Incarico.objects.filter(ufficio=pratica.ufficio, ruolo=ruolo, attivo=True)
        .select_related("persona")
        .order_by("pk")
        .first()
    )
    return incarico.persona if incarico else None


def _sottoscrizione(sessione: Sessione, mandato: Rappresentanza | None) -> dict[str, Any]:
    """How the person had entered: with the act of sending it stands for the signature (art. 65 c. 1 b CAD).

    Who signs for another is named, with the title of that day.
    """
    come = {nome: getattr(sessione, nome) for nome in DELLA_SESSIONE}
    if mandato is None:
        return come
    titolo = {"titolo": mandato.specie, "rappresentanza": str(mandato.codice)}
    return {**come, "per_mezzo_di": _identita(mandato.rappresentante) | titolo}


def _identita(persona: Persona) -> dict[str, Any]:
    """A person as the digital identity said that day, or a company as it was known."""
    if persona.e_impresa:
        return {
            "denominazione": persona.denominazione,
            "codice_fiscale": persona.codice_fiscale,
            "partita_iva": persona.partita_iva,
        }
    return {
        "nome": persona.nome,
        "cognome": persona.cognome,
        "codice_fiscale": persona.codice_fiscale or "",
        "codice_eidas": persona.codice_eidas or "",
        "data_nascita": persona.data_nascita.isoformat() if persona.data_nascita else "",
    }
