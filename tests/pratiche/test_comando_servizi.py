"""`manage.py servizi` and the page where the office publishes: check, compare, try, sign, publish, read the history."""

from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.core.management.base import OutputWrapper
from django.test import Client

from portal.catalogo.models import Servizio
from portal.documenti.models import Documento
from portal.enti.models import Ente, Incarico, Ufficio
from portal.identita.models import Persona
from portal.registro.models import Evento
from pratiche import operations
from pratiche.models import AllegatoPratica, Pratica, VersioneServizio
from pratiche.moduli.caricatore import disponibili, leggi, leggi_testo
from tests import people
from tests.conftest import entra
from tests.makers import un_servizio

MENSA = disponibili()["mensa-scolastica"]
PUBBLICA = "/operatori/servizi/pubblica/"
SENZA_SCHEDA = (Path(__file__).parent / "ogni-tipo.yaml").read_bytes()
RIGA_TERMINE = MENSA.read_text().splitlines().index("termine_giorni: 30") + 1


@pytest.fixture
def mensa(ente: Ente, ufficio: Ufficio) -> Servizio:
    """The service as the portal ships it, with the words of its sheet."""
    servizio = un_servizio(ente, ufficio, "mensa-scolastica")
    operations.installa_servizio(ente, leggi(MENSA), con_scheda=True)
    return servizio


@pytest.fixture
def altra(tmp_path: Path) -> Path:
    """The same package with another term."""
    file = tmp_path / "mensa.yaml"
    file.write_text(MENSA.read_text().replace("termine_giorni: 30", "termine_giorni: 25"))
    return file


@pytest.fixture
def chiavi(tmp_path: Path) -> tuple[Path, Path]:
    chiave = Ed25519PrivateKey.generate()
    privata, pubblica = tmp_path / "chiave.pem", tmp_path / "pubblica.pem"
    privata.write_bytes(chiave.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    pubblica.write_bytes(chiave.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo))
    return privata, pubblica


def esegui(capsys: pytest.CaptureFixture[str], *argomenti: str) -> str:
    call_command("servizi", *argomenti)
    return capsys.readouterr().out


@pytest.mark.parametrize("nome", ["mensa-scolastica", "esposizione-pubblicitaria"])
def test_la_prova_compila_tutto_e_non_lascia_nulla(
    ente: Ente,
    ufficio: Ufficio,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    nome: str,
) -> None:
    un_servizio(ente, ufficio, nome)
    for modello in (Documento, AllegatoPratica):  # a folder of its own: other tests write in the usual one
        deposito: Any = modello._meta.get_field("file")
        monkeypatch.setitem(deposito.storage.__dict__, "location", str(tmp_path))
    uscita = esegui(capsys, "prova", nome, "--ente", "roccachiara")
    assert "compilato e presentato, poi annullato" in uscita
    assert "prova@esempio.invalid" in uscita
    assert not Pratica.objects.exists()
    assert not Documento.objects.exists()
    assert not Persona.objects.filter(email="prova@esempio.invalid").exists()
    assert [file for file in tmp_path.rglob("*") if file.is_file()] == []


def test_la_prova_dice_perche_non_si_riesce(ente: Ente, altra: Path) -> None:
    with pytest.raises(CommandError, match="non ha un ufficio che si chiama"):
        call_command("servizi", "prova", str(altra), ente="roccachiara")


def test_controlla_dice_ogni_errore_con_la_riga(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    guasto = tmp_path / "guasto.yaml"
    guasto.write_text(MENSA.read_text().replace("termine_giorni: 30", "termine_giorni: 0"))
    with pytest.raises(CommandError, match="da correggere: 1"):
        call_command("servizi", "controlla", str(guasto), "mensa-scolastica")
    letto = capsys.readouterr()
    assert f"guasto.yaml, riga {RIGA_TERMINE}, termine_giorni" in letto.err
    assert "mensa-scolastica: va bene" in letto.out


def test_la_differenza_esce_con_tre_quando_qualcosa_cambia(
    mensa: Servizio, altra: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert "uguale alla versione pubblicata" in esegui(
        capsys, "differenza", "mensa-scolastica", "--ente", "roccachiara"
    )
    with pytest.raises(SystemExit) as uscita:
        call_command("servizi", "differenza", str(altra), ente="roccachiara")
    assert uscita.value.code == 3
    assert "Giorni per rispondere: da 30 a 25." in capsys.readouterr().out


def test_a_vuoto_non_si_pubblica_nulla_e_un_errore_ferma_tutto(
    mensa: Servizio, altra: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert "diventerebbe la versione 2" in esegui(capsys, "installa", str(altra), "--ente", "roccachiara", "--dry-run")
    with pytest.raises(CommandError, match="non ha un ufficio che si chiama «Ufficio anagrafe»"):
        call_command("servizi", "installa", str(altra), "accesso-agli-atti", ente="roccachiara")
    assert VersioneServizio.objects.count() == 1
    assert "già pubblicato così: resta la versione 1" in esegui(
        capsys, "installa", "mensa-scolastica", "--ente", "roccachiara"
    )
    call_command("servizi", "installa", str(altra), ente="roccachiara")
    letto = capsys.readouterr()
    assert "pacchetto non firmato" in letto.err
    assert "versione 2" in letto.out
    mensa.refresh_from_db()
    assert mensa.giorni_termine == 25


def test_a_vuoto_si_dice_anche_che_cosa_non_si_potrebbe(mensa: Servizio, capsys: pytest.CaptureFixture[str]) -> None:
    assert "resterebbe la versione 1" in esegui(
        capsys, "installa", "mensa-scolastica", "--ente", "roccachiara", "--dry-run"
    )
    with pytest.raises(CommandError, match="non ha un ufficio che si chiama"):
        call_command("servizi", "installa", "lampade-votive", "--dry-run", ente="roccachiara")


@pytest.mark.parametrize(
    ("argomenti", "parole"),
    [
        (["esporta", "--ente", "roccachiara"], "un servizio alla volta"),
        (["esporta", "mensa-scolastica", "lampade-votive", "--ente", "roccachiara"], "un servizio alla volta"),
        (["esporta", "mensa-scolastica", "--ente", "roccachiara", "--versione", "0"], "nessuna versione"),
        (["esporta", "mensa-scolastica", "--ente", "roccachiara", "--uscita", "/non/esiste/x.yaml"], "non si può scrivere"),
        (["esporta", "mensa-scolastica", "--ente", "altrove"], "Nessun comune"),
        (["schema", "--uscita", "/non/esiste/x.json"], "non si può scrivere"),
        (["firma", "--chiave", "chiave.pem"], "Quale pacchetto"),
        (["verifica", "mensa-scolastica"], "mensa-scolastica.yaml.firma: questo file non c'è"),
        (["controlla", "non-esiste.yaml"], "il file non c'è: non-esiste.yaml"),
    ],
)  # fmt: skip
def test_un_argomento_sbagliato_ha_la_sua_frase(mensa: Servizio, argomenti: list[str], parole: str) -> None:
    with pytest.raises(CommandError, match=parole):
        call_command("servizi", *argomenti)


def test_l_elenco_si_restringe_ai_nomi_che_si_scrivono(mensa: Servizio, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(CommandError, match=r"Nessun pacchetto con questo nome: mensa\."):
        esegui(capsys, "elenco", "mensa", "mensa-scolastica")
    righe = esegui(capsys, "elenco", "mensa-scolastica", "--ente", "roccachiara").splitlines()
    assert [riga.split()[0] for riga in righe] == ["mensa-scolastica"] * 2


def test_firma_verifica_e_installa_con_il_nome_della_chiave(
    mensa: Servizio, altra: Path, chiavi: tuple[Path, Path], capsys: pytest.CaptureFixture[str]
) -> None:
    privata, pubblica = chiavi
    firma = altra.with_name("mensa.yaml.firma")
    esegui(capsys, "firma", str(altra), "--chiave", str(privata), "--dry-run")
    assert not firma.exists()
    esegui(capsys, "firma", str(altra), "--chiave", str(privata))
    assert "firma valida" in esegui(capsys, "verifica", str(altra), "--chiave", str(pubblica))
    altra.write_text("# un commento non cambia nulla\n" + altra.read_text())
    assert "firma valida" in esegui(capsys, "verifica", str(altra))
    esegui(capsys, "installa", str(altra), "--ente", "roccachiara")
    versione = VersioneServizio.objects.get(numero=2)
    assert len(versione.firmata_da) == 64
    assert f"firmata {versione.firmata_da[:12]}" in esegui(capsys, "elenco", "--ente", "roccachiara")
    altra.write_text(altra.read_text().replace("termine_giorni: 25", "termine_giorni: 26"))
    for azione, opzioni in (("verifica", {}), ("installa", {"ente": "roccachiara"})):
        with pytest.raises(CommandError, match="cambiato dopo la firma"):
            call_command("servizi", azione, str(altra), **opzioni)


def test_la_firma_di_un_altro_e_una_chiave_che_non_e_una_chiave(
    altra: Path, chiavi: tuple[Path, Path], tmp_path: Path
) -> None:
    privata, _pubblica = chiavi
    call_command("servizi", "firma", str(altra), chiave=str(privata))
    estranea = tmp_path / "estranea.pem"
    chiave = Ed25519PrivateKey.generate().public_key()
    estranea.write_bytes(chiave.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo))
    with pytest.raises(CommandError, match="un'altra chiave"):
        call_command("servizi", "verifica", str(altra), chiave=str(estranea))
    with pytest.raises(CommandError, match="chiave privata PEM"):
        call_command("servizi", "firma", str(altra), chiave=str(estranea))
    altra.with_name("mensa.yaml.firma").write_text("non una firma")
    with pytest.raises(CommandError, match="non si legge"):
        call_command("servizi", "verifica", str(altra))


def test_si_esporta_quello_che_si_e_pubblicato(
    mensa: Servizio, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "uscita.yaml"
    esegui(capsys, "esporta", "mensa-scolastica", "--ente", "roccachiara", "--uscita", str(file))
    assert "uguale alla versione pubblicata" in esegui(capsys, "differenza", str(file), "--ente", "roccachiara")
    with pytest.raises(CommandError, match="nessuna versione"):
        call_command("servizi", "esporta", "mensa-scolastica", ente="roccachiara", versione=9)


@pytest.mark.parametrize(
    "azione", ["elenco", "controlla", "differenza", "prova", "installa", "esporta", "firma", "verifica", "schema"]
)
def test_ogni_azione_si_spiega_con_un_esempio(azione: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as uscita:
        call_command("servizi", azione, "--help")
    assert uscita.value.code == 0
    assert f"manage.py servizi {azione}" in capsys.readouterr().out


def test_lo_schema_si_scrive(tmp_path: Path) -> None:
    file = tmp_path / "schema.json"
    call_command("servizi", "schema", uscita=str(file), stdout=OutputWrapper(open("/dev/null", "w")))  # noqa: SIM115, PTH123
    assert "json-schema.org" in file.read_text()


@pytest.fixture
def amministratrice(client: Client, ufficio: Ufficio) -> Client:
    return entra(client, people.crea_operatore("Carla", ufficio, Incarico.Ruolo.AMMINISTRATORE))


def test_l_ufficio_carica_legge_che_cosa_cambia_e_pubblica(
    amministratrice: Client, mensa: Servizio, altra: Path
) -> None:
    letto = amministratrice.post(PUBBLICA, {"pacchetto": SimpleUploadedFile("mensa.yaml", altra.read_bytes())})
    pagina = letto.content.decode()
    assert "Giorni per rispondere: da 30 a 25." in pagina
    assert "non è firmato" in pagina
    assert VersioneServizio.objects.count() == 1
    conferma = letto.context["conferma"].initial
    fatto = amministratrice.post(PUBBLICA, {**conferma, "conferma": "1"}, follow=True)
    assert "pubblicata la versione 2" in fatto.content.decode()
    assert "Carla Neri" in fatto.content.decode()
    versione = VersioneServizio.objects.get(numero=2)
    assert versione.pubblicata_da.nome == "Carla"  # type: ignore[union-attr]
    assert Evento.objects.filter(azione="servizio.pubblicato", attore=versione.pubblicata_da.codice).count() == 1  # type: ignore[union-attr]
    dettaglio = amministratrice.get(f"/operatori/pratiche/versioneservizio/{versione.pk}/change/")
    assert "termine_giorni: 25" in dettaglio.content.decode()


def test_chi_conferma_dopo_un_altra_pubblicazione_legge_di_nuovo(
    amministratrice: Client, ente: Ente, mensa: Servizio, altra: Path
) -> None:
    """Two at once: the second does not undo, unread, what the first has just published."""
    letto = amministratrice.post(PUBBLICA, {"pacchetto": SimpleUploadedFile("mensa.yaml", altra.read_bytes())})
    intanto = MENSA.read_text().replace("integrazione_giorni: 15", "integrazione_giorni: 21")
    operations.installa_servizio(ente, leggi_testo(intanto.encode(), "mensa.yaml"))
    secondo = amministratrice.post(PUBBLICA, {**letto.context["conferma"].initial, "conferma": "1"})
    assert "Intanto è stata pubblicata un&#x27;altra versione" in secondo.content.decode()
    assert "Giorni per integrare: da 21 a 15." in secondo.content.decode()
    assert VersioneServizio.objects.count() == 2
    amministratrice.post(PUBBLICA, {**secondo.context["conferma"].initial, "conferma": "1"})
    assert VersioneServizio.objects.count() == 3


def test_chi_pubblica_sa_che_la_chiave_non_e_quella_di_prima(
    amministratrice: Client, ente: Ente, mensa: Servizio, altra: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    di_prima = MENSA.read_text().replace("termine_giorni: 30", "termine_giorni: 40")
    operations.installa_servizio(ente, leggi_testo(di_prima.encode(), "mensa.yaml"), firmatario="ab" * 32)
    letto = amministratrice.post(PUBBLICA, {"pacchetto": SimpleUploadedFile("mensa.yaml", altra.read_bytes())})
    assert "La versione di prima è firmata con la chiave abababababab" in letto.content.decode()
    call_command("servizi", "installa", str(altra), ente="roccachiara")
    assert "firmata con un'altra chiave (abababababab)" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("contenuto", "parole"),
    [
        (b"servizio: [", "riga 1"),
        (MENSA.read_bytes().replace(b"termine_giorni: 30", b"termine_giorni: 0"), f"riga {RIGA_TERMINE}"),
        (MENSA.read_bytes(), "uguale alla versione già pubblicata"),
        (SENZA_SCHEDA.replace(b"servizio: ogni-tipo", b"servizio: altra"), "scrivi prima la scheda"),
    ],
)
def test_quello_che_non_va_si_legge_e_non_si_pubblica(
    amministratrice: Client, mensa: Servizio, contenuto: bytes, parole: str
) -> None:
    pagina = amministratrice.post(PUBBLICA, {"pacchetto": SimpleUploadedFile("mensa.yaml", contenuto)})
    assert parole in pagina.content.decode()
    amministratrice.post(PUBBLICA, {"testo": contenuto.decode(), "confrontata": "1", "conferma": "1"})
    assert VersioneServizio.objects.count() == 1


def test_chi_non_amministra_non_pubblica(client: Client, anna: Persona, mensa: Servizio, altra: Path) -> None:
    entra(client, anna)
    assert client.get(PUBBLICA).status_code == 403
    assert client.post(PUBBLICA, {"testo": altra.read_text(), "conferma": "1"}).status_code == 403
    elenco = client.get("/operatori/pratiche/versioneservizio/").content.decode()
    assert "Pubblica un pacchetto" not in elenco


def test_la_scheda_e_la_prima_pagina_dicono_che_cosa_serve(client: Client, giulia: Persona, mensa: Servizio) -> None:
    for pagina in ("/servizi/mensa-scolastica/", "/servizi/mensa-scolastica/richiedi/"):
        letta = entra(client, giulia).get(pagina).content.decode()
        assert "Certificato del pediatra" in letta
        assert "lo alleghi tu" in letta
        assert "lo procuriamo noi" in letta
        assert "esente dall" in letta
        assert "chi la rappresenta per legge" in letta
