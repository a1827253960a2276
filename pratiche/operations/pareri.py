"""Asking another office before deciding (art. 16 and 17 L. 241/1990). Nothing of this stops the term of the case."""

import uuid
from collections.abc import Callable, Iterable
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.utils import timezone
from django.utils.translation import gettext as _

from notifiche.operations import Contenuto
from portal.base.errors import DomainError
from portal.documenti.models import Documento
from portal.enti.models import Ufficio
from portal.identita.models import Persona
from portal.registro.atti import atto
from portal.registro.operations import registra
from pratiche import messaggi_pareri, termini
from pratiche.models import Parere, Passaggio, Pratica
from pratiche.operations.carte import file_dell_ufficio
from pratiche.operations.comune import controlla_di_ufficio, controlla_operatore, segna
from pratiche.operations.delega import racconta

GIORNI = {Parere.Genere.PARERE: termini.PARERE, Parere.Genere.VALUTAZIONE: termini.VALUTAZIONE}


@atto
def chiedi_parere(
    pratica_id: int,
    *,
    attore: Persona,
    ufficio: uuid.UUID,
    genere: str,
    quesito: str,
    documenti: Iterable[Documento] = (),
) -> Parere:
    """Ask an office of the ente, which sees the question and these documents and nothing else. One open question for each office."""
    pratica = Pratica.objects.blocca(pratica_id)
    controlla_operatore(pratica, attore)
    if not pratica.aperta or pratica.silenzio_maturo:
        raise DomainError(_("La pratica è conclusa: un parere non serve più."))
    altro = Ufficio.objects.a_cui_passare(pratica.ente).exclude(pk=pratica.ufficio_id).filter(codice=ufficio).first()
    if altro is None:
        raise DomainError(_("Scegli un altro ufficio di questo comune, dove lavora qualcuno."))
    if not quesito.strip():
        raise DomainError(_("Scrivi che cosa chiedi."))
    if pratica.pareri.aperti().filter(ufficio=altro).exists():
        raise DomainError(_("A questo ufficio hai già chiesto un parere: aspetta la risposta o ritira la richiesta."))
    giorni = GIORNI[Parere.Genere(genere)]
    parere = Parere.objects.create(
        pratica=pratica,
        ufficio=altro,
        genere=genere,
        quesito=quesito.strip(),
        chiesto_da=attore,
        scadenza=termini.risposta_entro(timezone.localdate(), giorni, pratica.ente.calendario),
    )
    parere.documenti.set(uno for uno in documenti if uno.aggregazione == str(pratica.codice))
    segna(pratica, Passaggio.Genere.PARERE_CHIESTO, altro.nome)
    _registra("pratica.parere_chiesto", parere, attore)
    _racconta(parere, messaggi_pareri.parere_chiesto)
    return parere


@atto
def dai_parere(
    parere_id: int, *, attore: Persona, esito: str, testo: str, file: Iterable["UploadedFile[Any]"] = ()
) -> Parere:
    """The office that was asked answers; late is better than never, while the case is open. Twice is harmless."""
    parere = _blocca(parere_id)
    pratica = parere.pratica
    controlla_di_ufficio(parere.ufficio, pratica, attore)
    if parere.dato_il:
        return parere
    if parere.ritirato_il or not pratica.aperta:
        raise DomainError(_("Il parere non serve più: chi lo aveva chiesto lo ha ritirato o ha deciso."))
    if not testo.strip():
        raise DomainError(_("Scrivi il parere e i suoi motivi."))
    parere.esito, parere.testo = Parere.Esito(esito), testo.strip()
    parere.dato_da, parere.dato_il = attore, timezone.now()
    parere.save(update_fields=["esito", "testo", "dato_da", "dato_il"])
    file_dell_ufficio(pratica, file, attore=attore)
    segna(pratica, Passaggio.Genere.PARERE_DATO, f"{parere.ufficio.nome}. {parere.testo}")
    _registra("pratica.parere_dato", parere, attore)
    _racconta(parere, messaggi_pareri.parere_dato)
    return parere


@atto
def ritira_parere(parere_id: int, *, attore: Persona, motivo: str) -> Parere:
    """Who asked does not need it any more: the question stays, with the reason. Twice is harmless."""
    parere = _blocca(parere_id)
    controlla_operatore(parere.pratica, attore)
    if parere.ritirato_il:
        return parere
    if parere.dato_il:
        raise DomainError(_("Il parere è già arrivato: leggilo nella pratica."))
    if not motivo.strip():
        raise DomainError(_("Scrivi perché il parere non serve più."))
    parere.ritirato_il, parere.motivo_ritiro = timezone.now(), motivo.strip()
    parere.save(update_fields=["ritirato_il", "motivo_ritiro"])
    segna(parere.pratica, Passaggio.Genere.PARERE_RITIRATO, parere.ufficio.nome)
    _registra("pratica.parere_ritirato", parere, attore)
    _racconta(parere, messaggi_pareri.parere_dato)
    return parere


def _blocca(parere_id: int) -> Parere:
    """With its case locked: who asks, who answers and who decides wait for each other."""
    pratica_id = Parere.objects.values_list("pratica_id", flat=True).get(pk=parere_id)
    pratica = Pratica.objects.blocca(pratica_id)
    parere = Parere.objects.select_related("ufficio").get(pk=parere_id)
    parere.pratica = pratica
    return parere


def _registra(azione: str, parere: Parere, attore: Persona) -> None:
    dati = {"parere": str(parere.codice), "ufficio": str(parere.ufficio.codice)}
    registra(azione, parere.pratica, attore, ente=parere.pratica.ente, dati=dati)


def _racconta(parere: Parere, parole: Callable[[Parere], Contenuto]) -> None:
    """The citizen hears only of what holds the answer back: an opinion that may be left out changes nothing for them."""
    if parere.genere == Parere.Genere.VALUTAZIONE:
        racconta(parere.pratica, parole(parere))
