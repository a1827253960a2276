"""The pages where a person changes the e-mail address: first the address, then the code."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views import View

from notifiche.models import VerificaIndirizzo
from notifiche.operations import indirizzi
from notifiche.recapiti.forms import CodiceForm, EmailForm
from portal.base.ambiti import SOLO_PER_SE
from portal.base.errors import DomainError
from portal.base.mixins import CittadinoMixin


class CambiaEmail(CittadinoMixin, View):
    """Which address: an address to be confirmed again is already written."""

    ambito = SOLO_PER_SE

    def get(self, request: HttpRequest) -> HttpResponse:
        persona = request.user
        da_confermare = persona.email_respinta_il or not persona.email_verificata_il
        form = EmailForm(persona, initial={"email": persona.email if da_confermare else ""})
        return self._pagina(form)

    def post(self, request: HttpRequest) -> HttpResponse:
        form = EmailForm(request.user, request.POST)
        if not form.is_valid():
            return self._pagina(form)
        try:
            indirizzi.chiedi_codice(request.user, form.cleaned_data["email"], ente=request.ente)
        except DomainError as rifiuto:
            form.add_error("email", rifiuto.messaggio)
            return self._pagina(form)
        return HttpResponseRedirect(reverse("notifiche:codice"))

    def _pagina(self, form: EmailForm) -> HttpResponse:
        return render(self.request, "notifiche/recapiti/email.html", {"voce": "profilo", "form": form})


class CodiceEmail(CittadinoMixin, View):
    """The code, another code, or never mind."""

    ambito = SOLO_PER_SE

    def get(self, request: HttpRequest) -> HttpResponse:
        return self._pagina(CodiceForm())

    def post(self, request: HttpRequest) -> HttpResponse:
        atti = {"rimanda": self._rimanda, "annulla": self._annulla}
        return atti.get(request.POST.get("azione", ""), self._conferma)()

    def _conferma(self) -> HttpResponse:
        form = CodiceForm(self.request.POST)
        if form.is_valid():
            try:
                indirizzi.conferma(self.request.user, form.cleaned_data["codice"], ente=self.request.ente)
            except DomainError as rifiuto:
                form.add_error("codice", rifiuto.messaggio)
            else:
                messages.success(self.request, _("Grazie: da adesso ti scriviamo al nuovo indirizzo."))
                return HttpResponseRedirect(reverse("identita:profilo"))
        return self._pagina(form)

    def _rimanda(self) -> HttpResponse:
        riga = self._riga()
        if riga is None:
            return HttpResponseRedirect(reverse("notifiche:email"))
        try:
            indirizzi.chiedi_codice(self.request.user, riga.indirizzo, ente=self.request.ente)
            messages.success(self.request, _("Ti mandiamo un altro codice: quello di prima non vale più."))
        except DomainError as rifiuto:
            messages.error(self.request, rifiuto.messaggio)
        return HttpResponseRedirect(reverse("notifiche:codice"))

    def _annulla(self) -> HttpResponse:
        indirizzi.lascia_stare(self.request.user)
        return HttpResponseRedirect(reverse("identita:profilo"))

    def _riga(self) -> Any:
        return VerificaIndirizzo.objects.filter(persona=self.request.user).exclude(indirizzo="").first()

    def _pagina(self, form: CodiceForm) -> HttpResponse:
        riga = self._riga()
        if riga is None:
            return HttpResponseRedirect(reverse("notifiche:email"))
        contesto = {"voce": "profilo", "form": form, "verifica": riga}
        return render(self.request, "notifiche/recapiti/codice.html", contesto)
