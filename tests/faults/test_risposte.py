"""Platforms that answer badly, or after all: each copy waits, stops or goes again as it was promised, and the others go on."""

from collections import Counter
from pathlib import Path

import pytest

from notifiche.models import Consegna, Interruttore
from portal.base.coda import Stato
from tests.faults.bilancio import concludi, controlla, passa_il_tempo
from tests.faults.conftest import Avvisa
from tests.faults.piattaforme import TACE, TAGLIA, AppIO, Posta
from tests.faults.processi import Broker, Lavoratore, finche

SU_IO = Consegna.objects.filter(canale="appio")


def esiti(classe: str) -> Counter[tuple[str, str]]:
    return Counter(SU_IO.filter(messaggio__classe=classe).values_list("stato", "errore"))


@pytest.mark.parametrize(
    ("dove", "risposta", "errore"),
    [
        ("profilo", 401, "appio_risponde_401"),
        ("messaggio", 403, "appio_risponde_403"),
        ("messaggio", 429, "appio_risponde_429"),
        ("messaggio", 503, "appio_risponde_503"),
    ],
)
def test_chi_rifiuta_o_si_guasta_fa_aspettare_e_poi_riceve_tutto_una_volta(
    avvisane: Avvisa,
    io: AppIO,
    posta: Posta,
    broker: Broker,
    lavoratore: Lavoratore,
    dove: str,
    risposta: int,
    errore: str,
) -> None:
    setattr(io, dove, risposta)
    avvisane(6)
    lavoratore.avvia()
    broker.suona("notifiche.consegna")
    finche(lambda: posta.copie.total() == 6, "l'altro canale va avanti")
    finche(lambda: SU_IO.filter(errore=errore).exists(), errore)
    assert not SU_IO.exclude(stato__in=[Stato.IN_CODA, Stato.IN_CORSO]).exists()
    if risposta != 503:  # of all of us, not of the copy: one asked, and no try is lost
        finche(lambda: not SU_IO.exclude(stato=Stato.IN_CODA).exists(), "le copie aspettano")
        assert Interruttore.objects.get().motivo == errore
        assert set(SU_IO.values_list("tentativi", flat=True)) == {0}
    io.ripara()
    concludi(broker)
    assert set(io.copie.values()) | set(posta.copie.values()) == {1}
    assert not Interruttore.objects.exists()
    controlla(io, posta)


@pytest.mark.parametrize("risposta", [502, TAGLIA, TACE])
def test_la_copia_arrivata_senza_risposta_e_incerta_e_al_piu_una_parte_di_nuovo(
    avvisane: Avvisa, io: AppIO, posta: Posta, broker: Broker, lavoratore: Lavoratore, risposta: int
) -> None:
    """502 after the message was kept, a reset after the body, a read time-out: the citizen may already have it."""
    io.messaggio = risposta
    una, altra = avvisane(1, classe="una_volta"), avvisane(1, classe="almeno_una_volta")
    lavoratore.avvia()

    def incerte() -> bool:
        passa_il_tempo()
        broker.suona("notifiche.consegna")
        return SU_IO.filter(stato=Stato.INCERTO).count() == 2

    finche(incerte, "due esiti incerti", secondi=90)
    io.ripara()
    concludi(broker)
    assert io.copie == {una[0].riferimento: 1, altra[0].riferimento: 2}
    assert [stato for stato, _ in esiti("una_volta")] == [Stato.INCERTO]
    assert [stato for stato, _ in esiti("almeno_una_volta")] == [Stato.RIUSCITO]
    controlla(io, posta)


def test_la_lettera_tenuta_e_la_linea_tagliata(
    avvisane: Avvisa, io: AppIO, posta: Posta, broker: Broker, lavoratore: Lavoratore
) -> None:
    posta.taglia = True
    una, altra = avvisane(1, classe="una_volta"), avvisane(1, classe="almeno_una_volta")
    lavoratore.avvia()
    lettere = Consegna.objects.filter(canale="email")

    def incerte() -> bool:
        passa_il_tempo()
        broker.suona("notifiche.consegna")
        return lettere.filter(stato=Stato.INCERTO).count() == 2

    finche(incerte, "due esiti incerti")
    posta.ripara()
    concludi(broker)
    copie = {riga.messaggio.riferimento: posta.copie[str(riga.codice)] for riga in lettere.select_related("messaggio")}
    assert copie == {una[0].riferimento: 1, altra[0].riferimento: 2}
    controlla(io, posta)


def test_un_errore_nostro_si_ferma_da_solo_dopo_tre_prove(
    avvisane: Avvisa, io: AppIO, posta: Posta, broker: Broker, lavoratore: Lavoratore
) -> None:
    """A copy that breaks our own code before it leaves (here, of a channel that is no more) holds back nobody."""
    rotta, *sane = avvisane(6)
    Consegna.objects.filter(messaggio=rotta, canale="email").update(canale="piccione")
    lavoratore.avvia()
    concludi(broker)
    ferma = Consegna.objects.get(canale="piccione")
    assert (ferma.stato, ferma.errore, ferma.tentativi) == (Stato.FALLITO, "KeyError", 3)
    assert (posta.copie.total(), io.copie.total()) == (len(sane), len(sane) + 1)
    controlla(io, posta)


def test_le_parole_che_non_si_scrivono_vanno_all_ufficio_e_non_fermano_le_altre(
    avvisane: Avvisa, io: AppIO, posta: Posta, broker: Broker, tmp_path: Path
) -> None:
    """Somebody has broken the words that announce a reserved message: those copies stop, after three tries."""
    rotto = tmp_path / "messaggi" / "notifiche" / "riservato.txt"
    rotto.parent.mkdir(parents=True)
    rotto.write_text('{% include "non-c-e.txt" %}')
    (tmp_path / "rotte.py").write_text(
        f"from portal.settings import *\nTEMPLATES[0]['DIRS'].insert(0, {str(tmp_path)!r})\n"
    )
    ambiente = {"DJANGO_SETTINGS_MODULE": "rotte", "PYTHONPATH": str(tmp_path)}
    riservati, sani = avvisane(3, riservato=True), avvisane(3)
    lavoratore = Lavoratore(broker, tmp_path, io=io, posta=posta, **ambiente).avvia()
    try:
        concludi(broker)
    finally:
        lavoratore.uccidi()
    ferme = Consegna.objects.ferme()
    assert set(ferme.values_list("messaggio", flat=True)) == {uno.pk for uno in riservati}
    assert set(ferme.values_list("stato", "errore", "tentativi")) == {(Stato.FALLITO, "TemplateDoesNotExist", 3)}
    assert set(Consegna.objects.exclude(messaggio__in=riservati).values_list("stato", flat=True)) == {Stato.RIUSCITO}
    assert (posta.copie.total(), io.copie.total()) == (len(sani), len(sani))
    controlla(io, posta)
