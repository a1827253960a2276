"""What has become of the appointment a message speaks of, for who reads the message later."""

from django.utils.translation import gettext_lazy as _

from appuntamenti.models import Appuntamento
from notifiche.azioni import Testo, codice_del_fatto, finisce
from notifiche.models import Messaggio


@finisce("appuntamenti.prenotato", "appuntamenti.promemoria")
def perche_non_si_viene(messaggio: Messaggio) -> Testo:
    appuntamento = Appuntamento.objects.filter(codice=codice_del_fatto(messaggio)).first()
    if appuntamento is None or appuntamento.puo_annullare:
        return ""
    return _("L'appuntamento è passato.") if appuntamento.prenotato else _("L'appuntamento è stato annullato.")
