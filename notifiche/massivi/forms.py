from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.urls import Resolver404, resolve
from django.utils.translation import gettext_lazy as _

from notifiche.massivi.testo import TESTO_MASSIMO, segnaposti
from notifiche.models import Invio
from notifiche.parole import OGGETTO_MASSIMO, lunghezza_utf16
from portal.enti.models import Ufficio

OGGETTO_MINIMO, TESTO_MINIMO = 10, 20  # App IO refuses shorter ones; the frame adds the rest to the text
FILE_MASSIMO = 35 * 1024 * 1024  # about half a million lines; the web server lets 40 MB through


class TestoForm(forms.ModelForm):  # type: ignore[type-arg]
    """The words of the message, and how it is sent."""

    ufficio = forms.ModelChoiceField(Ufficio.objects.none(), label=_("Scrive l'ufficio"), empty_label=_("Scegli"))

    class Meta:
        model = Invio
        fields = ["ufficio", "oggetto", "testo", "azione", "url", "genere", "servizio", "classe", "giorni_utili"]
        help_texts = {
            "oggetto": _(
                "Si vede sul telefono anche a schermo bloccato: niente nomi né dati della persona, e nessun segnaposto"
            ),
            "testo": _(
                "Frasi brevi, il fatto per primo. Una riga vuota divide i paragrafi, «- » fa un elenco, **due asterischi** il grassetto. "
                "Per i dati di ciascuno scrivi il nome della colonna fra graffe, per esempio {nome}"
            ),
            "azione": _("Per esempio «Vai ai pagamenti». Lascia vuoto se non c'è nulla da fare"),
            "url": _("La pagina del portale che si apre con il pulsante, per esempio /area-personale/pagamenti/"),
            "genere": _("Chi riceve può spegnere i canali per genere: scegli quello vero"),
            "servizio": _("Se serve, il nome breve del servizio come nell'indirizzo della sua scheda"),
            "giorni_utili": _("Dopo, le copie non ancora partite non partono più"),
        }

    def __init__(self, *args: Any, uffici: list[Ufficio], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["ufficio"].queryset = Ufficio.objects.filter(pk__in=[uno.pk for uno in uffici])  # type: ignore[attr-defined]
        self.initial.setdefault("ufficio", uffici[0].pk)

    def clean_oggetto(self) -> str:
        oggetto: str = self.cleaned_data["oggetto"].strip()
        if segnaposti(oggetto):
            raise ValidationError(_("Nell'oggetto non usare segnaposti: si legge anche a schermo bloccato."))
        if not OGGETTO_MINIMO <= lunghezza_utf16(oggetto) <= OGGETTO_MASSIMO:
            raise ValidationError(_("L'oggetto deve avere da 10 a 120 caratteri."))
        return oggetto

    def clean_testo(self) -> str:
        testo: str = self.cleaned_data["testo"].strip()
        if not TESTO_MINIMO <= lunghezza_utf16(testo) <= TESTO_MASSIMO:
            raise ValidationError(_("Il testo deve avere da 20 a 8000 caratteri."))
        return testo

    def clean_url(self) -> str:
        url: str = self.cleaned_data["url"].strip()
        if url and not _e_nostra(url):
            raise ValidationError(_("Non è una pagina del portale: copia l'indirizzo da dopo il nome del sito."))
        return url

    def clean(self) -> dict[str, Any]:
        dati = super().clean() or {}
        if bool(dati.get("url")) != bool(dati.get("azione")) and "url" not in self.errors:
            self.add_error("azione", _("Il pulsante vuole sia il testo sia la pagina: scrivi tutti e due o nessuno."))
        return dati


class FileForm(forms.Form):
    file = forms.FileField(
        label=_("File CSV"),
        help_text=_(
            "La prima riga ha i nomi delle colonne; una si chiama codice_fiscale. Le altre (nome, cognome, importo…) si usano nel testo. "
            "Il portale scrive agli indirizzi che le persone hanno dato: la colonna e-mail non serve"
        ),
        widget=forms.FileInput(attrs={"accept": ".csv,text/csv"}),
    )

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if file.size > FILE_MASSIMO:
            raise ValidationError(
                _("Il file supera 35 MB: dividilo, o chiedi a chi gestisce il portale di inviarlo lui.")
            )
        return file


class ConfermaForm(forms.Form):
    quanti = forms.IntegerField(label=_("Quante persone lo riceveranno?"), min_value=1)


def _e_nostra(url: str) -> bool:
    """A page of this portal, as a path."""
    if not url.startswith("/") or url.startswith(("//", "/\\")):
        return False
    try:
        resolve(url.partition("?")[0].partition("#")[0])
    except Resolver404:
        return False
    return True
