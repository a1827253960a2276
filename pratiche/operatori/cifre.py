"""How the services are going: read from the months counted at night, in tables, bars and a file."""

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.base.giorni import CampoGiorno
from portal.catalogo.models import Servizio
from portal.enti.permessi import amministra_qui, uffici_di
from portal.registro.operations import registra
from pratiche.models import CifreMese
from pratiche.operations.cifre import primo_del_mese
from pratiche.operatori.esporta import linea
from pratiche.operatori.views import PaginaUfficio

MESI, MESI_MASSIMI = 12, 120
SOMME = ("ricevute", "online", "accolte", "per_silenzio", "respinte", "ritirate", "archiviate", "in_ritardo")
ALTEZZA, LARGO = 120, 26  # of the bars and of a month, in the units of the drawing


@dataclass
class Cifre:
    """The figures of a service, of a month, of all."""

    somme: Counter[str] = field(default_factory=Counter)
    durate: Counter[int] = field(default_factory=Counter)

    def aggiungi(self, riga: CifreMese, *, corrente: bool) -> None:
        self.somme.update({nome: getattr(riga, nome) for nome in SOMME})
        self.durate.update({int(giorni): quante for giorni, quante in riga.durate.items()})
        if corrente:
            self.somme.update({"aperte": riga.aperte, "scadute": riga.scadute})

    @property
    def concluse(self) -> int:
        return sum(self.somme[nome] for nome in ("accolte", "respinte", "ritirate", "archiviate"))

    @property
    def online(self) -> str:
        """How many of a hundred came by themselves, without a desk."""
        ricevute = self.somme["ricevute"]
        return f"{round(100 * self.somme['online'] / ricevute)}%" if ricevute else "—"

    @property
    def mediana(self) -> str:
        return self._entro(0.5)

    @property
    def lenti(self) -> str:
        return self._entro(0.9)

    def _entro(self, parte: float) -> str:
        """Within how many days this part of the decided ones was decided."""
        soglia, quante = parte * sum(self.durate.values()), 0
        for giorni, casi in sorted(self.durate.items()):
            quante += casi
            if quante >= soglia:
                return str(giorni)
        return "—"


COLONNE: dict[str, tuple[Any, Any]] = {
    "ricevute": (gettext_lazy("Ricevute"), lambda cifre: cifre.somme["ricevute"]),
    "online": (gettext_lazy("Online"), lambda cifre: cifre.online),
    "accolte": (gettext_lazy("Accolte"), lambda cifre: cifre.somme["accolte"]),
    "respinte": (gettext_lazy("Respinte"), lambda cifre: cifre.somme["respinte"]),
    "per_silenzio": (gettext_lazy("Decise dal silenzio"), lambda cifre: cifre.somme["per_silenzio"]),
    "ritirate": (gettext_lazy("Ritirate"), lambda cifre: cifre.somme["ritirate"]),
    "archiviate": (gettext_lazy("Archiviate"), lambda cifre: cifre.somme["archiviate"]),
    "mediana": (gettext_lazy("La metà entro giorni"), lambda cifre: cifre.mediana),
    "lenti": (gettext_lazy("Nove su dieci entro giorni"), lambda cifre: cifre.lenti),
    "in_ritardo": (gettext_lazy("Decise dopo il termine"), lambda cifre: cifre.somme["in_ritardo"]),
}
ADESSO: dict[str, tuple[Any, Any]] = {
    "aperte": (gettext_lazy("Aperte adesso"), lambda cifre: cifre.somme["aperte"]),
    "scadute": (gettext_lazy("Scadute adesso"), lambda cifre: cifre.somme["scadute"]),
}


class PeriodoForm(forms.Form):
    """Months from–to and one service; a value that makes no sense is as if it were not there."""

    dal = CampoGiorno(label=gettext_lazy("Dal mese"), required=False, input_formats=["%Y-%m"], widget=forms.DateInput(attrs={"type": "month"}, format="%Y-%m"))  # fmt: skip
    al = CampoGiorno(label=gettext_lazy("al mese"), required=False, input_formats=["%Y-%m"], widget=forms.DateInput(attrs={"type": "month"}, format="%Y-%m"))  # fmt: skip
    servizio = forms.ChoiceField(label=gettext_lazy("Servizio"), required=False)

    def __init__(self, dati: Any, *, servizi: Iterable[tuple[str, str]]) -> None:
        super().__init__(dati)
        self.fields["servizio"].choices = [("", _("Tutti")), *servizi]  # type: ignore[attr-defined]
        self.is_valid()

    @property
    def periodo(self) -> tuple[dt.date, dt.date]:
        """The first days of the first and of the last month: a year, when nothing is asked."""
        al = primo_del_mese(self.cleaned_data.get("al") or timezone.localdate())
        dal = self.cleaned_data.get("dal") or _indietro(al, MESI - 1)
        return max(min(primo_del_mese(dal), al), _indietro(al, MESI_MASSIMI - 1)), al


def _indietro(mese: dt.date, quanti: int) -> dt.date:
    totale = mese.year * 12 + mese.month - 1 - quanti
    return dt.date(totale // 12, totale % 12 + 1, 1)


class PaginaCifre(PaginaUfficio):
    """The own offices; who administers the ente sees them all."""

    @cached_property
    def form(self) -> PeriodoForm:
        servizi = Servizio.objects.filter(ente=self.request.ente, versioni__isnull=False).distinct().order_by("titolo")
        if not amministra_qui(self.request):
            servizi = servizi.filter(ufficio__in=uffici_di(self.request))
        return PeriodoForm(self.request.GET, servizi=servizi.values_list("slug", "titolo"))

    @cached_property
    def righe(self) -> list[CifreMese]:
        dal, al = self.form.periodo
        righe = CifreMese.objects.filter(ente=self.request.ente, mese__gte=dal, mese__lte=al)
        if not amministra_qui(self.request):
            righe = righe.filter(ufficio__in=uffici_di(self.request))
        if self.form.cleaned_data.get("servizio"):
            righe = righe.filter(servizio__slug=self.form.cleaned_data["servizio"])
        return list(righe.select_related("servizio").order_by("mese", "servizio__titolo", "pk"))

    def raccolte(self, chiave: Any) -> dict[Any, Cifre]:
        """The figures put together by what `chiave` says of each row."""
        corrente, insieme = primo_del_mese(timezone.localdate()), dict[Any, Cifre]()
        for riga in self.righe:
            insieme.setdefault(chiave(riga), Cifre()).aggiungi(riga, corrente=riga.mese == corrente)
        return insieme


class LeCifre(PaginaCifre):
    def get(self, request: HttpRequest) -> HttpResponse:
        per_mese = self.raccolte(lambda riga: riga.mese)
        per_servizio = self.raccolte(lambda riga: riga.servizio)
        totale = self.raccolte(lambda riga: None).get(None, Cifre())
        tutte = COLONNE | ADESSO
        contesto = {
            "form": self.form,
            "vuota": not self.righe,
            "calcolate_il": max((riga.calcolato_il for riga in self.righe), default=None),
            "colonne_mese": [titolo for titolo, _valore in COLONNE.values()],
            "colonne": [titolo for titolo, _valore in tutte.values()],
            "mesi": [(mese, _valori(cifre, COLONNE)) for mese, cifre in per_mese.items()],
            "servizi": [(servizio.testo("titolo"), _valori(cifre, tutte)) for servizio, cifre in per_servizio.items()],
            "totale": _valori(totale, tutte),
            "barre": list(barre(per_mese)),
            "larghezza": max(1, len(per_mese)) * LARGO,
            "altezza": ALTEZZA,
        }
        return self.mostra("operatori/cifre.html", _("Come vanno i servizi"), contesto)


class EsportaCifre(PaginaCifre):
    """Month by month and service by service: figures of no person."""

    def get(self, request: HttpRequest) -> HttpResponseBase:
        ente: Any = request.ente
        registra("pratiche.cifre_esportate", ente, request.user, ente=ente)  # type: ignore[arg-type]
        risposta = StreamingHttpResponse(self._linee(), content_type="text/csv; charset=utf-8")
        risposta["Content-Disposition"] = f'attachment; filename="cifre-{timezone.localdate()}.csv"'
        return risposta

    def _linee(self) -> Iterator[str]:
        yield "\ufeff" + linea([_("Mese"), _("Servizio"), *(str(titolo) for titolo, _valore in COLONNE.values())])
        for (mese, servizio), cifre in self.raccolte(lambda riga: (riga.mese, riga.servizio)).items():
            yield linea([f"{mese:%Y-%m}", servizio.titolo, *_valori(cifre, COLONNE)])


def _valori(cifre: Cifre, colonne: dict[str, tuple[Any, Any]]) -> list[str]:
    return [str(valore(cifre)) for _titolo, valore in colonne.values()]


def barre(per_mese: dict[dt.date, Cifre]) -> Iterator[dict[str, Any]]:
    """Two bars for each month, received and closed, as tall as their share of the tallest."""
    massimo = max((max(cifre.somme["ricevute"], cifre.concluse) for cifre in per_mese.values()), default=0) or 1
    for posto, (mese, cifre) in enumerate(per_mese.items()):
        ricevute, concluse = (round(ALTEZZA * n / massimo) for n in (cifre.somme["ricevute"], cifre.concluse))
        yield {
            "mese": mese,
            "x": posto * LARGO + 3,
            "x2": posto * LARGO + 13,
            "ricevute": ricevute,
            "concluse": concluse,
            "y": ALTEZZA - ricevute,
            "y2": ALTEZZA - concluse,
        }
