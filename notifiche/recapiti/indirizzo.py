"""The pages where a person changes the e-mail address: first the address, then the code."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from notifiche.models import VerificaIndirizzo
from notifiche.operations import indirizzi
from notifiche.recapiti.forms import CodiceForm, EmailForm
from notifiche.recapiti.views import Recapiti
from portal.base.errors import DomainError


class CambiaEmail(Recapiti):
    """Which address: an address to be confirmed again is already written."""

    def get(self, request: HttpRequest) -> HttpResponse:
        persona = request.titolare
        form = EmailForm(persona, initial={"email": "" if persona.email_in_uso else persona.email})
        return self._pagina(form)

    def post(self, request: HttpRequest) -> HttpResponse:
        form = EmailForm(request.titolare, request.POST)
        if not form.is_valid():
            return self._pagina(form)
        try:
            indirizzi.chiedi_codice(
                request.titolare, form.cleaned_data["email"], attore=request.user, ente=request.ente
            )
        except DomainError as rifiuto:
            form.add_error("email", rifiuto.messaggio)
            return self._pagina(form)
        return HttpResponseRedirect(reverse("notifiche:codice"))

    def _pagina(self, form: EmailForm) -> HttpResponse:
        return render(self.request, "notifiche/recapiti/email.html", self.contesto(form=form))


class CodiceEmail(Recapiti):
    """The code, another code, or never mind."""

    def get(self, request: HttpRequest) -> HttpResponse:
        return self._pagina(CodiceForm())

    def post(self, request: HttpRequest) -> HttpResponse:
        atti = {"rimanda": self._rimanda, "annulla": self._annulla}
        return atti.get(request.POST.get("azione", ""), self._conferma)()

    def _conferma(self) -> HttpResponse:
        form = CodiceForm(self.request.POST)
        if form.is_valid():
            try:
                indirizzi.conferma(
                    self.request.titolare, form.cleaned_data["codice"], attore=self.request.user, ente=self.request.ente
                )
            except DomainError as rifiuto:
                form.add_error("codice", rifiuto.messaggio)
            else:
                messages.success(self.request, _("Grazie: da adesso ti scriviamo al nuovo indirizzo."))
                return HttpResponseRedirect(self.indietro)
        return self._pagina(form)

    def _rimanda(self) -> HttpResponse:
        riga = self._riga()
        if riga is None:
            return HttpResponseRedirect(reverse("notifiche:email"))
        try:
            indirizzi.chiedi_codice(
                self.request.titolare, riga.indirizzo, attore=self.request.user, ente=self.request.ente
            )
            messages.success(self.request, _("Ti mandiamo un altro codice: quello di prima non vale più."))
        except DomainError as rifiuto:
            messages.error(self.request, rifiuto.messaggio)
        return HttpResponseRedirect(reverse("notifiche:codice"))

    def _annulla(self) -> HttpResponse:
        indirizzi.lascia_stare(self.request.titolare)
        return HttpResponseRedirect(self.indietro)

    def _riga(self) -> Any:
        return VerificaIndirizzo.objects.filter(persona=self.request.titolare).exclude(indirizzo="").first()

    def _pagina(self, form: CodiceForm) -> HttpResponse:
        riga = self._riga()
        if riga is None:
            return HttpResponseRedirect(reverse("notifiche:email"))
        return render(self.request, "notifiche/recapiti/codice.html", self.contesto(form=form, verifica=riga))
