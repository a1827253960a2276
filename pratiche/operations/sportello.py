"""Filling in for a citizen at the desk: the same questions and checks, another way of identifying and of signing.

The citizen signs before the officer, or the printed request (art. 38 c. 3 and 21 DPR 445/2000, art. 65 c. 1 CAD).
"""

from dataclasses import asdict, dataclass
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from portal.base.errors import DomainError
from portal.catalogo.models import Servizio
from portal.documenti.models import Documento
from portal.enti.models import Ufficio
from portal.identita.models import Persona, Rappresentanza
from portal.identita.operations import conosci, racconta_dichiarazione
from portal.identita.sessione import CITTADINO, Sessione
from portal.registro.atti import atto
from portal.registro.operations import registra
from pratiche.compilazione import quadro
from pratiche.firme import firmatario
from pratiche.models import AllegatoPratica, CompilazioneSportello, Pratica, VersioneServizio
from pratiche.models.sportello import ModoFirma, Riconoscimento
from pratiche.moduli.definizione import Definizione
from pratiche.operations.bozza import contatti_di
from pratiche.operations.carte import archivia_documento
from pratiche.operations.completezza import controlla_completa
from pratiche.operations.comune import controlla_operatore
from pratiche.operations.genitori import Genitore, chi_viene, prendi_dichiarazione, titolo_per_legge
from pratiche.operations.inoltro import inoltra, per_mezzo_di
from pratiche.operations.riserve import nasce_riservata
from pratiche.operations.tornate import controlla_aperta_ora
from pratiche.requisiti import controlla_requisiti

SPORTELLO = "sportello"  # the way of entering of who came in person
ISTANZA_FIRMATA = "istanza_firmata"
# who stands before an officer is identified better than by any login
DI_PERSONA = Sessione(metodo=SPORTELLO, livello=3, tipo=CITTADINO)


@dataclass(frozen=True)
class Presentatosi:
    """Who came, and how the officer knows it."""

    riconoscimento: str
    documento: str = ""
    ultime_cifre: str = ""
    delegato: str = ""


@atto
def apri_allo_sportello(
    servizio_id: int,
    *,
    operatore: Persona,
    codice_fiscale: str,
    nome: str,
    cognome: str,
    presentatosi: Presentatosi,
    genitore: Genitore | None = None,
) -> Pratica:
    """Begin a request for the person of this codice fiscale, who may be new here. Again: the draft already open at the desk.

    For a minor it is the parent who came, and asks.
    A draft that the person has at home is theirs and stays as it is. Raises DomainError when the service is of another office,
    and NonAmmesso when it is not for this person.
    """
    servizio, versione = _da_chiedere(servizio_id, operatore)
    richiedente = conosci(codice_fiscale, nome=nome, cognome=cognome)
    per_lui = chi_viene(richiedente, genitore) if genitore else None
    _controlla_requisiti(versione.definizione, richiedente, per_lui)
    pratica, nuova = Pratica.objects.get_or_create(
        richiedente=richiedente,
        servizio=servizio,
        stato="bozza",
        allo_sportello=True,
        defaults={
            "ente": servizio.ente,
            "ufficio": servizio.ufficio,
            "versione": versione,
            "contatti": contatti_di(richiedente, per_lui or richiedente),
        },
    )
    if nuova and versione.definizione.graduatoria:
        controlla_aperta_ora(servizio.pk)
    nasce_riservata(pratica, attore=operatore)  # who asks stands before this officer, whoever began the draft
    controlla_operatore(pratica, operatore)  # who may only read opens nothing: it is all taken back
    compilazione, _nuova = CompilazioneSportello.objects.update_or_create(
        pratica=pratica,
        defaults={
            "operatore": operatore,
            "genitore": per_lui,
            "controllo": genitore.controllo if genitore else "",
            **asdict(presentatosi),
        },
    )
    if nuova:
        dati = {
            "versione": versione.impronta,
            "informativa": versione.definizione.privacy_versione,
            **_in_registro(compilazione),
        }
        registra("pratica.bozza_allo_sportello", pratica, operatore, ente=pratica.ente, dati=dati)
    return pratica


@atto
def presenta_allo_sportello(
    pratica_id: int,
    *,
    operatore: Persona,
    confermata: str,
    firma: str,
    scansione: "UploadedFile[Any] | None" = None,
    mime: str = "",
) -> Pratica:
    """Submit what the officer filled in and the citizen signed: the case is the citizen's. The second of two clicks finds it done.

    `scansione` is the printed request with the signature, already checked. Raises as `presenta`, and DomainError when the
    signature is not of the kind that this request wants.
    """
    pratica = Pratica.objects.blocca(pratica_id)
    controlla_operatore(pratica, operatore)
    if not pratica.bozza:
        return pratica
    compilazione = CompilazioneSportello.objects.select_related("genitore").get(pratica=pratica)
    _controlla_requisiti(pratica.definizione, pratica.richiedente, compilazione.genitore)
    allegati = list(pratica.allegati.all())
    controlla_completa(pratica, allegati, confermata)
    _controlla_firma(pratica, compilazione, firma, scansione)
    compilazione.firma, compilazione.operatore = firma, operatore
    compilazione.save(update_fields=["firma", "operatore"])
    dichiarazione = prendi_dichiarazione(pratica, compilazione, operatore)
    mandato = dichiarazione.mandato if dichiarazione else None
    pratica.presentata_da = compilazione.genitore
    inoltra(pratica, allegati, attore=operatore, sottoscrizione=_sottoscrizione(compilazione, mandato), mandato=mandato)
    if dichiarazione:
        racconta_dichiarazione(dichiarazione, operatore=operatore)
    if scansione:
        _allega(pratica, scansione, mime, operatore)
    dati = {"firma": firma, **_in_registro(compilazione)}
    registra("pratica.presentata_allo_sportello", pratica, operatore, ente=pratica.ente, dati=dati)
    return pratica


def _da_chiedere(servizio_id: int, operatore: Persona) -> tuple[Servizio, VersioneServizio]:
    """A service of the offices where the officer works, and what it asks today. Raises DomainError."""
    servizio = Servizio.objects.select_related("ente", "ufficio").get(pk=servizio_id)
    versione = VersioneServizio.objects.ultima(servizio.pk)
    if versione is None or not servizio.attivo:
        raise DomainError(_("Questo servizio ora non si può chiedere."))
    if not Ufficio.objects.di(operatore, servizio.ente).filter(pk=servizio.ufficio_id).exists():
        raise DomainError(_("Questo servizio è di un altro ufficio."))
    return servizio, versione


def _controlla_requisiti(definizione: Definizione, richiedente: Persona, genitore: Persona | None) -> None:
    """The rules of the service, for who stands before the officer. Raises NonAmmesso."""
    controlla_requisiti(
        definizione,
        chiede=genitore or richiedente,
        per=richiedente,
        sessione=DI_PERSONA,
        mandato=titolo_per_legge(richiedente, genitore),
    )


def _in_registro(compilazione: CompilazioneSportello) -> dict[str, str]:
    """How who came was identified; for a minor, who the parent is and whether it was checked."""
    come, genitore = {"riconoscimento": compilazione.riconoscimento}, compilazione.genitore
    return come | ({"genitore": str(genitore.codice), "controllo": compilazione.controllo} if genitore else {})


def _controlla_firma(
    pratica: Pratica, compilazione: CompilazioneSportello, firma: str, scansione: "UploadedFile[Any] | None"
) -> None:
    if firma not in ModoFirma.values:
        raise DomainError(_("Scegli come ha firmato la persona."))
    chi, genitore = firmatario(pratica, quadro(pratica)), compilazione.genitore
    if chi and genitore and chi.codice_fiscale == genitore.codice_fiscale:
        raise DomainError(_("Chi firma con il genitore deve essere un'altra persona: correggi il codice fiscale nelle risposte."))  # fmt: skip
    if firma == ModoFirma.CARTA and scansione is None:
        raise DomainError(_("Allega la scansione del modulo stampato e firmato."))
    if firma == ModoFirma.CARTA:
        return
    if compilazione.riconoscimento == Riconoscimento.DELEGA:
        raise DomainError(_("Chi chiede non è qui: serve il modulo stampato con la sua firma."))
    if chi:
        raise DomainError(_("Questa richiesta si firma in due: stampala, falla firmare a tutti e due e allega la scansione."))  # fmt: skip


def _sottoscrizione(compilazione: CompilazioneSportello, mandato: Rappresentanza | None) -> dict[str, Any]:
    """What stands for the login: who identified the citizen, or the parent, how, and how they signed."""
    per_un_figlio = {"per_mezzo_di": per_mezzo_di(mandato), "controllo": compilazione.controllo} if mandato else {}
    return {
        "metodo": SPORTELLO,
        "livello": 0,
        "operatore": str(compilazione.operatore.codice),
        "nome_operatore": compilazione.operatore.nome_completo,
        "riconoscimento": compilazione.riconoscimento,
        "documento": compilazione.documento,
        "ultime_cifre": compilazione.ultime_cifre,
        "delegato": compilazione.delegato,
        "firma": compilazione.firma,
        "quando": timezone.now().isoformat(),
        **per_un_figlio,
    }


def _allega(pratica: Pratica, scansione: "UploadedFile[Any]", mime: str, operatore: Persona) -> None:
    """The signed paper goes to the protocol with the request."""
    scansione.seek(0)
    documento = archivia_documento(
        pratica,
        scansione.read(),
        nome=str(scansione.name),
        mime=mime,
        tipologia=gettext_noop("Istanza firmata"),
        formazione=Documento.Formazione.ACQUISIZIONE,
        flusso=Documento.Flusso.ENTRATA,
        attore=operatore,
    )
    AllegatoPratica.objects.create(
        pratica=pratica,
        campo=ISTANZA_FIRMATA,
        nome=str(scansione.name),
        mime=mime,
        dimensione=scansione.size or 0,
        documento=documento,
    )
