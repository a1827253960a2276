"""Any sequence of acts by citizen, office and night, with time passing: what must stay true after each of them."""

import contextlib
import datetime as dt
import uuid
from collections.abc import Callable
from typing import Any

import pytest
import time_machine
from django.db import transaction
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from portal.base.coda import Stato as StatoLavoro
from portal.base.errors import DomainError
from portal.catalogo.models import Servizio
from portal.documenti.models import Documento
from portal.enti.models import Incarico, Ufficio
from portal.identita.models import Persona
from portal.registro.models import Evento
from pratiche import operations
from pratiche.models import Parere, Pratica, Stampa
from pratiche.stati import APERTE, CONCLUSE, Atto, Stato, ammesso, arrivo
from tests import people
from tests.makers import con_regole, presenta_bozza, una_bozza

INIZIO = dt.datetime(2026, 3, 2, 9, tzinfo=dt.UTC)
FERMA = {Atto.CHIEDI_INTEGRAZIONE, Atto.PREAVVISA}
FA_RIPARTIRE = {Atto.RISPONDI, Atto.ANNULLA_INTEGRAZIONE, Atto.ANNULLA_PREAVVISO, Atto.RIAPRI}


class Vita(RuleBasedStateMachine):
    giulia: Persona
    anna: Persona  # answers for both offices
    bruno: Persona
    ztl: Servizio
    uffici: tuple[Ufficio, Ufficio]

    def __init__(self) -> None:
        super().__init__()
        self.annulla = transaction.atomic()
        self.annulla.__enter__()
        self.orologio = time_machine.travel(INIZIO, tick=False)
        self.ora = self.orologio.start()
        self.parole: dict[tuple[str, int], str] = {}
        self.targhe: list[str] = []

    def teardown(self) -> None:
        self.orologio.stop()
        transaction.set_rollback(True)
        self.annulla.__exit__(None, None, None)

    @initialize(effetto=st.sampled_from(["nessuno", "assenso", "rifiuto"]), preavviso=st.booleans())
    def comincia(self, effetto: str, preavviso: bool) -> None:
        regole = {"silenzio": {"effetto": effetto}, "preavviso_previsto": preavviso, "diritti": None}
        con_regole(self.ztl, **regole)
        self.chiave = presenta_bozza(una_bozza(self.giulia, self.ztl)).pk

    # --- time

    @rule(giorni=st.integers(1, 25))
    def passa_il_tempo(self, giorni: int) -> None:
        self.ora.shift(dt.timedelta(days=giorni))

    @rule()
    def passa_la_notte(self) -> None:
        prima = self.pratica
        matura = prima.silenzio_maturo
        fatti = self._fatti()
        operations.applica_silenzi()
        dopo = self.pratica
        assert matura == (dopo.stato != prima.stato)
        assert {"pratica.preallarme"} >= set(self._azioni()[fatti[0] :]) or matura

    # --- the office

    @rule()
    def prende(self) -> None:
        self._atto(Atto.PRENDI, operations.prendi_in_carico, self.anna)

    @rule(campi=st.sampled_from([[], ["targa"]]))
    def chiede(self, campi: list[str]) -> None:
        self._atto(Atto.CHIEDI_INTEGRAZIONE, operations.richiedi_integrazione, self.anna, testo="Spiega.", campi=campi)

    @rule()
    def toglie_la_richiesta(self) -> None:
        self._atto(Atto.ANNULLA_INTEGRAZIONE, operations.annulla_integrazione, self.anna, motivo="Trovata.")

    @rule()
    def preavvisa(self) -> None:
        self._atto(Atto.PREAVVISA, operations.preavvisa_rigetto, self.anna, motivi="Fuori zona.")

    @rule()
    def ritira_il_preavviso(self) -> None:
        self._atto(Atto.ANNULLA_PREAVVISO, operations.annulla_preavviso, self.anna, motivo="Errore.")

    @rule()
    def accoglie(self) -> None:
        self._atto(Atto.ACCOGLI, operations.accogli, self.anna)

    @rule(valutazione=st.sampled_from(["", "Valutate tutte."]))
    def respinge(self, valutazione: str) -> None:
        preavviso = self.pratica.preavviso_valido
        fatto = self._atto(Atto.RESPINGI, operations.respingi, self.anna, motivazione="No.", valutazione=valutazione)
        if fatto and preavviso and preavviso.risposta_il:
            assert valutazione
        assert not fatto or preavviso or not self.pratica.definizione.preavviso_previsto

    @rule(perche=st.sampled_from(["improcedibile", "rinuncia"]))
    def archivia(self, perche: str) -> None:
        self._atto(Atto.ARCHIVIA, operations.archivia, self.anna, perche=perche, motivazione="Chiusa.")

    @rule(titolo=st.sampled_from(["annullamento", "revoca", "errore", "giudice"]))
    def riapre(self, titolo: str) -> None:
        Stampa.objects.filter(pratica=self.chiave).update(stato=StatoLavoro.RIUSCITO)
        self._atto(Atto.RIAPRI, operations.riapri, self.anna, titolo=titolo, estremi="N. 1", motivazione="Serve.")

    @rule()
    def passa_all_altro_ufficio(self) -> None:
        pratica = self.pratica
        altro = next(ufficio for ufficio in self.uffici if ufficio != pratica.ufficio)
        self._atto(Atto.TRASFERISCI, operations.trasferisci, self.anna, ufficio=altro.codice, motivo="È cosa loro.")

    @rule(genere=st.sampled_from(Parere.Genere.values))
    def chiede_un_parere(self, genere: str) -> None:
        altro = next(ufficio for ufficio in self.uffici if ufficio != self.pratica.ufficio)
        self._senza_cambiare_stato(
            operations.chiedi_parere,
            self.chiave,
            attore=self.anna,
            ufficio=altro.codice,
            genere=genere,
            quesito="Va bene?",
        )

    @rule()
    def arriva_il_parere(self) -> None:
        parere = self.pratica.pareri.last()
        if parere:
            self._senza_cambiare_stato(
                operations.dai_parere, parere.pk, attore=self.anna, esito="contrario", testo="Non va bene."
            )

    @rule()
    def ritira_il_parere(self) -> None:
        parere = self.pratica.pareri.last()
        if parere:
            self._senza_cambiare_stato(operations.ritira_parere, parere.pk, attore=self.anna, motivo="Non serve.")

    @rule()
    def assegna(self) -> None:
        self._senza_cambiare_stato(
            operations.assegna, self.chiave, attore=self.anna, a=self.bruno, ammetti_chi_riceve=True
        )

    @rule()
    def riserva(self) -> None:
        self._senza_cambiare_stato(
            operations.riserva, self.chiave, attore=self.anna, persone=[self.anna, self.bruno], motivo="È delicata."
        )

    @rule()
    def risponde_al_messaggio(self) -> None:
        self._senza_cambiare_stato(
            operations.rispondi_al_cittadino, self.chiave, attore=self.anna, testo="Ecco.", chiave=uuid.uuid4()
        )

    @rule()
    def attesta(self) -> None:
        self._atto(Atto.RILASCIA_ATTESTAZIONE, operations.rilascia_attestazione, self.anna)

    # --- the citizen

    @rule(lettere=st.text("ABCDEFGH", min_size=3, max_size=3))
    def risponde(self, lettere: str) -> None:
        richiesta = self.pratica.integrazioni.last()
        if richiesta is None:
            return
        targa = f"{lettere}123"
        fatto = self._prova(
            Atto.RISPONDI,
            lambda: (
                operations.salva_risposta(
                    richiesta.pk, attore=self.giulia, risposte={"targa": targa}, messaggio="Ecco."
                ),
                operations.rispondi_integrazione(richiesta.pk, attore=self.giulia),
            ),
        )
        self.targhe += [targa] if fatto else []

    @rule()
    def chiede_piu_tempo(self) -> None:
        richiesta = self.pratica.integrazioni.last()
        if richiesta:
            self._prova(
                Atto.PROROGA,
                lambda: operations.proroga_integrazione(richiesta.pk, attore=self.giulia, motivo="Sono via."),
            )

    @rule()
    def osserva(self) -> None:
        preavviso = self.pratica.preavvisi.last()
        if preavviso:
            self._prova(
                Atto.OSSERVA,
                lambda: (
                    operations.salva_osservazioni(preavviso.pk, attore=self.giulia, testo="Ci abito."),
                    operations.presenta_osservazioni(preavviso.pk, attore=self.giulia),
                ),
            )

    @rule()
    def ritira(self) -> None:
        self._atto(Atto.RITIRA, operations.ritira, self.giulia)

    @rule()
    def sollecita(self) -> None:
        self._atto(Atto.SOLLECITA, operations.sollecita, self.giulia)

    @rule()
    def chiede_l_attestazione(self) -> None:
        self._atto(Atto.CHIEDI_ATTESTAZIONE, operations.chiedi_attestazione, self.giulia)

    @rule()
    def scrive(self) -> None:
        self._senza_cambiare_stato(
            operations.scrivi_all_ufficio, self.chiave, attore=self.giulia, testo="Novità?", chiave=uuid.uuid4()
        )

    # --- what stays true

    @invariant()
    def lo_stato_dice_che_cosa_si_aspetta(self) -> None:
        pratica = self.pratica
        aperte = [r for r in [*pratica.integrazioni.all(), *pratica.preavvisi.all()] if r.aperta]
        assert len(aperte) == (pratica.stato == Stato.IN_ATTESA_DEL_CITTADINO)
        assert bool(pratica.conclusa_il) == (pratica.stato in CONCLUSE)

    @invariant()
    def il_termine_tiene_le_sue_regole(self) -> None:
        pratica = self.pratica
        termine = pratica.termine()
        assert termine.attuale >= termine.originario
        assert pratica.entro_il == termine.attuale
        fermi = sum(s.giorni for s in termine.spostamenti if s.motivo.value == "integrazione")
        assert fermi <= 30

    @invariant()
    def nessuna_parola_si_perde(self) -> None:
        pratica = self.pratica
        for tipo, righe in (("integrazione", pratica.integrazioni.all()), ("preavviso", pratica.preavvisi.all())):
            for riga in righe:
                assert self.parole.setdefault((tipo, riga.pk), riga.testo) == riga.testo
        risposte = [r.risposte["targa"] for r in pratica.integrazioni.all() if r.risposta_il]
        assert risposte == self.targhe

    @invariant()
    def tutto_e_dell_ufficio_che_la_tratta(self) -> None:
        pratica = self.pratica
        carte = Documento.objects.filter(aggregazione=str(pratica.codice))
        assert {pratica.ufficio_id} == set(carte.values_list("ufficio", flat=True))
        assert {pratica.ufficio_id} == set(pratica.parole.values_list("ufficio", flat=True))
        assert pratica.aperta or not Parere.objects.aperti().exists()
        assert pratica.riservata == pratica.ammessi.exists()

    # --- how an act is tried

    @property
    def pratica(self) -> Pratica:
        return Pratica.objects.con_il_necessario().get(pk=self.chiave)

    def _atto(self, atto: Atto, esegui: Callable[..., Any], attore: Persona, **valori: Any) -> bool:
        return self._prova(atto, lambda: esegui(self.chiave, attore=attore, **valori))

    def _prova(self, atto: Atto, esegui: Callable[[], Any]) -> bool:
        """One act, one line in the register and in the timeline, the state of the table; refused, nothing at all."""
        prima, fatti, matura = self.pratica, self._fatti(), self.pratica.silenzio_maturo
        self.ora.shift(dt.timedelta(minutes=1))
        try:
            with transaction.atomic():
                esegui()
        except DomainError:
            assert self._fatti() == fatti
            assert self.pratica.stato == prima.stato
            return False
        dopo = self.pratica
        if self._fatti() == fatti:  # done before: harmless
            assert dopo.stato == prima.stato
            return False
        assert ammesso(prima.stato, atto)
        assert not (matura and prima.stato in APERTE)
        assert dopo.stato == arrivo(prima.stato, atto)
        eventi, passaggi = self._fatti()
        assert eventi == fatti[0] + 1
        assert passaggi > fatti[1]
        if dopo.stato in APERTE:  # what closes a case also ends the stop that was going on
            self._il_termine_si_muove_solo_per_legge(atto, prima, dopo)
        return True

    def _senza_cambiare_stato(self, esegui: Callable[..., Any], *args: Any, **valori: Any) -> None:
        """What is a task of its own, or a matter of the office, touches neither the state nor the term."""
        prima, fatti = self.pratica, len(self._azioni())
        self.ora.shift(dt.timedelta(minutes=1))
        with contextlib.suppress(DomainError), transaction.atomic():
            esegui(*args, **valori)
        dopo = self.pratica
        assert (dopo.stato, dopo.entro_il, dopo.termine()) == (prima.stato, prima.entro_il, prima.termine())
        assert len(self._azioni()) <= fatti + 1

    def _il_termine_si_muove_solo_per_legge(self, atto: Atto, prima: Pratica, dopo: Pratica) -> None:
        if atto not in FA_RIPARTIRE:
            assert dopo.entro_il >= prima.entro_il
        if atto not in FERMA | FA_RIPARTIRE | {Atto.OSSERVA}:
            assert dopo.entro_il == prima.entro_il

    def _fatti(self) -> tuple[int, int]:
        return len(self._azioni()), self.pratica.passaggi.count()

    def _azioni(self) -> list[str]:
        """The acts; who may see a restricted case is named beside the act that moves it."""
        eventi = Evento.objects.filter(oggetto=self.pratica.codice).exclude(azione="pratica.ammesso").order_by("pk")
        return list(eventi.values_list("azione", flat=True))


def _gioca(giulia: Persona, anna: Persona, ztl: Servizio, esempi: int, passi: int) -> None:
    Vita.giulia, Vita.anna, Vita.ztl = giulia, anna, ztl
    Vita.uffici = ztl.ufficio, people.crea_ufficio("Urbanistica", ztl.ente)
    Vita.bruno = people.crea_operatore("Bruno", ztl.ufficio)
    for chi, dove in ((anna, Vita.uffici[1]), (Vita.bruno, Vita.uffici[1])):
        Incarico.objects.create(persona=chi, ufficio=dove, ruolo=Incarico.Ruolo.RESPONSABILE)
    run_state_machine_as_test(Vita, settings=settings(max_examples=esempi, stateful_step_count=passi))


def test_qualunque_cosa_accada_le_regole_tengono(giulia: Persona, anna: Persona, ztl: Servizio) -> None:
    _gioca(giulia, anna, ztl, esempi=4, passi=16)


@pytest.mark.servizi
def test_qualunque_cosa_accada_a_lungo(giulia: Persona, anna: Persona, ztl: Servizio) -> None:
    _gioca(giulia, anna, ztl, esempi=15, passi=40)
