"""The pages of the office: one case, one act at a time after a confirmation. The work list is in `lavoro`."""

import uuid
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Exists, OuterRef
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from portal.base.errors import DomainError
from portal.enti.pagine import PaginaOperatori
from portal.enti.permessi import incarichi_di, uffici_di
from portal.registro.operations import annota_accesso
from pratiche import (
    collegamenti,
    dialogo,
    operations,
    riepilogo,
    rimedi,
    segnalazioni,
    sottoscrizioni,
    spiegazioni,
    stampe,
    titoli,
)
from pratiche.models import Assegnazione, MessaggioPratica, Parere, Pratica, Riapertura, RispostaPronta
from pratiche.models.insieme import RICHIESTE
from pratiche.operatori import registro, riservate, varco
from pratiche.operatori.atti import PULSANTI, Pulsante, ammessi
from pratiche.operatori.effetti import effetto
from pratiche.operatori.inserisci import con_la_risposta
from pratiche.operatori.moduli import Modulo
from pratiche.operatori.righe import quanto_manca
from pratiche.partecipanti import con_chi_partecipa
from pratiche.permessi import Cosa, puo
from pratiche.queries import scheda
from pratiche.stati import CONCLUSE, Stato, arrivo

PRECEDENTI = 5  # cases of the same person shown beside one


class PaginaUfficio(PaginaOperatori):
    """The cases of other enti do not exist here; those of other offices, only behind a reason."""

    def pratiche(self) -> Any:
        return Pratica.objects.degli_uffici(uffici_di(self.request), self.request.ente, self.request.user)

    def cerca(self, codice: uuid.UUID) -> Pratica:
        pratica: Pratica = get_object_or_404(self.intere(self.pratiche()), codice=codice)
        return pratica

    def intere(self, pratiche: Any) -> Any:
        return pratiche.con_il_necessario().select_related("richiedente")

    def ruoli(self, pratica: Pratica) -> set[str]:
        """What this officer is in the office of the case."""
        return {i.ruolo for i in incarichi_di(self.request) if i.ufficio_id == pratica.ufficio_id}

    def controlla_lavora(self, pratica: Pratica) -> None:
        """Who only reads the cases of this office does no acts on them. Raises PermissionDenied."""
        if not puo(self.ruoli(pratica), Cosa.LAVORA):
            raise PermissionDenied

    def annota(self, pratica: Pratica, ufficio: str = "", motivo: str = "") -> None:
        """The citizen will read that the office opened this case, and why."""
        annota_accesso(
            pratica.richiedente,
            self.request.user,
            ente=pratica.ente,
            ufficio=ufficio or pratica.ufficio.nome,
            sezione="pratiche",
            motivo=f"Pratica {pratica.sigla}" + (f": {motivo}" if motivo else ""),
        )


class PaginaPratica(PaginaUfficio):
    """One case on one page. A case of another office of this ente asks why, and is only to be read."""

    per_chi_consulta = True

    def get(self, request: HttpRequest, codice: uuid.UUID) -> HttpResponse:
        pratica = self._mia(codice)
        if pratica:
            self.annota(pratica)
            return self._mostra(pratica)
        pratica = self._altrui(codice)
        motivo = varco.motivo_in_uso(request, pratica)
        if not motivo:
            return self._chiedi_il_motivo(pratica, varco.ModuloVarco())
        self.annota(pratica, uffici_di(request)[0].nome, motivo)
        return self._mostra(pratica, con_varco=True)

    def post(self, request: HttpRequest, codice: uuid.UUID) -> HttpResponse:
        """The reason to open a case of another office."""
        pratica, modulo = self._altrui(codice), varco.ModuloVarco(request.POST)
        if not modulo.is_valid():
            return self._chiedi_il_motivo(pratica, modulo)
        varco.apri(request, pratica, modulo.cleaned_data["motivo"])
        return redirect("operatori:pratica", codice)

    def _mia(self, codice: uuid.UUID) -> Pratica | None:
        mie = con_chi_partecipa(self._con_tutto(self.pratiche())).prefetch_related(
            *(
                f"{una}__{nome}"
                for una in RICHIESTE
                for nome in ("documenti", "acquisizione__operatore", "acquisizione__foglio")
            )
        )
        pratica: Pratica | None = mie.filter(codice=codice).first()
        return pratica

    def _con_tutto(self, pratiche: Any) -> Any:
        """What few cases have is asked for only where it is: opinions, hands it passed through."""
        pareri, passaggi = (modello.objects.filter(pratica=OuterRef("pk")) for modello in (Parere, Assegnazione))
        con_la_voce = segnalazioni.con_la_voce(self.intere(pratiche))
        return con_la_voce.annotate(ha_pareri=Exists(pareri), ha_assegnazioni=Exists(passaggi))

    def _altrui(self, codice: uuid.UUID) -> Pratica:
        presentate = Pratica.objects.filter(ente=self.request.ente).exclude(stato=Stato.BOZZA)
        altrui = presentate.filter(riservata=False).exclude(ufficio__in=uffici_di(self.request))
        una: Pratica = get_object_or_404(self._con_tutto(altrui | riservate.apribili(self.request)), codice=codice)
        return una

    def _chiedi_il_motivo(self, pratica: Pratica, modulo: varco.ModuloVarco) -> HttpResponse:
        contesto = {"pratica": pratica, "form": modulo}
        titolo = _("Pratica riservata") if pratica.riservata else _("Pratica di un altro ufficio")
        return self.mostra("operatori/varco.html", titolo, contesto)

    def _mostra(self, pratica: Any, *, con_varco: bool = False) -> HttpResponse:
        allegati = list(pratica.allegati.all())
        contesto = {
            "pratica": pratica,
            "con_varco": con_varco,
            "ammessi": [
                uno.persona.nome_completo
                for uno in pratica.ammessi.select_related("persona").order_by("persona__cognome", "pk")
            ]
            if pratica.riservata
            else [],
            "decide_chi_vede": riservate.decide(self.request, pratica),
            "scheda": scheda(pratica),
            "termine": pratica.termine(),
            "manca": quanto_manca(pratica, timezone.localdate()),
            "passi_termine": spiegazioni.passi(pratica.termine()),
            "atti": [] if con_varco else self._atti(pratica),
            "registra_arrivo": "" if con_varco else self._registra_arrivo(pratica),
            "solo_su_carta": pratica.richiesta_aperta is not None and _solo_su_carta(pratica),
            "gruppi": riepilogo.gruppi(pratica, allegati),
            "come_firmata": sottoscrizioni.in_parole(pratica),
            "integrazioni": [(r, riepilogo.risposta(r, allegati)) for r in pratica.integrazioni.all()],
            "preavvisi": [(p, [a for a in allegati if a.preavviso_id == p.pk]) for p in pratica.preavvisi.all()],
            "sostituto_entro": rimedi.sostituto_entro(pratica),
            "attestazione_entro": rimedi.attestazione_entro(pratica),
            "puo_lavorare": not con_varco and puo(self.ruoli(pratica), Cosa.LAVORA),
            "dirige": not con_varco and puo(self.ruoli(pratica), Cosa.RIAPRI),
            "note": [] if con_varco else pratica.note.select_related("autore"),
            "precedenti": [] if con_varco else self._precedenti(pratica),
            "ultima_assegnazione": pratica.assegnazioni.select_related("a", "attore").last()
            if pratica.ha_assegnazioni
            else None,
            "segnalazione": segnalazioni.di(pratica),
            "permesso": titoli.quadro(pratica),
            "riaperture": self._riaperture(pratica),
            "pareri": list(pratica.pareri.select_related("ufficio")) if pratica.ha_pareri else [],
            "legami": collegamenti.mostrabili(
                collegamenti.legami(pratica), [u.pk for u in uffici_di(self.request)], self.request.user
            ),
            "scambi": self._dialogo(pratica, con_varco=con_varco),
        }
        return self.mostra("operatori/pratica.html", _("Pratica %s") % pratica.sigla, contesto)

    def _precedenti(self, pratica: Pratica) -> list[Pratica]:
        """The last cases of the same person, only those of the offices of this officer."""
        altre = self.pratiche().filter(richiedente=pratica.richiedente_id).exclude(pk=pratica.pk)
        return list(altre.select_related("servizio").order_by("-aggiornata_il", "-pk")[:PRECEDENTI])

    def _riaperture(self, pratica: Pratica) -> list[Riapertura]:
        """How often it was closed before, while it is open again: the last one on top."""
        if not (pratica.riaperta_il and pratica.aperta):
            return []
        return list(pratica.riaperture.select_related("operatore").reverse())

    def _dialogo(self, pratica: Pratica, *, con_varco: bool) -> list[MessaggioPratica]:
        """Only who works on the case reads for the office: a look from another one leaves new what is new."""
        if con_varco:
            return dialogo.scambi(pratica)
        return operations.leggi_dialogo(pratica, scritti_da=MessaggioPratica.Mittente.CITTADINO)

    def _registra_arrivo(self, pratica: Pratica) -> str:
        """Where an answer that did not come through the portal is recorded, while one is waited for."""
        if pratica.richiesta_aperta is None or not puo(self.ruoli(pratica), Cosa.LAVORA):
            return ""
        nome = "risposta_arrivata" if pratica.integrazione_aperta else "osservazioni_arrivate"
        return reverse(f"operatori:{nome}", args=[pratica.codice])

    def _atti(self, pratica: Pratica) -> list[tuple[Pulsante, str]]:
        """Each button with what pressing it does to the term."""
        return [(pulsante, effetto(pratica, pulsante.atto)) for pulsante in ammessi(pratica, self.ruoli(pratica))]


def _solo_su_carta(pratica: Pratica) -> bool:
    """Neither who asked nor who presented it for them has ever entered the portal: what is sent there nobody would read."""
    persone = [una for una in (pratica.richiedente, pratica.presentata_da) if una]
    return all(una.mai_entrata for una in persone)


class RegistroPratica(PaginaUfficio):
    """What the register remembers of a case: every act, who did it and when."""

    def get(self, request: HttpRequest, codice: uuid.UUID) -> HttpResponse:
        pratica = self.cerca(codice)
        self.annota(pratica)
        contesto = {"pratica": pratica, "voci": registro.voci(pratica)}
        return self.mostra("operatori/registro.html", _("Registro della pratica %s") % pratica.sigla, contesto)


class PaginaAtto(PaginaUfficio):
    """An act is confirmed on a page of its own, which says what it will do."""

    pratica: Pratica
    atto: Pulsante

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        self.request = request
        self.pratica = self.cerca(kwargs["codice"])
        if kwargs["atto"] not in PULSANTI:
            raise Http404
        self.controlla_lavora(self.pratica)
        self.atto = PULSANTI[kwargs["atto"]]
        if not self.atto.ammesso(self.pratica):
            messages.warning(request, _("Nel frattempo la pratica è cambiata: ora è «%s».") % self.pratica.get_stato_display())  # fmt: skip
            return redirect("operatori:pratica", self.pratica.codice)
        return super().dispatch(request, *args, **kwargs)

    def get(self, request: HttpRequest, codice: uuid.UUID, atto: str) -> HttpResponse:
        self.annota(self.pratica)
        return self._mostra(self.atto.modulo(pratica=self.pratica))

    def post(self, request: HttpRequest, codice: uuid.UUID, atto: str) -> HttpResponse:
        if "inserisci" in request.POST:
            return self._mostra(con_la_risposta(self.atto.modulo, self.pratica, request.POST))
        modulo = self.atto.modulo(request.POST, request.FILES, pratica=self.pratica)
        if not modulo.is_valid():
            return self._mostra(modulo)
        try:
            self.atto.compi(self.pratica, request.user, modulo.valori())
        except DomainError as rifiuto:
            modulo.add_error(None, rifiuto.messaggio)
            return self._mostra(modulo)
        messages.success(request, self.atto.fatto)
        ancora_mia = self.pratiche().filter(codice=codice).exists()
        return redirect("operatori:pratica", codice) if ancora_mia else redirect("operatori:lavoro")

    def _mostra(self, modulo: Modulo) -> HttpResponse:
        contesto = {
            "pratica": self.pratica,
            "atto": self.atto,
            "form": modulo,
            "effetto": effetto(self.pratica, self.atto.atto),
            "in_parere": self._in_parere(),
            "pronte": RispostaPronta.objects.per(self.pratica) if modulo.campo_testo else [],
            "anteprima": stampe.testo_esito(self.pratica) if self.atto.concede(self.pratica) else "",
        }
        return self.mostra("operatori/atto.html", str(self.atto.titolo), contesto)

    def _in_parere(self) -> list[Parere]:
        """The opinions that have not come yet, for who is about to decide."""
        decide = self.pratica.aperta and arrivo(self.pratica.stato, self.atto.atto) in CONCLUSE
        return list(self.pratica.pareri.aperti().select_related("ufficio")) if decide else []
