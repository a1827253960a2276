"""The acts of the offices of who looks: found by year, kind, service or number, and taken away as a CSV."""

from collections.abc import Iterator
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from portal.base.elenchi import pagina
from portal.base.templatetags.casa import data
from portal.catalogo.models import Servizio
from portal.enti.pagine import PaginaOperatori
from portal.enti.permessi import uffici_di
from pratiche.models import Pratica, Provvedimento
from pratiche.operatori.esporta import BLOCCO, ESPORTATE, linea


class Ricerca(forms.Form):
    """What is left empty does not narrow."""

    numero = forms.CharField(label=_("Numero dell'atto o della pratica"), required=False, max_length=20)
    anno = forms.IntegerField(label=_("Anno"), required=False, min_value=2000, max_value=9999)
    genere = forms.ChoiceField(
        label=_("Che atto è"), required=False, choices=[("", _("Tutti")), *Provvedimento.Genere.choices]
    )
    servizio = forms.ModelChoiceField(
        Servizio.objects.none(), label=_("Servizio"), required=False, to_field_name="slug", empty_label=_("Tutti")
    )

    def __init__(self, request: HttpRequest) -> None:
        super().__init__(request.GET)
        suoi = Servizio.objects.filter(ente=request.ente, ufficio__in=uffici_di(request)).order_by("titolo")
        self.fields["servizio"].queryset = suoi  # type: ignore[attr-defined]

    def applica(self, righe: QuerySet[Provvedimento]) -> QuerySet[Provvedimento]:
        if not self.is_valid():
            return righe
        dati = self.cleaned_data
        if dati["anno"]:
            righe = righe.filter(anno=dati["anno"])
        if dati["genere"]:
            righe = righe.filter(genere=dati["genere"])
        if dati["servizio"]:
            righe = righe.filter(pratica__servizio=dati["servizio"])
        return self._del_numero(righe, dati["numero"]) if dati["numero"] else righe

    def _del_numero(self, righe: QuerySet[Provvedimento], cercato: str) -> QuerySet[Provvedimento]:
        """`12` or `12/2026`, of the act or of its case."""
        numero, _barra, anno = cercato.strip().partition("/")
        if not numero.isdecimal() or (anno and not anno.isdecimal()):
            return righe.none()
        dell_atto = righe.filter(numero=numero, **({"anno": anno} if anno else {}))
        della_pratica = righe.filter(pratica__numero=numero, **({"pratica__anno": anno} if anno else {}))
        return dell_atto | della_pratica


class PaginaProvvedimenti(PaginaOperatori):
    per_chi_consulta = True

    def righe(self, ricerca: Ricerca) -> QuerySet[Provvedimento]:
        propri = Provvedimento.objects.filter(ente=self.request.ente, ufficio__in=uffici_di(self.request)).exclude(
            pratica__in=Pratica.objects.riservate_ad_altri(self.request.user)
        )
        return ricerca.applica(propri).select_related(
            "pratica__servizio", "ufficio", "adottato_da", "stampa__documento"
        )


class Elenco(PaginaProvvedimenti):
    """No names: whose act it is stands in the case, which writes who opens it."""

    def get(self, request: HttpRequest) -> HttpResponse:
        ricerca = Ricerca(request)
        contesto: dict[str, Any] = {
            "form": ricerca,
            "elenco": pagina(self.righe(ricerca), request, campo="adottato_il"),
        }
        return self.mostra("operatori/provvedimenti.html", gettext("Atti"), contesto)


class Esporta(PaginaProvvedimenti):
    """The newest acts of the same search, in bounded memory."""

    def get(self, request: HttpRequest) -> HttpResponse:
        righe = self.righe(Ricerca(request)).order_by("-adottato_il", "-pk")[:ESPORTATE]
        risposta = StreamingHttpResponse(_linee(righe), content_type="text/csv; charset=utf-8")
        risposta["Content-Disposition"] = f'attachment; filename="atti-{timezone.localdate()}.csv"'
        return risposta


def _linee(righe: QuerySet[Provvedimento]) -> Iterator[str]:
    titoli = [gettext("Numero"), gettext("Data"), gettext("Che atto è"), gettext("Servizio"), gettext("Pratica"), gettext("Ufficio"), gettext("Adottato da"), gettext("Impronta del documento")]  # fmt: skip
    yield "\ufeff" + linea(titoli)
    for atto in righe.iterator(chunk_size=BLOCCO):
        documento = atto.stampa.documento
        yield linea(
            [
                atto.sigla,
                data(atto.adottato_il),
                str(atto.get_genere_display()),
                atto.pratica.titolo,
                atto.pratica.sigla,
                atto.ufficio.nome,
                atto.adottato_da.nome_completo if atto.adottato_da else "",
                documento.impronta if documento else "",
            ]
        )
