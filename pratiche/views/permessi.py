"""My permits: those I hold, then those that ended, each with what can be done about it."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Prefetch
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views import View

from portal.base.elenchi import pagina
from portal.base.mixins import CittadinoMixin
from portal.documenti.models import Documento
from pratiche.models import Pratica, Stampa
from pratiche.models.insieme import PraticaQuerySet
from pratiche.titoli import QuadroTitolo, per_che_cosa, quadro
from pratiche.views.comune import LETTURA, pratiche_di

PER_PAGINA = 10
FILTRI = {"in_corso": gettext_lazy("In corso"), "finiti": gettext_lazy("Finiti")}


@dataclass(frozen=True)
class Voce:
    """One permit of the list. `carta` is the document with its QR code, when it is ready."""

    pratica: Pratica
    permesso: QuadroTitolo
    per: tuple[str, str] | None
    carta: Documento | None


class Elenco(CittadinoMixin, View):
    """Those still running first; one page costs the same whatever lies in it."""

    ambito = LETTURA

    def get(self, request: HttpRequest) -> HttpResponse:
        scelto = request.GET.get("quali", "")
        elenco = pagina(_quali(pratiche_di(request).con_permesso(), scelto), request, campo="ultimo_giorno", per=PER_PAGINA)  # fmt: skip
        voci = list(_voci(elenco.righe))
        gruppi = [
            ("in_corso", _("Permessi in corso"), [voce for voce in voci if voce.permesso.vivo]),
            ("finiti", _("Permessi finiti"), [voce for voce in voci if not voce.permesso.vivo]),
        ]
        contesto: dict[str, Any] = {
            "voce": "pratiche",
            "elenco": elenco,
            "gruppi": [gruppo for gruppo in gruppi if gruppo[2]],
            "filtri": [("", _("Tutti")), *FILTRI.items()]
            if elenco.successiva or not elenco.prima_pagina or scelto in FILTRI
            else [],
            "scelto": scelto if scelto in FILTRI else "",
        }
        return render(request, "pratiche/permessi.html", contesto)


def _quali(mie: PraticaQuerySet, scelto: str) -> PraticaQuerySet:
    carte = Stampa.objects.filter(genere=Stampa.Genere.ESITO, documento__isnull=False).order_by("versione")
    mie = mie.con_il_necessario().prefetch_related(Prefetch("stampe", carte.select_related("documento"), "carte"))
    if scelto == "in_corso":
        return mie.con_permesso_vivo()
    return mie.con_permesso_finito() if scelto == "finiti" else mie


def _voci(righe: Iterable[Any]) -> Iterable[Voce]:
    for pratica in righe:
        trovato = quadro(pratica)
        if trovato:
            carta = pratica.carte[-1].documento if pratica.carte else None
            yield Voce(pratica, trovato, per_che_cosa(pratica), carta)
