"""Publishing what may be asked online."""

from typing import Any

from django.db import IntegrityError
from django.utils.translation import gettext as _

from portal.base.errors import DomainError
from portal.catalogo.models import Servizio
from portal.catalogo.models.servizi import PER_VESTE
from portal.catalogo.schede import aggiorna_scheda, crea_scheda, diverse
from portal.enti.models import Ente, Ufficio
from portal.identita.models import Persona
from portal.registro.atti import atto
from portal.registro.operations import registra
from pratiche.models import VersioneServizio
from pratiche.moduli.caricatore import Pacchetto, impronta
from pratiche.operations.tornate import segui_versione, sulla_scheda
from pratiche.schede import ufficio_della

# parts of the package that the sheet tells as they are
SULLA_SCHEDA = ("diritti", "documenti", "bollo", "silenzio", "appuntamento")


class PubblicataIntanto(DomainError):
    """Somebody else published a version after this one was compared with the one of then: its changes would be undone unread."""

    def __init__(self) -> None:
        super().__init__(_("Intanto è stata pubblicata un'altra versione: leggi di nuovo che cosa cambia, e conferma."))


@atto
def installa_servizio(
    ente: Ente,
    pacchetto: Pacchetto,
    *,
    attore: Persona | None = None,
    firmatario: str = "",
    confrontata: int | None = None,
    ufficio: Ufficio | None = None,
    con_scheda: bool = False,
) -> VersioneServizio:
    """Publish a package for its sheet in the catalogue of the ente. The same content twice makes no new version.

    `firmatario` is the key whose signature was verified, if any; `confrontata` is the number of the version (0: none) whose
    differences were read before publishing. A sheet that is not there is made from the package, for the office that it names
    or for `ufficio`; one that is there keeps its words, unless `con_scheda` takes those of the package.

    Drafts and cases keep the version they were given on. Raises DomainError when there is no sheet and none can be made, and
    PubblicataIntanto when another version came after the one that was compared.
    """
    servizio = _scheda(ente, pacchetto, attore=attore, scelto=ufficio, con_scheda=con_scheda)
    ultima = VersioneServizio.objects.ultima(servizio.pk)
    if ultima and ultima.impronta == pacchetto.impronta:
        return ultima
    if confrontata is not None and confrontata != (ultima.numero if ultima else 0):
        raise PubblicataIntanto
    versione = VersioneServizio.objects.create(
        servizio=servizio,
        numero=ultima.numero + 1 if ultima else 1,
        contenuto=pacchetto.contenuto,
        impronta=pacchetto.impronta,
        pubblicata_da=attore,
        firmata_da=firmatario,
    )
    segui_versione(servizio, versione)
    _aggiorna_procedimento(servizio, pacchetto)
    dati = {"versione": versione.numero, "impronta": versione.impronta}
    registra("servizio.pubblicato", servizio, attore, ente=ente, dati=dati)
    return versione


def _scheda(
    ente: Ente, pacchetto: Pacchetto, *, attore: Persona | None, scelto: Ufficio | None, con_scheda: bool
) -> Servizio:
    """The sheet of this service: the one there is, locked, or a new one. Raises DomainError."""
    slug = pacchetto.contenuto["servizio"]
    servizio: Servizio | None = Servizio.objects.select_for_update(no_key=True).filter(ente=ente, slug=slug).first()
    if servizio is None:
        return _nuova_scheda(ente, pacchetto, attore, ufficio_della(ente, pacchetto) or scelto)
    if con_scheda and diverse(servizio, pacchetto.scheda):
        aggiorna_scheda(servizio, pacchetto.scheda)
        registra(
            "servizio.scheda_aggiornata", servizio, attore, ente=ente, dati={"impronta": impronta(pacchetto.scheda)}
        )
    return servizio


def _nuova_scheda(ente: Ente, pacchetto: Pacchetto, attore: Persona | None, ufficio: Ufficio | None) -> Servizio:
    slug, scheda = pacchetto.contenuto["servizio"], pacchetto.scheda
    if not scheda:
        parole = {"ente": ente, "slug": slug}
        raise DomainError(_("Il catalogo di %(ente)s non ha la scheda «%(slug)s», e il pacchetto non la porta: scrivi prima la scheda del servizio.") % parole)  # fmt: skip
    if ufficio is None:
        raise DomainError(_senza_ufficio(ente, slug, scheda.get("ufficio", "")))
    try:
        servizio = crea_scheda(ente, slug, scheda, ufficio=ufficio)
    except IntegrityError:
        raise PubblicataIntanto from None
    registra("servizio.scheda_creata", servizio, attore, ente=ente, dati={"ufficio": str(ufficio.codice)})
    return servizio


def _senza_ufficio(ente: Ente, slug: str, nome: str) -> str:
    parole = {"ente": ente, "slug": slug, "nome": nome}
    if nome:
        return _("%(slug)s: %(ente)s non ha un ufficio che si chiama «%(nome)s». Scegli quale ufficio risponde del servizio (da riga di comando: --ufficio con il suo nome breve), o crealo.") % parole  # fmt: skip
    return _("%(slug)s: la scheda del pacchetto non nomina un ufficio. Scegli quale ufficio di %(ente)s risponde del servizio (da riga di comando: --ufficio con il suo nome breve).") % parole  # fmt: skip


def _aggiorna_procedimento(servizio: Servizio, pacchetto: Pacchetto) -> None:
    """What the sheet says of the procedure follows the package: who may ask, in how many days, with what."""
    definizione, contenuto = pacchetto.definizione, pacchetto.contenuto
    campi: dict[str, Any] = {campo: veste in definizione.sessioni for veste, campo in PER_VESTE.items()}
    campi |= {"livello_richiesto": definizione.livello, "eta_minima": definizione.eta_minima}
    campi["giorni_termine"] = definizione.termine_giorni
    campi["procedimento"] = {chiave: contenuto[chiave] for chiave in SULLA_SCHEDA if chiave in contenuto}
    campi["procedimento"]["per_altri"] = definizione.per_altri
    if definizione.graduatoria:
        campi["procedimento"]["tornate"] = sulla_scheda(servizio.pk)
    for nome, valore in campi.items():
        setattr(servizio, nome, valore)
    servizio.save(update_fields=[*campi, "aggiornato_il"])
