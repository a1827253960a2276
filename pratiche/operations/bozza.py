"""Filling in: a draft is opened, grows step by step, is thrown away. Nothing of it reaches the office."""

import json
from itertools import chain, count
from pathlib import Path
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _

from portal.base.errors import DomainError
from portal.identita.models import Persona
from portal.identita.operations import titolo_per_agire
from portal.identita.sessione import Sessione
from portal.identita.stati import Facolta, Stanza
from portal.registro.atti import atto
from pratiche.compilazione import segno
from pratiche.models import (
    AllegatoPratica,
    Pratica,
    PreavvisoRigetto,
    RichiestaIntegrazione,
    VersioneServizio,
)
from pratiche.operations.carte import butta_file
from pratiche.operations.comune import controlla_bozza, controlla_compilatore
from pratiche.operations.delega import registra_atto
from pratiche.operations.diritti import lascia_gli_avvisi
from pratiche.operations.firme import sblocca
from pratiche.operations.tornate import controlla_aperta_ora
from pratiche.requisiti import controlla_requisiti


class CambiataAltrove(DomainError):
    """The same step was answered otherwise in another window, after this page was opened."""

    def __init__(self) -> None:
        super().__init__(
            _("Hai cambiato queste risposte in un'altra finestra. Qui sotto c'è quello che hai scritto ora: controlla e salva di nuovo per usarlo.")
        )  # fmt: skip


RISPOSTE_MASSIME = 1024 * 1024  # bytes of all the answers of a request


@atto
def apri_bozza(servizio_id: int, *, richiedente: Persona, attore: Persona, sessione: Sessione) -> Pratica:
    """Begin a request, after the privacy notice was read. Called again it gives the draft already there: one per service.

    The draft is of who asks, whoever fills it in. Raises DomainError when the service cannot be asked for, or not by this
    person for the other; NonAmmesso when not by this person or with this login.
    """
    return crea_bozza(versione_di(servizio_id), richiedente=richiedente, attore=attore, sessione=sessione)[0]


def versione_di(servizio_id: int) -> VersioneServizio:
    """What this service asks today. Raises DomainError when it cannot be asked for online."""
    versione = VersioneServizio.objects.ultima(servizio_id)
    if versione is None or not (versione.servizio.attivo and versione.servizio.online):
        raise DomainError(_("Questo servizio ora non si può chiedere online."))
    return versione


def crea_bozza(
    versione: VersioneServizio, *, richiedente: Persona, attore: Persona, sessione: Sessione, **campi: Any
) -> tuple[Pratica, bool]:
    """The draft of this person, and whether it is new: then it begins with `campi`."""
    servizio = versione.servizio
    mandato = titolo_per_agire(
        attore,
        richiedente,
        ente=servizio.ente,
        stanza=Stanza.PRATICHE,
        facolta=Facolta.FAI,
        servizio=servizio.slug,
    )
    controlla_requisiti(versione.definizione, chiede=attore, per=richiedente, sessione=sessione, mandato=mandato)
    pratica, nuova = Pratica.objects.get_or_create(
        richiedente=richiedente,
        servizio=servizio,
        stato="bozza",
        allo_sportello=False,
        defaults={
            "ente": servizio.ente,
            "ufficio": servizio.ufficio,
            "versione": versione,
            "contatti": contatti_di(richiedente, attore),
            **campi,
        },
    )
    if nuova and versione.definizione.graduatoria:
        controlla_aperta_ora(servizio.pk)
    if nuova:
        dati = {"versione": versione.impronta, "informativa": versione.definizione.privacy_versione}
        registra_atto("pratica.bozza_aperta", pratica, attore, mandato, **dati)
    return pratica, nuova


def contatti_di(richiedente: Persona, attore: Persona) -> dict[str, str]:
    """Of who asks; who has none (a child) is reached through who acts for them."""
    return {
        "email": richiedente.email or attore.email,
        "telefono": richiedente.cellulare or attore.cellulare,
    }


@atto
def salva_passo(
    pratica_id: int, *, attore: Persona, contatti: dict[str, Any], dati: dict[str, Any], visto: str = ""
) -> Pratica:
    """Keep the answers of a step, right or wrong: they are checked again before presenting.

    `visto` is the mark of the answers that the page showed (`compilazione.segno`). Raises CambiataAltrove, and keeps
    nothing, when another window wrote others since; DomainError when all the answers together are too long.
    """
    pratica = Pratica.objects.blocca(pratica_id)
    controlla_compilatore(pratica, attore)
    controlla_bozza(pratica)
    if visto and _diverse(pratica, contatti, dati) and visto != segno(pratica, [*contatti, *dati]):
        raise CambiataAltrove
    risposte = pratica.dati | dati
    if len(json.dumps(risposte).encode()) > RISPOSTE_MASSIME:
        raise DomainError(
            _(
                "Le risposte di questa richiesta superano 1 MB: accorcia i testi, e allega come documento quello che è lungo."
            )
        )
    pratica.scrivi(contatti=pratica.contatti | contatti, dati=risposte)
    return pratica


def _diverse(pratica: Pratica, contatti: dict[str, Any], dati: dict[str, Any]) -> bool:
    """Do these answers change those that are kept?"""
    return bool(pratica.contatti | contatti != pratica.contatti or pratica.dati | dati != pratica.dati)


@atto
def aggiorna_bozza(pratica_id: int, *, attore: Persona) -> Pratica:
    """Bring a draft to the version of today. Every answer stays: those no longer asked for are put aside, not thrown away."""
    pratica = Pratica.objects.blocca(pratica_id)
    mandato = controlla_compilatore(pratica, attore)
    controlla_bozza(pratica)
    ultima = VersioneServizio.objects.ultima(pratica.servizio_id)
    if ultima is None or ultima.pk == pratica.versione_id:
        return pratica
    pratica.scrivi(versione=ultima, dati=_con_i_tipi_di(ultima, pratica))
    registra_atto("pratica.bozza_aggiornata", pratica, attore, mandato, versione=ultima.impronta)
    return pratica


def _con_i_tipi_di(ultima: VersioneServizio, pratica: Pratica) -> dict[str, Any]:
    """The answers, those of another kind put aside under the number of their version: 3 metres are not 3 cents.

    What was written as text is read, and checked, as the new question wants.
    """
    prima, dopo = pratica.definizione.per_nome, ultima.definizione.per_nome
    cambiate = {nome for nome in prima.keys() & dopo.keys() if prima[nome].tipo != dopo[nome].tipo}
    accantonate = {nome for nome in cambiate & pratica.dati.keys() if not isinstance(pratica.dati[nome], str)}
    return {
        f"{nome}@{pratica.versione.numero}" if nome in accantonate else nome: valore
        for nome, valore in pratica.dati.items()
    }


@atto
def aggiungi_allegato(
    pratica_id: int,
    *,
    attore: Persona,
    campo: str,
    file: "UploadedFile[Any]",
    mime: str,
    integrazione_id: int | None = None,
    preavviso_id: int | None = None,
) -> AllegatoPratica:
    """Keep a file whose size and content were checked, with its safe name: in the draft, or in the answer being written."""
    pratica = Pratica.objects.blocca(pratica_id)
    controlla_compilatore(pratica, attore)
    _controlla_dove(pratica, integrazione_id, preavviso_id)
    allegato = AllegatoPratica(
        pratica=pratica,
        integrazione_id=integrazione_id,
        preavviso_id=preavviso_id,
        campo=campo,
        nome=nome_libero(pratica, str(file.name)),
        mime=mime,
        dimensione=file.size or 0,
    )
    allegato.file.save(allegato.nome, file, save=False)
    allegato.save()
    pratica.scrivi()
    return allegato


def nome_libero(pratica: Pratica, nome: str) -> str:
    """Telephones call every photograph the same: the second `foto.jpg` of a case is `foto (2).jpg`."""
    presi, diviso = set(pratica.allegati.values_list("nome", flat=True)), Path(nome)
    altri = (f"{diviso.stem[:130]} ({numero}){diviso.suffix}" for numero in count(2))
    return next(uno for uno in chain([nome], altri) if uno not in presi)


def _controlla_dove(pratica: Pratica, integrazione_id: int | None, preavviso_id: int | None) -> None:
    """A file goes in a draft, or in an answer not yet sent. Raises DomainError."""
    if integrazione_id:
        aperta = RichiestaIntegrazione.objects.get(pk=integrazione_id, pratica=pratica).aperta
    elif preavviso_id:
        aperta = PreavvisoRigetto.objects.get(pk=preavviso_id, pratica=pratica).aperta
    else:
        controlla_bozza(pratica)
        return
    if not aperta:
        raise DomainError(_("Hai già risposto a questa richiesta."))


@atto
def togli_allegato(allegato_id: int, *, attore: Persona) -> None:
    """Remove a file not yet sent. Twice is harmless."""
    collegati = ("pratica__ente", "pratica__servizio", "pratica__richiedente")
    allegato = AllegatoPratica.objects.select_related(*collegati).filter(pk=allegato_id, documento=None).first()
    if allegato is None:
        return
    controlla_compilatore(allegato.pratica, attore)
    butta_file(allegato)
    allegato.delete()


@atto
def elimina_bozza(pratica_id: int, *, attore: Persona) -> None:
    """Throw a draft away with its files. What was presented is never deleted, nor are payments: the office gives them back."""
    pratica = Pratica.objects.blocca(pratica_id)
    mandato = controlla_compilatore(pratica, attore)
    if pratica.bozza and pratica.in_firma_dal:
        sblocca(pratica)
    controlla_bozza(pratica)
    registra_atto("pratica.bozza_eliminata", pratica, attore, mandato)
    getta(pratica, attore=attore)


def getta(pratica: Pratica, *, attore: Persona | None) -> None:
    """What a draft leaves behind: no file, no payment still asked; what was paid the office gives back."""
    lascia_gli_avvisi(pratica, attore=attore)
    for allegato in pratica.allegati.all():
        butta_file(allegato)
    pratica.delete()
