"""What has become of the notice a message speaks of, for who reads the message later."""

from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from notifiche.azioni import Testo, finisce, per_l_ufficio
from notifiche.models import Messaggio
from pagamenti.models import Avviso
from pagamenti.stati import Stato

PERCHE: dict[str, Testo] = {
    Stato.PAGATO: _("Il pagamento è arrivato."),
    Stato.ANNULLATO: _("L'avviso è stato annullato: non devi pagarlo."),
}


@finisce("pagamenti.emesso", "pagamenti.promemoria")
def perche_non_si_paga(messaggio: Messaggio) -> Testo:
    stato = Avviso.objects.filter(ente=messaggio.ente, nav=messaggio.nav).values_list("stato", flat=True).first()
    return PERCHE.get(stato or "", "")


@per_l_ufficio("pagamenti")
def nell_archivio(messaggio: Messaggio) -> str:
    cercato = urlencode({"q": messaggio.riferimento.replace(" ", "")})
    return f"{reverse('admin:pagamenti_avviso_changelist')}?{cercato}"
