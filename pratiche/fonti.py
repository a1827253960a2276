"""Who may be written to about cases."""

from collections.abc import Iterator
from typing import Any

from django import forms
from django.db.models import Count, QuerySet
from django.utils.translation import gettext_lazy as _

from notifiche.massivi.fonti import DomandaForm, Fonte
from notifiche.massivi.tabella import RigaLetta
from notifiche.models import Invio
from portal.catalogo.models import Servizio
from pratiche.models import Pratica
from pratiche.stati import Stato

STATI = [(valore, etichetta) for valore, etichetta in Stato.choices if valore != Stato.BOZZA]


class RichiedentiForm(DomandaForm):
    servizio = forms.ModelChoiceField(
        Servizio.objects.none(), label=_("Servizio"), to_field_name="slug", empty_label=_("Scegli")
    )
    stati = forms.MultipleChoiceField(
        label=_("Pratiche nello stato"), choices=STATI, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        scelte = Servizio.objects.filter(ente=self.ente, ufficio=self.ufficio).order_by("titolo")
        self.fields["servizio"].queryset = scelte  # type: ignore[attr-defined]

    def parametri(self) -> dict[str, Any]:
        return {"servizio": self.cleaned_data["servizio"].slug, "stati": self.cleaned_data["stati"]}


class Richiedenti(Fonte):
    """Who asked for a service of the office: each person once, whatever the cases."""

    codice = "richiedenti"
    nome = _("Chi ha chiesto un servizio")
    aiuto = _("I richiedenti di un servizio del tuo ufficio, secondo lo stato della pratica")
    campi = ("nome", "cognome", "quante_pratiche")
    modulo = RichiedentiForm

    def righe(self, invio: Invio, dopo: int) -> Iterator[RigaLetta]:
        conti = self._pratiche(invio).filter(richiedente__gt=dopo).order_by("richiedente")
        conti = conti.values("richiedente", "richiedente__nome", "richiedente__cognome", "richiedente__denominazione")  # type: ignore[assignment]
        for uno in conti.annotate(quante=Count("pk")).iterator(chunk_size=1000):
            valori = {
                "nome": uno["richiedente__nome"] or uno["richiedente__denominazione"],  # type: ignore[index]
                "cognome": uno["richiedente__cognome"],  # type: ignore[index]
                "quante_pratiche": str(uno["quante"]),  # type: ignore[index]
            }
            yield RigaLetta(uno["richiedente"], persona_id=uno["richiedente"], valori=valori)  # type: ignore[index]

    def _pratiche(self, invio: Invio) -> QuerySet[Pratica]:
        scelte = {"servizio__slug": invio.parametri["servizio"], "stato__in": invio.parametri["stati"]}
        return Pratica.objects.filter(ente=invio.ente, ufficio=invio.ufficio, **scelte)
