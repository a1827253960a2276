"""The work list: tabs, search, filters, columns; each officer's own way of looking at it."""

import uuid
from typing import Any

from django import forms
from django.contrib import messages
from django.db.models import Q
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.base.elenchi import PER_PAGINA, Elenco
from portal.enti.models import Ufficio
from portal.enti.permessi import sola_consultazione, uffici_che_scrivono, uffici_di
from portal.registro.operations import annota_elenco, registra
from pratiche.models import ColonneScelte, FiltroSalvato, Pratica
from pratiche.models.insieme import PraticaQuerySet
from pratiche.operatori import esporta, lista, restituzioni, riservate, trova
from pratiche.operatori.filtri import FiltroForm
from pratiche.operatori.righe import COLONNE, SOLITE, Riga
from pratiche.operatori.views import PaginaUfficio
from pratiche.stati import Stato

RICERCA = "ricerca_pratiche"  # in the session: a name that was searched for is never in an address
TROVATE = "trovate"
FILTRI_MASSIMI = 30


class SalvaForm(forms.Form):
    nome = forms.CharField(label=gettext_lazy("Nome del filtro"), max_length=60)
    con_ufficio = forms.BooleanField(label=gettext_lazy("Lo vede anche il mio ufficio"), required=False)


class PaginaElenco(PaginaUfficio):
    """What the list, its file and the acts on many cases have in common: which cases, in which order."""

    @cached_property
    def filtro(self) -> FiltroForm:
        return FiltroForm(self.request.GET, request=self.request)

    @property
    def quali(self) -> str:
        if self.request.GET.get("quali") == TROVATE and self.cercato:
            return TROVATE
        return lista.scelto(self.request)

    @property
    def numero(self) -> str:
        return self.request.GET.get("numero", "").strip()

    @property
    def cercato(self) -> str:
        return str(self.request.session.get(RICERCA, ""))

    @cached_property
    def ordine(self) -> lista.Ordine:
        if self.numero or self.quali == TROVATE:
            return lista.PER_ARRIVO
        return lista.FILTRI[self.quali].ordine

    @cached_property
    def parti(self) -> list[PraticaQuerySet]:
        """The cases of the list, office by office."""
        tutte = self.per_ufficio()
        if self.numero:
            return [trova.con_numero(parte, self.numero) for parte in tutte]
        if self.quali == TROVATE:
            return [self.pratiche().filter(pk__in=self.chiavi_trovate)]
        applica = lista.FILTRI[self.quali].applica
        data = "conclusa_il" if self.ordine is lista.PER_CONCLUSIONE else "presentata_il"
        return [self.filtro.applica(applica(parte, self.request), data) for parte in tutte]

    @cached_property
    def chiavi_trovate(self) -> list[int]:
        return trova.di_chi(self.cercato, self.pratiche(), uffici_di(self.request), self.request.ente)

    def per_ufficio(self) -> list[PraticaQuerySet]:
        chi, ente = self.request.user, self.request.ente
        return [Pratica.objects.degli_uffici([ufficio], ente, chi) for ufficio in uffici_di(self.request)]

    @cached_property
    def scelte(self) -> ColonneScelte:
        return ColonneScelte.objects.filter(persona=self.request.user.pk).first() or ColonneScelte()

    @cached_property
    def colonne(self) -> list[str]:
        return [nome for nome in self.scelte.nomi or SOLITE if nome in COLONNE]

    def annota_righe(self, righe: list[Pratica]) -> None:
        """The list names people: each reads, once a day, that the office saw it."""
        annota_elenco(
            (pratica.richiedente for pratica in righe),
            self.request.user,
            ente=self.request.ente,
            ufficio=uffici_di(self.request)[0].nome,
            sezione="pratiche",
            motivo="Elenco delle pratiche dell'ufficio",
        )


class Lavoro(PaginaElenco):
    """What there is to do, the first to expire on top."""

    per_chi_consulta = True

    def get(self, request: HttpRequest) -> HttpResponse:
        elenco = lista.pagina(self.parti, request, self.ordine)
        self.annota_righe(elenco.righe)
        oggi = timezone.localdate()
        contesto = {
            "elenco": elenco,
            "altrove": self._altrove(elenco),
            "righe": [Riga(pratica, oggi) for pratica in elenco.righe],
            "colonne": [(nome, COLONNE[nome].titolo) for nome in self.colonne],
            "avvisi": self.scelte.avvisi,
            "tutte_le_colonne": [(nome, colonna.titolo) for nome, colonna in COLONNE.items()],
            "filtri": self._schede(),
            "scelto": self.quali,
            "cercato": self.numero or (self.cercato if self.quali == TROVATE else ""),
            "troppe": self.quali == TROVATE and len(self.chiavi_trovate) == trova.TROVATE and trova.TROVATE,
            "filtro": self.filtro,
            "indirizzo_filtro": self.filtro.indirizzo(quali=lista.scelto(request)),
            "da_restituire": restituzioni.aperte(request).exists(),
            "sostituiti": lista.sostituiti(request),
            "capo": bool(uffici_che_scrivono(request)),
            "insieme": not sola_consultazione(request),
            "salvati": self._salvati(),
            "salva": SalvaForm(),
        }
        return self.mostra("operatori/lavoro.html", _("Pratiche da lavorare"), contesto)

    def post(self, request: HttpRequest) -> HttpResponse:
        """A search. What may be read by anyone goes on in the address, what is of a person in the session."""
        cercato = request.POST.get("cerca", "").strip()[:200]
        if not cercato or trova.pubblico(cercato):
            request.session.pop(RICERCA, None)
            return redirect(reverse("operatori:lavoro", query={"numero": cercato} if cercato else None))
        request.session[RICERCA] = cercato
        return redirect(reverse("operatori:lavoro", query={"quali": TROVATE}))

    def _schede(self) -> list[tuple[str, Any, str]]:
        """Name, words and count of each tab."""
        conti = lista.conteggi(self.per_ufficio(), self.request)
        return [(nome, filtro.nome, lista.in_cifre(conti[nome])) for nome, filtro in lista.FILTRI.items()]

    def _salvati(self) -> list[tuple[FiltroSalvato, str]]:
        salvati = FiltroSalvato.objects.di(self.request.user, uffici_di(self.request), self.request.ente)
        return [(uno, reverse("operatori:lavoro", query=uno.valori)) for uno in salvati[:FILTRI_MASSIMI]]

    def _altrove(self, elenco: Elenco) -> list[Pratica]:
        """Nothing of ours has the number searched for: who of this ente has it."""
        if elenco.righe or not self.numero:
            return []
        altrove = Pratica.objects.filter(ente=self.request.ente, riservata=False).exclude(stato=Stato.BOZZA)
        presentate = altrove | riservate.apribili(self.request)
        return list(trova.con_numero(presentate, self.numero).select_related("ufficio")[:PER_PAGINA])


class SalvaFiltro(PaginaElenco):
    """Keep the tab and the filters of the address under a name. The same name again replaces it."""

    per_chi_consulta = True

    def post(self, request: HttpRequest) -> HttpResponse:
        form, valori = SalvaForm(request.POST), {"quali": lista.scelto(request), **self.filtro.valori}
        suoi = FiltroSalvato.objects.filter(persona=request.user.pk)
        if not form.is_valid():
            messages.warning(request, _("Scrivi un nome per il filtro."))
        elif suoi.exclude(nome=form.cleaned_data["nome"]).count() >= FILTRI_MASSIMI:
            messages.warning(request, _("Hai già %s filtri: togline uno.") % FILTRI_MASSIMI)
        else:
            ufficio = self._ufficio(valori) if form.cleaned_data["con_ufficio"] else None
            chiave = {"persona_id": request.user.pk, "ente_id": request.ente.pk, "nome": form.cleaned_data["nome"]}
            FiltroSalvato.objects.update_or_create(**chiave, defaults={"valori": valori, "ufficio": ufficio})
            messages.success(request, _("Filtro «%s» salvato.") % form.cleaned_data["nome"])
        return redirect(reverse("operatori:lavoro", query=valori))

    def _ufficio(self, valori: dict[str, str]) -> Ufficio:
        """With whom it is shared: the office that it looks for, or the first one of this officer."""
        suoi = uffici_di(self.request)
        return next((ufficio for ufficio in suoi if ufficio.slug == valori.get("ufficio")), suoi[0])


class TogliFiltro(PaginaUfficio):
    """Who kept it takes it away; one that the office sees, also who answers for the office."""

    per_chi_consulta = True

    def post(self, request: HttpRequest, codice: uuid.UUID) -> HttpResponse:
        suoi = Q(persona=request.user.pk) | Q(ufficio__in=uffici_che_scrivono(request), ente=request.ente.pk)
        get_object_or_404(FiltroSalvato.objects.filter(suoi), codice=codice).delete()
        messages.success(request, _("Filtro tolto."))
        return redirect("operatori:lavoro")


class Colonne(PaginaUfficio):
    """Choose the columns; none chosen gives the usual ones back."""

    per_chi_consulta = True

    def post(self, request: HttpRequest) -> HttpResponse:
        scelte = [nome for nome in COLONNE if nome in request.POST.getlist("colonne")]
        ColonneScelte.objects.update_or_create(persona_id=request.user.pk, defaults={"nomi": scelte})
        return redirect("operatori:lavoro")


class Avvisi(PaginaUfficio):
    """The mail that says of new cases, wanted or not."""

    def post(self, request: HttpRequest) -> HttpResponse:
        avvisi = "avvisi" in request.POST
        ColonneScelte.objects.update_or_create(persona_id=request.user.pk, defaults={"avvisi": avvisi})
        testo = (
            _("Ti scriviamo quando ricevi pratiche.") if avvisi else _("Non ti scriviamo più quando ricevi pratiche.")
        )
        messages.success(request, testo)
        return redirect("operatori:lavoro")


class EsportaElenco(PaginaElenco):
    """The list as a file: the columns in use, the names only for who answers for the office."""

    def get(self, request: HttpRequest) -> HttpResponseBase:
        con_nomi = esporta.vede_le_persone(request)
        colonne = [nome for nome in self.colonne if con_nomi or nome != "richiedente"]
        ente: Any = request.ente
        dati = {"quali": self.quali, "con_nomi": con_nomi, **self.filtro.valori}
        registra("pratiche.elenco_esportato", ente, request.user, ente=ente, dati=dati)  # type: ignore[arg-type]
        chiavi = lista.chiavi(self.parti, self.ordine, esporta.ESPORTATE)
        annota = self.annota_righe if con_nomi else None
        righe = esporta.righe_csv(chiavi, colonne, annota)
        risposta = StreamingHttpResponse(righe, content_type="text/csv; charset=utf-8")
        risposta["Content-Disposition"] = f'attachment; filename="pratiche-{timezone.localdate()}.csv"'
        risposta["Cache-Control"] = "private, no-store"
        return risposta
