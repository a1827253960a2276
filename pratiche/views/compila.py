"""Filling in a request, step by step: whatever happens, what was typed is kept."""

import re
import uuid
from abc import abstractmethod
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from portal.base.errors import DomainError
from portal.identita.stati import Facolta, Stanza
from pratiche import indirizzi, noti, operations, riepilogo
from pratiche.compilazione import (
    accantonate,
    da_compilare,
    domande,
    nomi_tenuti,
    parole_della_risposta,
    primo_incompleto,
    quadro,
    segno,
    valuta_passo,
)
from pratiche.models import AllegatoPratica, Pratica, VersioneServizio
from pratiche.moduli import albero
from pratiche.moduli.definizione import Passo
from pratiche.moduli.forms import CONTATTI, ModuloCampi
from pratiche.moduli.offerte import Offerte
from pratiche.operations.carte import caricati
from pratiche.territorio import territorio
from pratiche.views.comune import conserva_file, togli_file
from pratiche.views.domande import voci
from pratiche.views.passi import briciole, indirizzo_dopo, indirizzo_passo, indirizzo_prima, passi
from pratiche.views.righe import tocca_righe
from pratiche.views.versione import CompilaAggiornata


class Compila(CompilaAggiornata):
    """Back to where the draft was left: the first step that lacks something, or the summary."""

    def get(self, request: HttpRequest, codice: uuid.UUID) -> HttpResponse:
        passo = primo_incompleto(self.pratica, caricati(self.pratica.allegati.all()))
        return redirect(indirizzo_passo(self.pratica, passo)) if passo else redirect("pratiche:riepilogo", codice)


class CompilaPasso:
    """One step, at home or at the desk. Whatever happens the answers are kept; with `?controlla` it says at once what is missing.

    `uscita` is the list where one goes leaving; `contesto_fisso` what the frame of the page wants.
    """

    pratica: Pratica
    ultima: VersioneServizio | None = None
    obbligata = False
    non_ora = ""
    uscita = "pratiche:elenco"
    contesto_fisso: dict[str, Any] = {}

    def get(self, request: HttpRequest, codice: uuid.UUID, passo: str) -> HttpResponse:
        attuale = self.pratica.definizione.passo(passo)
        if attuale is None:
            return self._di_una_volta(passo)
        valori = self.pratica.contatti | self.pratica.dati
        allegati, offerte = self._allegati(), self._offerte(attuale)
        dati = (
            albero.appiattisci(domande(self.pratica, attuale), valori, offerte) if "controlla" in request.GET else None
        )
        return self._mostra(request, attuale, self._modulo(attuale, allegati, offerte, data=dati), allegati)

    def post(self, request: HttpRequest, codice: uuid.UUID, passo: str) -> HttpResponse:
        di_prima, allegati = self._torna_al_modulo_visto(request), self._allegati()
        attuale = self.pratica.definizione.passo(passo)
        if attuale is None:
            return self._di_una_volta(passo)
        modulo = self._modulo(attuale, allegati, self._offerte(attuale), data=request.POST, files=request.FILES)
        valido = modulo.is_valid()
        valori = modulo.valori()
        ancora = tocca_righe(modulo, request.POST, valori)
        try:
            self._conserva(request, modulo, valori)
        except operations.CambiataAltrove as rifiuto:
            modulo.add_error(None, rifiuto.messaggio)
            conserva_file(self.pratica, modulo, request)
            return self._mostra(request, attuale, modulo, self._allegati(), altrove=self._altrove(attuale, valori))
        except DomainError as rifiuto:
            modulo.add_error(None, rifiuto.messaggio)
            return self._mostra(request, attuale, modulo, allegati)
        if "rimuovi" in request.POST:
            togli_file(request, self.pratica, request.POST["rimuovi"])
        if ancora or "rimuovi" in request.POST:
            return redirect(indirizzo_passo(self.pratica, attuale) + ancora)
        if "salva" in request.POST:
            messages.success(request, _("La bozza è salvata. La ritrovi qui e puoi riprenderla quando vuoi."))
            return redirect(self.uscita)
        if di_prima or self.obbligata:
            messages.warning(request, _("Il modulo è cambiato mentre lo compilavi. Quello che hai scritto è salvato."))
            return redirect(indirizzi.compila(self.pratica))
        return self._avanti(request, attuale, modulo, valido=valido)

    def _di_una_volta(self, codice: str) -> HttpResponse:
        """A step that only an older version has: back to where the draft is. Raises Http404 for one that never was."""
        versioni = VersioneServizio.objects.filter(servizio_id=self.pratica.servizio_id)
        if not any(versione.definizione.passo(codice) for versione in versioni):
            raise Http404
        return redirect(indirizzi.compila(self.pratica))

    def _torna_al_modulo_visto(self, request: HttpRequest) -> bool:
        """Another window has brought the draft to a newer version: what was typed is read as this page asked it."""
        numero = request.POST.get("modulo_visto", "")
        if not re.fullmatch(r"\d{1,6}", numero, re.ASCII) or int(numero) == self.pratica.versione.numero:
            return False
        versioni = VersioneServizio.objects.filter(servizio_id=self.pratica.servizio_id, numero=int(numero))
        self.pratica.versione = versioni.first() or self.pratica.versione
        return True

    def _avanti(self, request: HttpRequest, attuale: Passo, modulo: ModuloCampi, *, valido: bool) -> HttpResponse:
        """The next step; or this one again, with what is wrong and the questions that only now are asked."""
        comparse = modulo.comparse(request.POST.getlist("vista"))
        if valido and not comparse:
            return redirect(indirizzo_dopo(self.pratica, attuale, da_compilare(self.pratica)))
        return self._mostra(request, attuale, modulo, self._allegati(), comparse)

    def _conserva(self, request: HttpRequest, modulo: ModuloCampi, valori: dict[str, Any]) -> None:
        allegati = list(self.pratica.allegati.all())
        prima = accantonate(self.pratica, quadro(self.pratica), allegati)
        nomi_contatti = {campo.nome for campo in CONTATTI}
        self.pratica = operations.salva_passo(
            self.pratica.pk,
            attore=request.user,
            contatti={nome: valore for nome, valore in valori.items() if nome in nomi_contatti},
            dati={nome: valore for nome, valore in valori.items() if nome not in nomi_contatti},
            visto=request.POST.get("visto", ""),
        )
        conserva_file(self.pratica, modulo, request)
        nuove = [
            nome
            for nome, _parole in accantonate(self.pratica, quadro(self.pratica), allegati)
            if nome not in dict(prima)
        ]
        if nuove:
            testo = _(
                "Con queste risposte non servono più: %s. Restano nella bozza finché non invii la richiesta: se cambi idea le ritrovi."
            )
            messages.warning(request, testo % ", ".join(nuove))

    def _altrove(self, passo: Passo, valori: dict[str, Any]) -> list[tuple[str, str]]:
        """What the other window wrote, in words, where it differs from what was typed here."""
        self.pratica.refresh_from_db(fields=["contatti", "dati"])
        tenuti = self.pratica.contatti | self.pratica.dati
        diverse = [
            campo for campo in domande(self.pratica, passo) if valori.get(campo.nome, "") != tenuti.get(campo.nome, "")
        ]
        return [(campo.etichetta, parole_della_risposta(campo, tenuti.get(campo.nome))) for campo in diverse]

    def _modulo(
        self, passo: Passo, allegati: list[AllegatoPratica], offerte: Offerte, *, data: Any = None, files: Any = None
    ) -> ModuloCampi:
        return ModuloCampi(
            domande(self.pratica, passo),
            data,
            files,
            valori=self.pratica.contatti | self.pratica.dati,
            gia_caricati=caricati(allegati),
            valuta=valuta_passo(self.pratica),
            offerte=offerte,
            territorio=territorio(self.pratica, passo.campi) if data is not None else None,
        )

    @abstractmethod
    def chi(self, passo: Passo) -> Any:
        """Who asks, in the step that shows it."""

    @abstractmethod
    def _offerte(self, passo: Passo) -> Offerte:
        """What the ente already has and may be offered here."""

    def _allegati(self) -> list[AllegatoPratica]:
        return list(self.pratica.allegati.all())

    def _mostra(
        self,
        request: HttpRequest,
        passo: Passo,
        modulo: ModuloCampi,
        allegati: list[AllegatoPratica],
        comparse: list[str] | None = None,
        altrove: list[tuple[str, str]] | None = None,
    ) -> HttpResponse:
        aperti = da_compilare(self.pratica)
        if passo not in aperti:  # another window answered so that this step is asked no more
            return redirect(indirizzi.compila(self.pratica))
        contesto = {
            "pratica": self.pratica,
            "passo": passo,
            "form": modulo,
            "voci": voci(modulo, allegati),
            "visto": segno(self.pratica, nomi_tenuti(domande(self.pratica, passo))),
            "altrove": altrove,
            "comparse": [modulo.definizioni[nome].etichetta for nome in comparse or []],
            "chi": self.chi(passo),
            "passi": passi(aperti, passo.codice),
            "indietro": indirizzo_prima(self.pratica, passo, aperti),
            "briciole": briciole(self.pratica.servizio),
            "nuova_versione": self.ultima,
            "non_ora": self.non_ora,
            **self.contesto_fisso,
        }
        return render(request, "pratiche/passo.html", contesto)


class PaginaPasso(CompilaPasso, CompilaAggiornata):
    """One step, in the home of who asks."""

    def prepara(self, request: HttpRequest) -> HttpResponseBase | None:
        """The newer version that must be taken comes after keeping what was typed."""
        risposta = super().prepara(request)
        return None if request.method == "POST" else risposta

    def chi(self, passo: Passo) -> Any:
        return riepilogo.chi_chiede(self.request.titolare, self.request.rappresentanza) if passo.richiedente else None

    def _offerte(self, passo: Passo) -> Offerte:
        """What the ente already has of who asks; who acts for another sees only what the mandate opens."""
        mandato = self.request.rappresentanza
        return noti.offerte(
            passo.campi,
            persona=self.pratica.richiedente,
            ente=self.request.ente,
            servizi=mandato.servizi if mandato else [],
            registri=not mandato or mandato.consente(Stanza.FASCICOLO, Facolta.LEGGI),
        )
