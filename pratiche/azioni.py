"""What has become of what a message asks, for who reads it later; and where the office works on the case."""

from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from notifiche.azioni import Testo, codice_del_fatto, finisce, per_l_ufficio
from notifiche.models import Messaggio
from pratiche.models import RichiestaIntegrazione


@finisce("pratiche.integrazione_richiesta", "pratiche.promemoria_integrazione")
def perche_non_si_risponde(messaggio: Messaggio) -> Testo:
    richiesta = RichiestaIntegrazione.objects.filter(codice=codice_del_fatto(messaggio)).first()
    if richiesta is None or richiesta.aperta:
        return ""
    return _("Hai già risposto.") if richiesta.risposta_il else _("L'ufficio ha deciso con quello che aveva.")


@per_l_ufficio("pratiche")
def nella_lista(messaggio: Messaggio) -> str:
    """The search by number: it finds also the cases of other offices, which open behind a reason."""
    return f"{reverse('operatori:lavoro')}?{urlencode({'numero': messaggio.riferimento})}"
