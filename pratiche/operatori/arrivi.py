"""What a party, or who may object, wrote on paper, by PEC or by e-mail: the office records it with the day it came."""

import uuid
from abc import abstractmethod
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.base.errors import DomainError
from portal.base.templatetags.casa import giorno
from pratiche import operations
from pratiche.models import Canale, Opposizione, Parte, Pratica
from pratiche.moduli.campi import CampoFile
from pratiche.operations.ricezione import Arrivo
from pratiche.operatori.moduli import FILE_DELL_UFFICIO, parole
from pratiche.operatori.views import PaginaUfficio

ENTRA = gettext_lazy("Entra nella pratica e nel protocollo con il giorno di arrivo. Dopo non si può più cambiare.")

AVVISATO = gettext_lazy("Chi l'ha scritta viene avvisato e la trova nella sua pagina.")
SU_CARTA = gettext_lazy("Chi l'ha scritta non è mai entrato nel portale: i messaggi lì non li legge.")


class ModuloArrivo(forms.Form):
    """How and when it came, the sheet, what it says. `chiave` makes a memoria one, however often the button is pressed."""

    canale = forms.ChoiceField(label=gettext_lazy("Come è arrivata"), choices=Canale.choices, widget=forms.RadioSelect)
    giorno = forms.DateField(
        label=gettext_lazy("Giorno di arrivo"),
        help_text=gettext_lazy("Quello del timbro, o della consegna della PEC: conta questo, non quello in cui la registri."),
        initial=timezone.localdate,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )  # fmt: skip
    testo = parole(
        gettext_lazy("Che cosa dice"), gettext_lazy("Riassumi in breve che cosa dice: il foglio è allegato."), righe=5
    )
    chiave = forms.UUIDField(widget=forms.HiddenInput, initial=uuid.uuid4)
    field_order = ("canale", "giorno", "foglio", "file", "testo")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["foglio"] = CampoFile(
            massimo=1,
            label=gettext_lazy("Il foglio arrivato"),
            help_text=gettext_lazy(
                "La scansione del foglio, o il messaggio ricevuto salvato come PDF. PDF, JPG o PNG."
            ),
        )
        self.fields["file"] = CampoFile(
            massimo=FILE_DELL_UFFICIO, required=False, label=gettext_lazy("Altri documenti arrivati")
        )
        for nome in set(self.files) & {"foglio", "file"}:  # shown again, the page has lost them
            ancora = _("Dopo un errore non resta nella pagina: scegli di nuovo.")
            self.fields[nome].help_text = f"{self.fields[nome].help_text} {ancora}"
        self.order_fields(self.field_order)

    def clean_foglio(self) -> Any:
        foglio = self.cleaned_data["foglio"]
        if not foglio:
            raise ValidationError(_("Allega la scansione del foglio, o il messaggio ricevuto."))
        return foglio[0]

    def valori(self) -> dict[str, Any]:
        """What the operation wants, by name."""
        dati = dict(self.cleaned_data)
        return dati | {"arrivo": Arrivo(dati.pop("canale"), dati.pop("giorno"))}


class Registra(PaginaUfficio):
    """One act: what it is about, the form, and once recorded back to where it is read."""

    pratica: Pratica
    azione: str | Promise
    fatto: str | Promise

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        self.request = request
        self.pratica = self.trova(kwargs["codice"])
        self.controlla_lavora(self.pratica)
        return super().dispatch(request, *args, **kwargs)

    @abstractmethod
    def trova(self, codice: uuid.UUID) -> Pratica:
        """The case of what this code is of; 404 for the other offices."""

    @abstractmethod
    def controlla(self) -> None:
        """May it still be recorded? Raises DomainError."""

    @abstractmethod
    def registra(self, valori: dict[str, Any]) -> None:
        """Record it. Raises DomainError."""

    @abstractmethod
    def di_chi(self) -> str:
        """Who wrote it."""

    @abstractmethod
    def avvertenze(self) -> list[str]:
        """What the day decides, and who is told."""

    @abstractmethod
    def ritorno(self) -> str:
        """Where it will be read."""

    def get(self, request: HttpRequest, codice: uuid.UUID) -> HttpResponse:
        self.annota(self.pratica)
        try:
            self.controlla()
        except DomainError as rifiuto:
            messages.warning(request, rifiuto.messaggio)
            return redirect(self.ritorno())
        return self._mostra(ModuloArrivo())

    def post(self, request: HttpRequest, codice: uuid.UUID) -> HttpResponse:
        modulo = ModuloArrivo(request.POST, request.FILES)
        if not modulo.is_valid():
            return self._mostra(modulo)
        try:
            self.registra(modulo.valori())
        except DomainError as rifiuto:
            modulo.add_error("giorno" if isinstance(rifiuto, operations.GiornoSbagliato) else None, rifiuto.messaggio)
            return self._mostra(modulo)
        messages.success(request, self.fatto)
        return redirect(self.ritorno())

    def _mostra(self, modulo: ModuloArrivo) -> HttpResponse:
        avvertenza = "\n\n".join([str(ENTRA), *self.avvertenze()])
        contesto = {"pratica": self.pratica, "form": modulo, "avvertenza": avvertenza, "azione": self.azione}
        return self.mostra("operatori/parere_modulo.html", f"{self.azione}: {self.di_chi()}", contesto)


class RegistraMemoria(Registra):
    azione = gettext_lazy("Registra la memoria arrivata")
    fatto = gettext_lazy("La memoria è registrata.")

    def ritorno(self) -> str:
        return reverse("operatori:partecipanti", args=[self.pratica.codice])


class MemoriaArrivata(RegistraMemoria):
    """Of a party, in the portal or not."""

    parte: Parte

    def trova(self, codice: uuid.UUID) -> Pratica:
        sue = Parte.objects.filter(pratica__in=self.pratiche()).select_related(
            "pratica__servizio", "pratica__ufficio", "pratica__richiedente", "persona"
        )
        self.parte = get_object_or_404(sue, codice=codice)
        return self.parte.pratica

    def controlla(self) -> None:
        operations.controlla_presente(self.parte)
        operations.controlla_non_chiusa(self.pratica)

    def registra(self, valori: dict[str, Any]) -> None:
        operations.acquisisci_memoria(self.parte.pk, operatore=self.request.user, **valori)

    def di_chi(self) -> str:
        return self.parte.nome

    def avvertenze(self) -> list[str]:
        conta = _("Se è arrivata entro %s va valutata prima di decidere; dopo, l'ufficio può non tenerne conto.")
        chi = SU_CARTA if self.parte.da_scrivere_su_carta else AVVISATO
        return [conta % giorno(self.parte.memorie_entro), str(chi)]


class MemoriaPropriaArrivata(RegistraMemoria):
    """Of the person whom what the office started concerns: a request has other ways to be answered."""

    def trova(self, codice: uuid.UUID) -> Pratica:
        pratica = self.cerca(codice)
        if not pratica.d_ufficio:
            raise Http404
        return pratica

    def controlla(self) -> None:
        operations.controlla_non_chiusa(self.pratica)

    def registra(self, valori: dict[str, Any]) -> None:
        operations.acquisisci_memoria_propria(self.pratica.pk, operatore=self.request.user, **valori)

    def di_chi(self) -> str:
        return self.pratica.nome_richiedente

    def avvertenze(self) -> list[str]:
        conta = _("Finché il procedimento è aperto l'ufficio la deve valutare prima di decidere.")
        return [conta, str(SU_CARTA if self.pratica.richiedente.mai_entrata else AVVISATO)]


class OpposizioneArrivata(Registra):
    """Of who was told that somebody asks for acts that speak of them."""

    opposizione: Opposizione
    azione = gettext_lazy("Registra l'opposizione arrivata")
    fatto = gettext_lazy("L'opposizione è registrata.")

    def trova(self, codice: uuid.UUID) -> Pratica:
        sue = Opposizione.objects.filter(accesso__pratica__in=self.pratiche())
        collegati = (f"accesso__pratica__{uno}" for uno in ("servizio", "ufficio", "richiedente"))
        self.opposizione = get_object_or_404(sue.select_related(*collegati), codice=codice)
        return self.opposizione.accesso.pratica

    def controlla(self) -> None:
        operations.controlla_opposizione_attesa(self.opposizione)

    def registra(self, valori: dict[str, Any]) -> None:
        del valori["chiave"]  # there is one for each who was told
        operations.acquisisci_opposizione(self.opposizione.pk, operatore=self.request.user, **valori)

    def di_chi(self) -> str:
        return self.opposizione.nome

    def avvertenze(self) -> list[str]:
        conta = _("Può opporsi fino a %s; quella che arriva dopo si legge lo stesso, finché l'ufficio non risponde a chi chiede gli atti.")  # fmt: skip
        return [conta % giorno(self.opposizione.entro)]

    def ritorno(self) -> str:
        return reverse("operatori:accesso", args=[self.opposizione.accesso.codice])
