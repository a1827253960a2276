"""What the agenda tells people; the words are in `templates/messaggi/appuntamenti/`."""

from django.utils.translation import gettext_lazy as _

from appuntamenti.models import Appuntamento
from notifiche.operations import Contenuto


def prenotato(appuntamento: Appuntamento) -> Contenuto:
    return _contenuto(appuntamento, "prenotato")


def annullato(appuntamento: Appuntamento) -> Contenuto:
    """Told also to the person who cancelled: it is the proof that the place was given back."""
    return _contenuto(appuntamento, "annullato")


def promemoria(appuntamento: Appuntamento) -> Contenuto:
    return _contenuto(appuntamento, "promemoria")


def _contenuto(appuntamento: Appuntamento, fatto: str) -> Contenuto:
    return Contenuto(
        destinatario=appuntamento.persona,
        ente=appuntamento.ente,
        chiave_evento=f"appuntamento:{appuntamento.codice}:{fatto}",
        tipo=f"appuntamenti.{fatto}",
        oggetto=appuntamento.motivo,
        url=appuntamento.get_absolute_url(),
        azione=_("Vedi l'appuntamento"),
        contesto={"appuntamento": appuntamento, "da_portare": appuntamento.sportello.da_portare},
    )
