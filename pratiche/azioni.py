"""What has become of what a message asks, for who reads it later; and where the office works on the case."""

from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from notifiche.azioni import Testo, codice_del_fatto, finisce, per_l_ufficio
from notifiche.models import Messaggio
from pratiche.models import Firma, PreavvisoRigetto, Richiesta, RichiestaIntegrazione, StatoRichiesta
from pratiche.models.firme import StatoFirma


@finisce("pratiche.integrazione_richiesta", "pratiche.integrazione_prorogata", "pratiche.promemoria_integrazione")
def perche_non_si_risponde(messaggio: Messaggio) -> Testo:
    return _perche(RichiestaIntegrazione.objects.filter(codice=codice_del_fatto(messaggio)).first())


@finisce("pratiche.preavviso", "pratiche.promemoria_preavviso")
def perche_non_si_osserva(messaggio: Messaggio) -> Testo:
    return _perche(PreavvisoRigetto.objects.filter(codice=codice_del_fatto(messaggio)).first())


@finisce("pratiche.firma_chiesta", "pratiche.promemoria_firma")
def perche_non_si_firma(messaggio: Messaggio) -> Testo:
    firma = Firma.objects.filter(codice=codice_del_fatto(messaggio)).first()
    if firma is None or firma.aperta:
        return ""
    return {
        StatoFirma.APPOSTA: _("Hai già firmato."),
        StatoFirma.RIFIUTATA: _("Hai già detto di no."),
        StatoFirma.RITIRATA: _("Chi te l'ha chiesto ha ritirato l'invito: non serve firmare."),
    }.get(StatoFirma(firma.stato), _("Il tempo per firmare è finito."))


def _perche(richiesta: Richiesta | None) -> Testo:
    """Why what the office asked waits no more; empty while it does."""
    if richiesta is None or richiesta.aperta:
        return ""
    return {
        StatoRichiesta.RISPOSTA: _("Hai già risposto."),
        StatoRichiesta.ANNULLATA: _("L'ufficio l'ha annullata: non serve rispondere."),
        StatoRichiesta.CHIUSA: _("L'ufficio ha deciso con quello che aveva."),
    }[richiesta.stato]


@per_l_ufficio("pratiche")
def nella_lista(messaggio: Messaggio) -> str:
    """The search by number: it finds also the cases of other offices, which open behind a reason."""
    return f"{reverse('operatori:lavoro')}?{urlencode({'numero': messaggio.riferimento})}"
