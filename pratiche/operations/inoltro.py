"""A draft becomes a case of the office: number, documents, timeline, receipt. What every way of sending a request ends with."""

import datetime as dt
from typing import Any

from django.utils import timezone

from pagamenti.models import Avviso
from pagamenti.operations import annulla_avviso
from portal.enti.models import Incarico
from portal.identita.models import Persona, Rappresentanza
from portal.identita.sessione import Sessione
from portal.registro.operations import registra
from pratiche import messaggi
from pratiche.compilazione import quadro
from pratiche.models import AllegatoPratica, Numeratore, Passaggio, Pratica, Stampa
from pratiche.moduli.regole import PRESENTAZIONE
from pratiche.operations.candidature import candida
from pratiche.operations.carte import archivia_allegati, butta_file, chiedi_stampa
from pratiche.operations.comune import segna, togli_avviso
from pratiche.operations.delega import racconta, registra_atto
from pratiche.operations.diritti import chiedi_diritti, controlla_anticipo
from pratiche.operations.restituzioni import Motivo, restituisci
from pratiche.operations.riserve import nasce_riservata
from pratiche.operations.segnalazioni import annuncia
from pratiche.operations.tornate import tornata_aperta
from pratiche.operations.validita import dimentica_la_scadenza
from pratiche.pagamento import Conto
from pratiche.stati import Atto

# what is kept of the login with which a request was signed
DELLA_SESSIONE = (
    "metodo", "livello", "tipo", "idp", "entrato_il", "denominazione", "codice_fiscale_impresa", "partita_iva",
)  # fmt: skip
# the receipt waits this long for the protocol number, then leaves without it and a second version follows
ATTESA_PROTOCOLLO = dt.timedelta(seconds=20)


def inoltra(
    pratica: Pratica,
    allegati: list[AllegatoPratica],
    *,
    attore: Persona,
    sottoscrizione: dict[str, Any],
    mandato: Rappresentanza | None = None,
    arrivata: dt.datetime | None = None,
) -> Pratica:
    """Present a locked draft that was checked: from now the office has it and the term runs. Raises DaPagarePrima.

    `sottoscrizione` is how who asks signed it (`sottoscrizione_di`); `arrivata`, when the act that sends it began: now.
    """
    adesso = arrivata or timezone.now()
    tornata = tornata_aperta(pratica, adesso)
    stato = controlla_anticipo(pratica)
    pratica.dati, allegati = _tieni_cio_che_conta(pratica, allegati)
    # the number of the case before that of its notice: everybody takes the two locks in this order
    pratica.anno, pratica.numero = Numeratore.prossimo(pratica.ente, adesso)
    avviso = _da_pagare_dopo(pratica, attore) if stato is None else _pagato_prima(stato, attore)
    pratica.compi(
        Atto.PRESENTA,
        anno=pratica.anno,
        numero=pratica.numero,
        presentata_il=adesso,
        responsabile=responsabile_di(pratica),
        identita=identita_di(pratica.richiedente),
        sottoscrizione=sottoscrizione,
        presentata_da=pratica.presentata_da or (attore if mandato else None),
        avviso=avviso,
        pagata_il=adesso if avviso and avviso.pagato else None,
        dati=pratica.dati,
        in_firma_dal=None,
        silenzio=pratica.definizione.silenzio.effetto,
        termine_dal=timezone.localdate(tornata.chiude_il) if tornata else None,
    )
    nasce_riservata(pratica)
    candida(pratica, tornata)
    if pratica.rinnova:
        dimentica_la_scadenza(pratica.rinnova.pratica)
    archivia_allegati(pratica, allegati, attore=attore)
    _racconta_il_pagamento(pratica, stato)
    segna(pratica, Passaggio.Genere.PRESENTATA, quando=adesso, mandato=mandato)
    registra_atto("pratica.presentata", pratica, attore, mandato, numero=pratica.sigla)
    annuncia(pratica)
    chiedi_stampa(pratica, Stampa.Genere.ISTANZA)
    chiedi_stampa(pratica, Stampa.Genere.RICEVUTA, fra=ATTESA_PROTOCOLLO)
    racconta(pratica, messaggi.presentata(pratica))
    return pratica


def _da_pagare_dopo(pratica: Pratica, attore: Persona) -> Avviso | None:
    """The notice issued with the presentation. One of an older version, that was paid before, goes first."""
    togli_avviso(pratica, attore=attore, motivo="il modulo è cambiato")
    gia_pagato = pratica.avviso if pratica.avviso and pratica.avviso.pagato else None
    return gia_pagato or chiedi_diritti(pratica, PRESENTAZIONE, attore=attore)


def _pagato_prima(stato: Conto, attore: Persona) -> Avviso | None:
    """The notice that was paid; what is still open is no longer due."""
    if stato.aperto:
        annulla_avviso(stato.aperto.pk, attore=attore, motivo="non più dovuto")
    return stato.pagato


def _racconta_il_pagamento(pratica: Pratica, stato: Conto | None) -> None:
    """On the timeline, with its day; and the office learns what it must give back."""
    avviso = pratica.avviso
    if avviso is None or not avviso.pagato:
        return
    segna(pratica, Passaggio.Genere.PAGATA, quando=avviso.pagato_il)
    registra("pratica.pagamento_annotato", pratica, None, ente=pratica.ente, dati={"nav": avviso.nav})
    if stato and stato.eccedenza:
        restituisci(avviso, stato.eccedenza, Motivo.IMPORTO_CAMBIATO, ufficio=pratica.ufficio, pratica=pratica)  # fmt: skip


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


def responsabile_di(pratica: Pratica) -> Persona | None:
    """Who answers for the procedure in the office (art. 5 L. 241/1990); nobody appointed means the head of the office."""
    ruolo = pratica.definizione.ruolo_responsabile
    incarico = (
        Incarico.objects.filter(ufficio=pratica.ufficio, ruolo=ruolo, attivo=True, persona__is_active=True)
        .select_related("persona")
        .order_by("pk")
        .first()
    )
    return incarico.persona if incarico else None


def sottoscrizione_di(sessione: Sessione, mandato: Rappresentanza | None) -> dict[str, Any]:
    """How the person had entered: with the act of sending it stands for the signature (art. 65 c. 1 b CAD).

    Who signs for another is named, with the title of that day.
    """
    come = {nome: getattr(sessione, nome) for nome in DELLA_SESSIONE}
    if mandato is None:
        return come
    return {**come, "per_mezzo_di": per_mezzo_di(mandato)}


def per_mezzo_di(mandato: Rappresentanza) -> dict[str, Any]:
    """Who signs for another, as they were known that day, and with which title."""
    return identita_di(mandato.rappresentante) | {"titolo": mandato.specie, "rappresentanza": str(mandato.codice)}


def identita_di(persona: Persona) -> dict[str, Any]:
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
