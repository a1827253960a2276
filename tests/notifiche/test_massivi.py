"""To many: every person of the list is told once, whatever stops in the middle; a bad line stops nobody."""

import datetime as dt
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from notifiche.massivi import lavoro, operations
from notifiche.massivi.esiti import con_email, per_canale, righe_esiti, righe_scartate
from notifiche.massivi.tasks import invii, pulisci_invii
from notifiche.massivi.testo import riempi, segnaposti
from notifiche.models import Consegna, Fase, Invio, Messaggio, Precedenza, RigaInvio
from notifiche.models.invio import CONSERVAZIONE, Motivo
from portal.base.coda import Stato
from portal.base.errors import DomainError
from portal.enti.models import Ente, Ufficio
from portal.identita.models import Persona
from portal.registro.models import Evento
from tests.parallelo import tutti_insieme
from tests.people import CODICI_FISCALI

GIULIA, MARCO, LUCA = (CODICI_FISCALI[nome] for nome in ("giulia", "marco", "luca"))
TESTO = "Ciao {nome}, la mensa costa **{importo}** euro al mese da settembre."
ELENCO = f"codice_fiscale;nome;importo\n{GIULIA};Giulia;50\n{MARCO};Marco;60\n{LUCA};Luca;70\n"

Componi = Callable[..., Invio]


@pytest.fixture
def componi(ente: Ente, ufficio: Ufficio, anna: Persona) -> Componi:
    def fai(elenco: str | bytes = ELENCO, **parole: object) -> Invio:
        dati = {"oggetto": "Costo della mensa", "testo": TESTO, **parole}
        invio = operations.componi(ente=ente, ufficio=ufficio, attore=anna, **dati)
        grezzo = elenco if isinstance(elenco, bytes) else elenco.encode()
        return operations.usa_file(invio.pk, SimpleUploadedFile("mensa.csv", grezzo))

    return fai


@pytest.fixture
def pronto(componi: Componi) -> Invio:
    invio = componi()
    invii()
    invio.refresh_from_db()
    return invio


@pytest.fixture
def lotti_da_uno(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lavoro, "LOTTO", 1)


def conferma(invio: Invio, attore: Persona | None = None) -> Invio:
    invio.refresh_from_db()
    return operations.conferma(invio.pk, attore=attore, quanti=invio.pronti)


def test_dall_elenco_ai_messaggi(pronto: Invio, giulia: Persona, anna: Persona) -> None:
    assert (pronto.fase, pronto.pronti, pronto.scartati) == (Fase.PRONTO, 3, 0)
    assert not Messaggio.objects.exists()  # so far it is only a trial
    assert Persona.objects.filter(codice_fiscale=MARCO).count() == 0
    conferma(pronto, anna)
    invii()
    pronto.refresh_from_db()
    assert (pronto.fase, pronto.detti) == (Fase.CONCLUSO, 3)
    messaggio = Messaggio.objects.get(destinatario=giulia)
    assert messaggio.testo == "Ciao Giulia, la mensa costa **50** euro al mese da settembre."
    assert set(messaggio.consegne.values_list("canale", "precedenza")) == {("email", 1), ("appio", 1)}
    marco = Persona.objects.get(codice_fiscale=MARCO)  # never entered: App IO reaches him all the same
    assert (marco.nome, marco.has_usable_password()) == ("Marco", False)
    azioni = list(Evento.objects.filter(oggetto=pronto.codice).order_by("pk").values_list("azione", flat=True))
    assert azioni == ["invio.composto", "invio.confermato", "invio.concluso"]


def test_una_riga_sbagliata_non_ferma_le_altre(componi: Componi, giulia: Persona) -> None:
    giulia.is_active = False
    giulia.save()
    invio = componi(f"{ELENCO}BNCGLI85D52H501X;Ada;10\n{MARCO.lower()};Marco;99\nFRRLCU90C15F205H;Luca\n;Nessuno;1\n")
    invii()
    invio.refresh_from_db()
    assert (invio.pronti, invio.scartati) == (3, 4)
    assert list(righe_scartate(invio))[1:] == [
        ["5", "il codice fiscale «BNCGLI85D52H501X» non è corretto"],
        ["6", "la stessa persona è già alla riga 3"],
        ["7", "la stessa persona è già alla riga 4"],
        ["8", "manca il codice fiscale"],
    ]
    conferma(invio)
    invii()
    invio.refresh_from_db()
    assert (invio.detti, invio.pronti, invio.scartati) == (2, 2, 5)
    assert invio.righe.get(numero=2).motivo == Motivo.NON_ATTIVA


def test_un_impresa_si_riconosce_dalle_undici_cifre(componi: Componi) -> None:
    invio = componi("cf;nome;importo\n00743110157;Alfa srl;10\n00743110158;Beta srl;10\n")
    invii()
    assert [riga.motivo for riga in invio.righe.order_by("numero")] == ["", Motivo.CODICE_ERRATO]
    conferma(invio)
    invii()
    impresa = Messaggio.objects.get().destinatario
    assert (impresa.natura, impresa.nome_completo) == ("giuridica", "Alfa srl")


def test_un_valore_che_manca_o_troppo_lungo(componi: Componi) -> None:
    invio = componi(
        f"cf;nome;importo\n{GIULIA};Giulia;\n{MARCO};Marco;{'9' * 900}\n", testo="{importo} " * 10 + "{nome}"
    )
    invii()
    assert [riga.motivo for riga in invio.righe.order_by("numero")] == [Motivo.SENZA_VALORE, Motivo.TESTO_LUNGO]


def test_il_file_resta_anche_se_il_testo_chiede_altro(componi: Componi) -> None:
    invio = componi(testo="Il tuo {segreto} è pronto.")
    assert (invio.fase, invio.nome_file) == (Fase.BOZZA, "mensa.csv")
    operations.riscrivi(invio.pk, testo=TESTO)
    invii()
    invio.refresh_from_db()
    assert (invio.fase, invio.pronti) == (Fase.PRONTO, 3)


def test_un_altro_file_prende_il_posto_del_primo(
    pronto: Invio, django_capture_on_commit_callbacks: Callable[..., object]
) -> None:
    vecchio = pronto.file.path
    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[attr-defined]
        operations.usa_file(pronto.pk, SimpleUploadedFile("due.csv", f"cf;nome;importo\n{GIULIA};G;1\n".encode()))
    invii()
    pronto.refresh_from_db()
    assert (pronto.pronti, pronto.righe.count()) == (1, 1)
    assert not Path(vecchio).exists()


def test_si_conferma_scrivendo_quanti_sono(pronto: Invio, anna: Persona) -> None:
    with pytest.raises(DomainError, match="3"):
        operations.conferma(pronto.pk, attore=anna, quanti=4)
    operations.conferma(pronto.pk, attore=anna, quanti=3)
    operations.conferma(pronto.pk, attore=anna, quanti=3)
    with pytest.raises(DomainError):
        operations.riscrivi(pronto.pk, testo="Altro")
    assert Evento.objects.filter(azione="invio.confermato").count() == 1


def test_pausa_e_ripresa_non_perdono_e_non_raddoppiano(
    pronto: Invio, lotti_da_uno: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    conferma(pronto)
    monkeypatch.setattr(lavoro, "SECONDI", 0)  # one lot at a time
    (preso,) = Invio.objects.prendi(1)
    lavoro.lavora(preso)
    operations.pausa(pronto.pk, attore=None)
    invii()
    assert Messaggio.objects.count() == 1
    operations.riprendi(pronto.pk, attore=None)
    monkeypatch.setattr(lavoro, "SECONDI", 10)
    invii()
    assert_tutti_una_volta(pronto)


def test_la_pausa_in_mezzo_a_un_passo_lo_disfa(pronto: Invio, lotti_da_uno: None) -> None:
    conferma(pronto)
    (preso,) = Invio.objects.prendi(1)
    operations.pausa(pronto.pk, attore=None)
    with pytest.raises(lavoro_perso()):
        lavoro.lavora(preso)
    assert not Messaggio.objects.exists()
    assert not RigaInvio.objects.filter(stato=RigaInvio.Stato.DETTA).exists()


def test_chi_muore_a_meta_viene_sostituito(pronto: Invio, lotti_da_uno: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """Killed after the first lot, with its claim still on: the sweep takes it back when the lease is over."""
    conferma(pronto)
    (preso,) = Invio.objects.prendi(1)
    assert lavoro._di_a_un_lotto(preso) == 1
    invii()
    assert Messaggio.objects.count() == 1
    with time_machine.travel(timezone.now() + dt.timedelta(minutes=5)):
        invii()
    assert_tutti_una_volta(pronto)


@pytest.mark.parametrize("quando", [1, 2, 3, 5, 7])
def test_un_guasto_in_un_punto_qualsiasi(
    pronto: Invio, lotti_da_uno: None, monkeypatch: pytest.MonkeyPatch, quando: int
) -> None:
    """The `quando`-th write of messages or rows fails: everything of that step goes away, and is done again."""
    conferma(pronto)
    scritture = 0
    for modello in (Messaggio, Consegna):
        originale = modello.objects.bulk_create

        def a_volte(*args: object, _originale: Callable[..., object] = originale, **kwargs: object) -> object:
            nonlocal scritture
            scritture += 1
            fatto = _originale(*args, **kwargs)
            if scritture == quando:
                raise RuntimeError("spento")
            return fatto

        monkeypatch.setattr(type(modello.objects), "bulk_create", staticmethod(a_volte), raising=False)
    for minuti in (0, 5, 15):
        with time_machine.travel(timezone.now() + dt.timedelta(minutes=minuti)):
            invii()
    assert_tutti_una_volta(pronto)


def test_la_lettura_interrotta_riprende(componi: Componi, lotti_da_uno: None) -> None:
    invio = componi()
    (preso,) = Invio.objects.prendi(1)
    lavoro._annota(preso, list(lavoro.recipienti(preso))[:1])
    with time_machine.travel(timezone.now() + dt.timedelta(minutes=5)):
        invii()
    invio.refresh_from_db()
    assert (invio.pronti, invio.righe.count()) == (3, 3)


def test_fermato_non_scrive_piu_e_toglie_le_copie_in_coda(
    pronto: Invio, lotti_da_uno: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    conferma(pronto)
    monkeypatch.setattr(lavoro, "SECONDI", 0)
    (preso,) = Invio.objects.prendi(1)
    lavoro.lavora(preso)
    operations.ferma(pronto.pk, attore=None)
    invii()
    assert Messaggio.objects.count() == 1
    assert set(Consegna.objects.values_list("stato", flat=True)) == {Stato.ANNULLATO}
    with pytest.raises(DomainError):
        operations.riprendi(pronto.pk, attore=None)


def test_la_coda_non_si_allunga_oltre_la_misura(
    pronto: Invio, lotti_da_uno: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lavoro, "ARRETRATO_MASSIMO", 2)
    conferma(pronto)
    invii()
    assert Messaggio.objects.count() == 2
    Consegna.objects.filter(canale="email").update(stato=Stato.RIUSCITO)  # App IO stays down: mail goes on
    with time_machine.travel(timezone.now() + dt.timedelta(minutes=1)):
        invii()
    assert_tutti_una_volta(pronto)


@pytest.mark.django_db(transaction=True)
def test_giri_insieme_scrivono_una_volta(componi: Componi, lotti_da_uno: None, tmp_path: Path) -> None:
    invio = componi()
    invii()
    conferma(invio)
    tutti_insieme([partial(invii)] * 4, tmp_path)
    assert_tutti_una_volta(invio)


def test_quanti_hanno_l_e_mail_e_che_fine_hanno_fatto_le_copie(pronto: Invio, giulia: Persona) -> None:
    assert con_email(pronto) == 1
    Persona.objects.filter(pk=giulia.pk).update(email_verificata_il=None)
    assert con_email(pronto) == 0  # the address is there, but Giulia never confirmed it
    conferma(pronto)
    invii()
    Consegna.objects.filter(messaggio__destinatario=giulia, canale="email").update(
        stato=Stato.RIUSCITO, esito=Consegna.Esito.INVIATA
    )
    assert [(esito.canale, esito.testo, esito.quante) for esito in per_canale(pronto)] == [
        ("App IO", "in coda", 3),
        ("E-mail", "in coda", 2),
        ("E-mail", "inviata", 1),
    ]
    righe = list(righe_esiti(pronto))
    assert [riga[0] for riga in righe] == ["riga", "2", "3", "4"]
    assert not any(GIULIA in cella for riga in righe for cella in riga)  # lines, not people


def test_i_dati_personali_se_ne_vanno_e_i_totali_restano(
    pronto: Invio, django_capture_on_commit_callbacks: Callable[..., object]
) -> None:
    conferma(pronto)
    invii()
    file = Path(pronto.file.path)
    with time_machine.travel(timezone.now() + CONSERVAZIONE - dt.timedelta(hours=1)):
        pulisci_invii()
    assert file.exists()
    dopo = timezone.now() + CONSERVAZIONE + dt.timedelta(hours=1)
    with time_machine.travel(dopo), django_capture_on_commit_callbacks(execute=True):  # type: ignore[attr-defined]
        pulisci_invii()
    pronto.refresh_from_db()
    assert not file.exists()
    assert (pronto.righe.count(), pronto.detti) == (0, 3)
    assert per_canale(pronto)[0].quante == 3
    assert Messaggio.objects.count() == 3


def test_i_segnaposti() -> None:
    assert segnaposti("Ciao {Nome}, {data di nascita} e {nome}") == ["nome", "data_di_nascita"]
    assert riempi("Ciao {Nome}.\n\n- {x}\n- due", {"nome": "A\nda **B** [c](http://d)", "x": "uno"}) == (
        "Ciao A da *B* [c] (http://d).\n\n- uno\n- due"
    )


def assert_tutti_una_volta(invio: Invio) -> None:
    """Each person of the list has one message with its copies; the counts agree."""
    invio.refresh_from_db()
    assert (invio.fase, invio.detti, invio.da_dire) == (Fase.CONCLUSO, 3, 0)
    assert sorted(Messaggio.objects.values_list("destinatario__codice_fiscale", flat=True)) == sorted(
        [GIULIA, MARCO, LUCA]
    )
    assert Consegna.objects.filter(precedenza=Precedenza.MASSIVA).count() == 6
    assert set(invio.righe.values_list("stato", flat=True)) == {RigaInvio.Stato.DETTA}


def lavoro_perso() -> type[Exception]:
    from portal.base.coda import LeasePerso

    return LeasePerso
