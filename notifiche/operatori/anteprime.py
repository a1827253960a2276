"""What the portal writes to people, shown to the office before anybody gets it."""

from itertools import groupby
from typing import Any

from csp.constants import NONE, SELF, UNSAFE_INLINE
from csp.decorators import csp, csp_update
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.views.decorators.clickjacking import xframe_options_sameorigin

from notifiche.anteprime import LINGUE, Anteprima, Esempio, esempi, prova
from notifiche.channels import CANALI
from notifiche.channels.appio.contenuto import OGGETTO, TESTO
from notifiche.operations.avvisi import genere
from notifiche.parole import in_html
from portal.enti.pagine import PaginaOperatori

# a document of its own, which may have its style and nothing else: no script, no address, no form
DELLA_POSTA: dict[str, Any] = {
    "default-src": [NONE],
    "style-src": [UNSAFE_INLINE],
    "frame-ancestors": [SELF],
    "sandbox": ["allow-same-origin"],
}


class Elenco(PaginaOperatori):
    """Every message of every room, and when it leaves."""

    def get(self, request: HttpRequest) -> HttpResponse:
        righe = [(genere(tipo), tipo, casi[0].quando, len(casi)) for tipo, casi in esempi().items()]
        righe.sort(key=lambda riga: str(riga[0].label))
        stanze = [(nome, list(sue)) for nome, sue in groupby(righe, key=lambda riga: riga[0].label)]
        contesto = {"stanze": stanze, "canali": [canale.nome for canale in CANALI.values()]}
        return self.mostra("operatori/messaggi/elenco.html", _("Che cosa scriviamo alle persone"), contesto)


class PaginaDiUno(PaginaOperatori):
    """One message, in one of its forms and in one language; what makes no sense is the first of each."""

    def casi(self, tipo: str) -> list[Esempio]:
        if tipo not in esempi():
            raise Http404
        return esempi()[tipo]

    def scelta(self, tipo: str) -> tuple[int, str]:
        caso, lingua = self.request.GET.get("caso", ""), self.request.GET.get("scritto_in", "")
        numero = int(caso) if caso.isdecimal() and int(caso) < len(self.casi(tipo)) else 0
        return numero, lingua if lingua in LINGUE else LINGUE[0]

    def anteprima(self, tipo: str) -> Anteprima:
        numero, lingua = self.scelta(tipo)
        return prova(self.casi(tipo)[numero], self.request.ente, lingua)


@method_decorator(csp_update({"frame-src": [SELF]}), name="dispatch")
class Pagina(PaginaDiUno):
    """As it looks in the inbox, by e-mail and on the phone."""

    def get(self, request: HttpRequest, tipo: str) -> HttpResponse:
        anteprima, (numero, lingua) = self.anteprima(tipo), self.scelta(tipo)
        contesto = {
            "tipo": tipo,
            "anteprima": anteprima,
            "messaggio": anteprima.messaggio,
            "testo": in_html(anteprima.messaggio.testo),
            "casi": list(enumerate(esempio.caso for esempio in self.casi(tipo))),
            "numero": numero,
            "lingue": [(codice, nome) for codice, nome in settings.LANGUAGES if codice in LINGUE],
            "lingua": lingua,
            "massimi": (OGGETTO[-1], TESTO[-1]),
        }
        return self.mostra("operatori/messaggi/anteprima.html", anteprima.messaggio.oggetto, contesto)


@method_decorator([csp(DELLA_POSTA), xframe_options_sameorigin], name="dispatch")
class Posta(PaginaDiUno):
    """The HTML of the mail as it leaves."""

    def get(self, request: HttpRequest, tipo: str) -> HttpResponse:
        return HttpResponse(self.anteprima(tipo).posta_html)
