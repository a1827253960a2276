"""What the dossier tells people; the words are in `templates/messaggi/fascicolo/`."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from notifiche.operations import Contenuto
from portal.identita.models import Persona, Rappresentanza


def delega(mandato: Rappresentanza, fatto: str, *, a: Persona) -> Contenuto:
    """One fact of the life of a mandate, told to one of the two people: chiesta, attiva, rifiutata, revocata, finita, in_scadenza."""
    io_agisco = a.pk == mandato.rappresentante_id
    return Contenuto(
        destinatario=a,
        ente=mandato.ente,
        chiave_evento=f"delega:{mandato.codice}:{fatto}:{'agisce' if io_agisco else 'rappresentata'}",
        tipo=f"fascicolo.delega_{fatto}",
        url=reverse("deleghe:delega", args=[mandato.codice]),
        azione=_("Vedi la delega"),
        contesto={"mandato": mandato, "io_agisco": io_agisco, "altro": nome_dell_altro(mandato, a)},
    )


def nome_dell_altro(mandato: Rappresentanza, persona: Persona) -> str:
    """The other person by name, once they have said yes; before, by the codice fiscale that was typed.

    So a page never tells who is behind a codice fiscale, nor whether the portal knows them.
    """
    io_agisco = persona.pk == mandato.rappresentante_id
    altro = mandato.rappresentato if io_agisco else mandato.rappresentante
    mi_ha_scelto = io_agisco != mandato.di_legge  # the other asked, and so entered and said who they are
    return altro.nome_completo if mi_ha_scelto or mandato.verificata_il else altro.codice_fiscale or ""
