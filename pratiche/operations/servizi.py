"""Publishing what may be asked online."""

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from portal.base.errors import DomainError
from portal.catalogo.models import Servizio
from portal.catalogo.models.servizi import PER_VESTE
from portal.enti.models import Ente
from portal.identita.models import Persona
from portal.registro.operations import registra
from pratiche.models import VersioneServizio
from pratiche.moduli.caricatore import Pacchetto
from pratiche.operations.tornate import segui_versione, sulla_scheda

# parts of the package that the sheet tells as they are
SULLA_SCHEDA = ("diritti", "documenti", "bollo", "silenzio", "appuntamento")


class PubblicataIntanto(DomainError):
    """Somebody else published a version after this one was compared with the one of then: its changes would be undone unread."""

    def __init__(self) -> None:
        super().__init__(_("Intanto è stata pubblicata un'altra versione: leggi di nuovo che cosa cambia, e conferma."))


@transaction.atomic
def installa_servizio(
    ente: Ente,
    pacchetto: Pacchetto,
    *,
    attore: Persona | None = None,
    firmatario: str = "",
    confrontata: int | None = None,
) -> VersioneServizio:
    """Publish a package for its sheet in the catalogue of the ente. The same content twice makes no new version.

    `firmatario` is the key whose signature was verified, if any; `confrontata` is the number of the version (0: none) whose
    differences were read before publishing.

    Drafts and cases keep the version they were given on. Raises DomainError when the catalogue has no such sheet, and
    PubblicataIntanto when another version came after the one that was compared.
    """
    slug = pacchetto.definizione.servizio
    servizio = Servizio.objects.select_for_update().filter(ente=ente, slug=slug).first()
    if servizio is None:
        raise DomainError(_("Il catalogo di %(ente)s non ha la scheda «%(slug)s».") % {"ente": ente, "slug": slug})
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
    _aggiorna_scheda(servizio, pacchetto)
    dati = {"versione": versione.numero, "impronta": versione.impronta}
    registra("servizio.pubblicato", servizio, attore, ente=ente, dati=dati)
    return versione


def _aggiorna_scheda(servizio: Servizio, pacchetto: Pacchetto) -> None:
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
