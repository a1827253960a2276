"""The digital domicile of a person: asked to INAD when the person wants to see it, and again when the answer is old."""

from django.utils import timezone
from django.utils.translation import gettext as _

from notifiche.models import DomicilioDigitale
from portal.base.coda import Stato
from portal.base.errors import DomainError
from portal.base.jobs import accoda
from portal.enti.models import Ente
from portal.identita.models import Persona
from portal.pdnd.consultazioni import chiedi_domicilio as chiedi_a_inad
from portal.registro.atti import atto


@atto
def chiedi_domicilio(persona: Persona, *, ente: Ente) -> DomicilioDigitale:
    """Plan the question; one that is already waiting stays one. Raises DomainError for who cannot have one in INAD."""
    if not persona.codice_fiscale or persona.e_impresa:
        raise DomainError(_("INAD conosce solo le persone con un codice fiscale."))
    riga, nuova = DomicilioDigitale.objects.get_or_create(persona=persona, defaults={"ente": ente})
    if not nuova and not riga.in_arrivo:
        DomicilioDigitale.objects.filter(pk=riga.pk).update(
            ente=ente, stato=Stato.IN_CODA, prossimo_tentativo=timezone.now(), tentativi=0, errore=""
        )
    accoda("notifiche.domicili")
    return riga


def domanda(riga: DomicilioDigitale) -> None:
    """Ask and write the answer, with its date. Raises GatewayError."""
    riga.segna_iniziata()
    motivo = f"domicilio-{riga.ente.codice_ipa}"
    trovato = chiedi_a_inad(riga.persona, ente=riga.ente, utente=riga.persona, motivo=motivo)
    riga.riesce(
        indirizzo=trovato.indirizzo if trovato else "",
        eletto_il=trovato.dal if trovato else None,
        chiesto_il=timezone.now(),
    )


def rinfresca() -> int:
    """Old answers are asked again, of people who came back since. Returns how many."""
    return int(
        DomicilioDigitale.objects.da_rinfrescare().update(
            stato=Stato.IN_CODA, prossimo_tentativo=timezone.now(), tentativi=0
        )
    )
