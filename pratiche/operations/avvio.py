"""A proceeding that nobody asked for: the office starts it, and says so to the person it concerns (art. 7-8 L. 241/1990)."""

import uuid
from collections.abc import Iterable, Mapping
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.utils import timezone
from django.utils.translation import gettext as _

from portal.base.errors import DomainError
from portal.catalogo.models import Servizio
from portal.identita.models import Persona
from portal.identita.operations import conosci_molti
from portal.registro.atti import atto
from portal.registro.operations import registra
from pratiche import messaggi
from pratiche.models import Numeratore, Passaggio, Pratica, Stampa, VersioneServizio
from pratiche.models.scelte import Origine
from pratiche.operations.carte import chiedi_stampa, file_dell_ufficio
from pratiche.operations.comune import controlla_operatore, segna
from pratiche.operations.delega import racconta
from pratiche.operations.esito import concludi, prepara_decisione
from pratiche.operations.inoltro import identita_di, responsabile_di
from pratiche.operations.riserve import nasce_riservata
from pratiche.stati import Atto, Stato, arrivo


@atto
def avvia_d_ufficio(
    servizio_id: int,
    *,
    attore: Persona,
    codice_fiscale: str,
    anagrafica: Mapping[str, str],
    oggetto: str,
    motivi: str,
    chiave: uuid.UUID,
    documenti: Iterable["UploadedFile[Any]"] = (),
) -> Pratica:
    """Start it: it has a number and a term from now, and is already in the hands of who started it. `chiave` sent again opens nothing.

    `anagrafica` (nome, cognome, denominazione) is used only for who the portal does not know yet. Silence never grants or
    refuses what nobody asked (art. 20).
    """
    if gia_avviata := Pratica.objects.filter(codice=chiave, origine=Origine.UFFICIO).first():
        return gia_avviata
    if not (oggetto.strip() and motivi.strip()):
        raise DomainError(_("Scrivi l'oggetto del procedimento e perché l'ufficio lo avvia."))
    pratica = _nuova(servizio_id, attore, codice=chiave, oggetto=oggetto.strip())
    pratica.richiedente = conosci_molti({codice_fiscale: anagrafica})[codice_fiscale]
    pratica.identita = identita_di(pratica.richiedente)
    pratica.anno, pratica.numero = Numeratore.prossimo(pratica.ente, timezone.now())
    pratica.save(force_insert=True)
    pratica.scrivi(identita=pratica.identita)  # with the copy of its term, and the words by which it is found
    nasce_riservata(pratica, attore=attore)
    file_dell_ufficio(pratica, documenti, attore=attore)
    segna(pratica, Passaggio.Genere.AVVIATA, motivi.strip(), quando=pratica.presentata_il)
    registra("pratica.avviata_d_ufficio", pratica, attore, ente=pratica.ente, dati={"numero": pratica.sigla})
    chiedi_stampa(pratica, Stampa.Genere.AVVIO)
    racconta(pratica, messaggi.avvio(pratica))
    return pratica


def _nuova(servizio_id: int, attore: Persona, **campi: Any) -> Pratica:
    """The case before it is stored: in the hands of the officer, whose office must be that of the service. Raises DomainError."""
    servizio = Servizio.objects.select_related("ente", "ufficio").get(pk=servizio_id)
    versione = VersioneServizio.objects.ultima(servizio.pk)
    if versione is None or not versione.definizione.avvio_ufficio:
        raise DomainError(_("Questo servizio non prevede procedimenti avviati dall'ufficio."))
    adesso = timezone.now()
    pratica = Pratica(
        origine=Origine.UFFICIO,
        ente=servizio.ente,
        servizio=servizio,
        versione=versione,
        ufficio=servizio.ufficio,
        stato=arrivo(Stato.BOZZA, Atto.AVVIA),
        assegnatario=attore,
        presentata_il=adesso,
        presa_in_carico_il=adesso,
        **campi,
    )
    controlla_operatore(pratica, attore)
    pratica.responsabile = responsabile_di(pratica)
    return pratica


@atto
def adotta_provvedimento(pratica_id: int, *, attore: Persona, motivazione: str, valutazione: str = "") -> Pratica:
    """Close what the office had started with a measure: facts, laws and decision (art. 3).

    `valutazione` says how the memorie were weighed: without it they cannot be passed over (art. 10).
    """
    if not motivazione.strip():
        raise DomainError(_("Scrivi i motivi e la decisione: la legge vuole la motivazione."))
    pratica = prepara_decisione(pratica_id, Atto.ACCOGLI, attore, valutazione)
    if not pratica.d_ufficio:
        raise DomainError(_("Questa pratica viene da una richiesta: si accoglie o si respinge."))
    concludi(pratica, Atto.ACCOGLI, motivazione, valutazione, attore=attore)
    segna(pratica, Passaggio.Genere.PROVVEDIMENTO, motivazione)
    registra("pratica.provvedimento", pratica, attore, ente=pratica.ente)
    racconta(pratica, messaggi.provvedimento(pratica))
    return pratica
