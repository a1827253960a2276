"""On which channels a person wants to be told of what; what cannot be switched off, and why.

The inbox always gets the message. Optional kinds can be switched off everywhere: reminders, information, and appointments,
which are the person's own. Of the others the mail stays, because terms run or money and powers are at stake, and mail is the
one channel of which we know that it can reach the person. App IO can always be switched off, here for a kind or in the app for a service.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from notifiche.channels import CANALI
from notifiche.models import Consegna, Genere, Messaggio, Preferenza
from portal.identita.models import Persona
from portal.registro.atti import atto

SEMPRE: dict[tuple[str, str], Promise] = {
    ("pratiche", "email"): _("Da queste e-mail può dipendere una scadenza: le mandiamo sempre."),
    ("pagamenti", "email"): _("Un pagamento dimenticato può costarti di più: le mandiamo sempre."),
    ("fascicolo", "email"): _("Riguardano chi può agire al posto tuo: le mandiamo sempre."),
}


@dataclass(frozen=True)
class Scelta:
    """One cell of the page: `perche` says why it cannot be changed, empty when it can."""

    genere: Genere
    canale: str
    attiva: bool
    perche: str | Promise = ""

    @property
    def campo(self) -> str:
        return f"{self.genere}-{self.canale}"

    @property
    def nome_canale(self) -> str | Promise:
        return CANALI[self.canale].nome


def modificabile(genere: str, canale: str) -> bool:
    return (genere, canale) not in SEMPRE


def consente(messaggio: Messaggio, canale: str) -> bool:
    """May this message leave on this channel?"""
    if not modificabile(messaggio.genere, canale):
        return True
    spenta = Preferenza.objects.filter(
        persona_id=messaggio.destinatario_id, genere=messaggio.genere, canale=canale, attiva=False
    )
    return not spenta.exists()


def non_volute(consegne: Iterable[Consegna]) -> set[int]:
    """The copies that who receives them has switched off: asked for each batch, just before sending, in one query."""
    cedevoli = [una for una in consegne if modificabile(una.messaggio.genere, una.canale)]
    if not cedevoli:
        return set()
    persone = {una.messaggio.destinatario_id for una in cedevoli}
    spente = set(
        Preferenza.objects.filter(persona__in=persone, attiva=False).values_list("persona_id", "genere", "canale")
    )
    return {una.pk for una in cedevoli if (una.messaggio.destinatario_id, una.messaggio.genere, una.canale) in spente}


def scelte(persona: Persona) -> dict[Genere, list[Scelta]]:
    """The whole page: for each kind, one cell per channel."""
    decise = Preferenza.objects.filter(persona=persona).values_list("genere", "canale", "attiva")
    per_cella = {(genere, canale): attiva for genere, canale, attiva in decise}
    canali = [canale for canale in CANALI if not (persona.e_impresa and canale == "appio")]  # App IO is for people
    return {genere: [_scelta(genere, canale, per_cella) for canale in canali] for genere in Genere}


@atto
def salva(persona: Persona, *, spuntate: set[str]) -> None:
    """The whole page at once: what is not ticked is off."""
    for celle in scelte(persona).values():
        for scelta in celle:
            if not scelta.perche and scelta.attiva != (scelta.campo in spuntate):
                imposta(persona, scelta.genere, scelta.canale, attiva=not scelta.attiva)


def imposta(
    persona: Persona, genere: str, canale: str, *, attiva: bool, origine: str = Preferenza.Origine.PAGINA
) -> None:
    """Write one choice; saying the same thing twice changes nothing. Raises ValueError where there is no choice."""
    if not modificabile(genere, canale) or genere not in Genere.values or canale not in CANALI:
        raise ValueError(f"{genere}/{canale}")
    decisa = {"attiva": attiva, "origine": origine, "decisa_il": timezone.now()}
    chiave = {"persona": persona, "genere": genere, "canale": canale}
    riga, nuova = Preferenza.objects.get_or_create(**chiave, defaults=decisa)
    if not nuova and riga.attiva != attiva:
        Preferenza.objects.filter(pk=riga.pk).update(**decisa)


def _scelta(genere: Genere, canale: str, decise: dict[tuple[str, str], bool]) -> Scelta:
    perche = SEMPRE.get((genere, canale), "")
    return Scelta(genere, canale, bool(perche) or decise.get((genere, canale), True), perche)
