"""Who may be written to about payments."""

from collections.abc import Iterator

from django import forms
from django.db.models import Count, Min, Sum
from django.utils.translation import gettext_lazy as _

from notifiche.massivi.fonti import DomandaForm, Fonte
from notifiche.massivi.tabella import RigaLetta
from notifiche.models import Invio
from pagamenti.models import Avviso
from portal.base.importi import euro
from portal.base.templatetags.casa import data


class DebitoriForm(DomandaForm):
    causale = forms.CharField(
        label=_("La causale contiene"),
        max_length=140,
        help_text=_("Per esempio TARI 2026: maiuscole o minuscole è lo stesso"),
    )
    scadenza_dal = forms.DateField(
        label=_("Scadenza dal"), required=False, widget=forms.DateInput(attrs={"type": "date"})
    )
    scadenza_al = forms.DateField(
        label=_("Scadenza al"), required=False, widget=forms.DateInput(attrs={"type": "date"})
    )

    def parametri(self) -> dict[str, str]:
        return {nome: str(valore) for nome, valore in super().parametri().items()}


class Debitori(Fonte):
    """Who has still something to pay for a reason: each person once, whatever the notices."""

    codice = "debitori"
    nome = _("Chi non ha ancora pagato")
    aiuto = _("Le persone con avvisi ancora da pagare per una causale")
    campi = ("nome", "cognome", "quanti_avvisi", "totale", "prima_scadenza")
    modulo = DebitoriForm

    def righe(self, invio: Invio, dopo: int) -> Iterator[RigaLetta]:
        chiesto = invio.parametri
        avvisi = Avviso.objects.da_pagare().dell_ente(invio.ente)
        avvisi = avvisi.filter(causale__icontains=chiesto["causale"], debitore__gt=dopo)
        if chiesto.get("scadenza_dal"):
            avvisi = avvisi.filter(scadenza__gte=chiesto["scadenza_dal"])
        if chiesto.get("scadenza_al"):
            avvisi = avvisi.filter(scadenza__lte=chiesto["scadenza_al"])
        conti = avvisi.order_by("debitore").values(
            "debitore", "debitore__nome", "debitore__cognome", "debitore__denominazione"
        )
        conti = conti.annotate(quanti=Count("pk"), totale=Sum("importo"), prima=Min("scadenza"))
        for uno in conti.iterator(chunk_size=1000):
            valori = {
                "nome": uno["debitore__nome"] or uno["debitore__denominazione"],
                "cognome": uno["debitore__cognome"],
                "quanti_avvisi": str(uno["quanti"]),
                "totale": euro(uno["totale"]),
                "prima_scadenza": data(uno["prima"]),
            }
            yield RigaLetta(uno["debitore"], persona_id=uno["debitore"], valori=valori)
