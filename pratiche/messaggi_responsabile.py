"""What the citizen hears when somebody else answers for the procedure (art. 8 c. 2 lett. c L. 241/1990)."""

from notifiche.operations import Contenuto
from pratiche.messaggi import chiave, messaggio_su
from pratiche.models import Pratica


def cambiato(pratica: Pratica, *, volta: int) -> Contenuto:
    """Who answers now, and how to reach them; `volta` tells one change from the next."""
    return messaggio_su(
        pratica,
        "responsabile_cambiato",
        chiave_evento=f"{chiave(pratica, 'responsabile_cambiato')}:{volta}",
        responsabile=pratica.responsabile.nome_completo if pratica.responsabile else "",
        ufficio=pratica.ufficio.nome,
        telefono=pratica.ufficio.telefono,
        email=pratica.ufficio.email,
        entro=pratica.termine().attuale,
    )
