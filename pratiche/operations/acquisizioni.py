"""The office records an answer that did not come through the portal: what counts is the day it came.

What is on the sheet is taken as it is: the office may ask again, and nobody answers twice for a field left out.
"""

import datetime as dt
import uuid
from collections.abc import Iterable, Mapping
from typing import Any, TypeVar

from django.core.files.uploadedfile import UploadedFile
from django.utils import timezone
from django.utils.translation import gettext as _

from portal.base.errors import DomainError
from portal.base.templatetags.casa import giorno
from portal.identita.models import Persona
from portal.registro.atti import atto
from pratiche.copiatura import modulo_carta
from pratiche.models import (
    Acquisizione,
    AllegatoPratica,
    BozzaAcquisizione,
    FileAcquisizione,
    Pratica,
    PreavvisoRigetto,
    Richiesta,
    RichiestaIntegrazione,
)
from pratiche.models.arrivi import momento
from pratiche.moduli import albero
from pratiche.operations.bozza import nome_libero
from pratiche.operations.candidature import segui_il_soggetto
from pratiche.operations.carte import butta_file
from pratiche.operations.comune import controlla_operatore
from pratiche.operations.ricezione import (
    FOGLIO,
    Arrivo,
    NonPiuAttesa,
    atto_di,
    controlla_giorno,
    controlla_non_chiusa,
    ricevi,
)

R = TypeVar("R", RichiestaIntegrazione, PreavvisoRigetto)


@atto
def tieni_copia(
    richiesta: R,
    *,
    operatore: Persona,
    scritto: dict[str, Any],
    file: Iterable[tuple[str, "UploadedFile[Any]"]] = (),
) -> BozzaAcquisizione:
    """Keep what this officer copied so far, right or wrong, and the good files, each with its field."""
    attesa = _blocca(type(richiesta), richiesta.pk, operatore)
    bozza, _nuova = BozzaAcquisizione.objects.update_or_create(
        **_di(attesa), operatore=operatore, defaults={"scritto": scritto}
    )
    for campo, uno in file:
        tenuto = FileAcquisizione(
            bozza=bozza, campo=campo, nome=str(uno.name), mime=str(uno.content_type), dimensione=uno.size or 0
        )
        tenuto.file.save(tenuto.nome, uno, save=False)
        tenuto.save()
    return bozza


@atto
def togli_dalla_copia(richiesta: R, *, operatore: Persona, file: uuid.UUID) -> None:
    """Remove a file of one's own copy. Twice is harmless."""
    attesa = _blocca(type(richiesta), richiesta.pk, operatore)
    uno = FileAcquisizione.objects.filter(codice=file, bozza__in=attesa.copiate.filter(operatore=operatore)).first()
    if uno:
        butta_file(uno)
        uno.delete()


@atto
def acquisisci_risposta(
    richiesta_id: int, *, operatore: Persona, arrivo: Arrivo, risposte: Mapping[str, Any], messaggio: str = ""
) -> Acquisizione:
    """Record the answer to a request for completion, with the sheet and the files of this officer's copy.

    Of `risposte` only what changes is kept; what the citizen was writing at home, and did not send, goes away.
    """
    richiesta = _blocca(RichiestaIntegrazione, richiesta_id, operatore)
    _controlla_giorno(richiesta, arrivo)
    richiesta.risposte, richiesta.messaggio = _cambiate(richiesta, risposte), messaggio.strip()
    richiesta.risposta_il = _quando(richiesta, arrivo)
    richiesta.save(update_fields=["risposte", "messaggio", "risposta_il"])
    segui_il_soggetto(richiesta.pratica)
    return _registra(richiesta, operatore, arrivo)


@atto
def acquisisci_osservazioni(preavviso_id: int, *, operatore: Persona, arrivo: Arrivo, testo: str = "") -> Acquisizione:
    """Record the observations to a notice of refusal: the office must weigh them as any others. `testo`: what the sheet says in short."""
    preavviso = _blocca(PreavvisoRigetto, preavviso_id, operatore)
    _controlla_giorno(preavviso, arrivo)
    preavviso.messaggio, preavviso.risposta_il = testo.strip(), _quando(preavviso, arrivo)
    preavviso.save(update_fields=["messaggio", "risposta_il"])
    return _registra(preavviso, operatore, arrivo)


def controlla_attesa(richiesta: Richiesta) -> None:
    """Does the office still wait for it? Raises NonPiuAttesa."""
    if richiesta.risposta_il:
        raise NonPiuAttesa(
            _("La risposta c'è già: la trovi nella pratica. Se il foglio che hai in mano dice altro, scrivilo in una nota interna e, se serve, chiedi un'integrazione.")
        )  # fmt: skip
    controlla_non_chiusa(richiesta.pratica)
    if not richiesta.aperta:
        raise NonPiuAttesa(
            _("L'ufficio non aspetta più questa risposta. Scrivi in una nota interna che cosa dice il foglio e quando è arrivato, e tienine conto quando decidi.")
        )  # fmt: skip


def _blocca(modello: type[R], chiave: int, operatore: Persona) -> R:
    """What was asked, with its case locked, if it still waits and this officer works on it. Raises DomainError."""
    pratica = Pratica.objects.blocca(modello.objects.values_list("pratica_id", flat=True).get(pk=chiave))
    controlla_operatore(pratica, operatore)
    richiesta = modello.objects.get(pk=chiave)
    richiesta.pratica = pratica
    controlla_attesa(richiesta)
    return richiesta


def _controlla_giorno(richiesta: Richiesta, arrivo: Arrivo) -> None:
    chiesta = timezone.localdate(richiesta.chiesta_il)
    prima = _("Prima di %s l'ufficio non aveva ancora chiesto nulla: controlla il giorno sul timbro o nel messaggio.")
    controlla_giorno(arrivo, chiesta, prima % giorno(chiesta))


def _quando(richiesta: Richiesta, arrivo: Arrivo) -> dt.datetime:
    """Now, if it came today; else the end of its day, which is never before the request."""
    return max(momento(arrivo.giorno, timezone.now()), richiesta.chiesta_il)


def _cambiate(richiesta: RichiestaIntegrazione, risposte: Mapping[str, Any]) -> dict[str, Any]:
    """The reopened answers that the sheet changes, checked again. Raises DomainError."""
    pratica = richiesta.pratica
    campi = [campo for campo in pratica.definizione.campi if campo.nome in richiesta.campi]
    dati = albero.appiattisci(campi, {**pratica.dati_correnti, **risposte})
    modulo = modulo_carta(pratica, campi, dati, gia_caricati={})
    if modulo.errors:
        raise DomainError(_("Una delle risposte copiate dal foglio non è scritta bene: correggila o lasciala com'era."))
    return modulo.risposte()


def _registra(richiesta: Richiesta, operatore: Persona, arrivo: Arrivo) -> Acquisizione:
    """The answer, already written, goes into the case with the files copied. Raises DomainError.

    What came in time may have moved the end of the term: then silence has not decided, even if the night was near.
    """
    pratica = richiesta.pratica
    fine = pratica.fine_del_termine
    pratica.entro_il = max(pratica.entro_il or fine, fine)
    pratica.controlla_atto(atto_di(richiesta))
    _butta_la_bozza_di_casa(richiesta)
    allegati = _copiati(richiesta, operatore)
    if FOGLIO not in {allegato.campo for allegato in allegati}:
        raise DomainError(_("Allega la scansione del foglio, o il messaggio ricevuto."))
    ricevi(richiesta, allegati, attore=operatore, arrivo=arrivo)
    acquisizione: Acquisizione = richiesta.fuori_dal_portale
    return acquisizione


def _butta_la_bozza_di_casa(richiesta: Any) -> None:
    """The files that the citizen had put in an answer never sent."""
    for allegato in richiesta.allegati.all():
        butta_file(allegato)
        allegato.delete()


def _copiati(richiesta: Any, operatore: Persona) -> list[AllegatoPratica]:
    """The files of this officer's copy become those of the answer."""
    pratica = richiesta.pratica
    file = FileAcquisizione.objects.filter(bozza__in=richiesta.copiate.filter(operatore=operatore))
    allegati = [
        AllegatoPratica.objects.create(
            pratica=pratica,
            **_di(richiesta),
            campo=uno.campo,
            nome=nome_libero(pratica, uno.nome),
            mime=uno.mime,
            dimensione=uno.dimensione,
            file=uno.file.name,
        )
        for uno in file
    ]
    file.delete()
    return allegati


def _di(richiesta: Richiesta) -> dict[str, Any]:
    """Which of the two it is, as the columns of what refers to it say."""
    return {"integrazione" if isinstance(richiesta, RichiestaIntegrazione) else "preavviso": richiesta}
