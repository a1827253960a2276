"""What is told about a request to see the acts of a case: to who asked, and to those the acts speak of. No names travel."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from notifiche.operations import Contenuto
from portal.identita.models import Persona
from pratiche.models import Opposizione, RichiestaAccesso

VEDI_RICHIESTA: Any = _("Vedi la richiesta")
OPPONITI: Any = _("Leggi e rispondi")


def chiesto(accesso: RichiestaAccesso) -> Contenuto:
    """It has arrived: by when the office answers, and what its silence means."""
    return _messaggio(accesso, "accesso_chiesto", entro=accesso.entro)


def deciso(accesso: RichiestaAccesso) -> Contenuto:
    """The office has answered: the key tells an answer that comes after silence."""
    return _messaggio(accesso, "accesso_deciso")


def silenzio(accesso: RichiestaAccesso) -> Contenuto:
    """No answer in time: what one can do is on the page."""
    return _messaggio(accesso, "accesso_silenzio", entro=accesso.entro)


def da_opporre(opposizione: Opposizione) -> Contenuto:
    """Somebody asks for acts that speak of this person: by when to say why they should not be shown."""
    return _al_controinteressato(opposizione, "accesso_da_opporre", azione=OPPONITI, scadenza=opposizione.entro)


def deciso_al_controinteressato(opposizione: Opposizione) -> Contenuto:
    return _al_controinteressato(opposizione, "opposizione_decisa")


def silenzio_al_controinteressato(opposizione: Opposizione) -> Contenuto:
    """Nothing is shown, unless the office decides late: then it is told again."""
    return _al_controinteressato(opposizione, "opposizione_silenzio")


def chiave_evento(accesso: RichiestaAccesso, nome: str) -> str:
    return f"accesso:{accesso.codice}:{nome}"


def chiave_avviso(opposizione: Opposizione, nome: str = "accesso_da_opporre") -> str:
    return f"opposizione:{opposizione.codice}:{nome}"


def _al_controinteressato(opposizione: Opposizione, nome: str, **altro: Any) -> Contenuto:
    if opposizione.persona is None:
        raise ValueError("un controinteressato senza casella")
    return _messaggio(
        opposizione.accesso,
        nome,
        a=opposizione.persona,
        chiave=chiave_avviso(opposizione, nome),
        url=opposizione.get_absolute_url(),
        **altro,
    )


def _messaggio(
    accesso: RichiestaAccesso,
    nome: str,
    *,
    a: Persona | None = None,
    chiave: str = "",
    url: str = "",
    azione: Any = VEDI_RICHIESTA,
    scadenza: Any = None,
    **contesto: Any,
) -> Contenuto:
    pratica, persona = accesso.pratica, a or accesso.chiede
    with override(persona.lingua):
        oggetto = pratica.titolo
    return Contenuto(
        destinatario=persona,
        ente=pratica.ente,
        chiave_evento=chiave or chiave_evento(accesso, nome),
        tipo=f"pratiche.{nome}",
        oggetto=oggetto,
        riferimento=pratica.sigla,
        servizio=pratica.servizio.slug,
        url=url or accesso.get_absolute_url(),
        azione=azione,
        scadenza=scadenza,
        contesto={"ufficio": pratica.ufficio.nome, **contesto, "aggiunta": ""},
    )
