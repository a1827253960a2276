"""The public page that a package brings: made where it is missing, left to the office where it is, taken when one asks."""

import re
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.test import Client

from portal.catalogo.models import Servizio
from portal.catalogo.schede import in_dati
from portal.enti.models import Ente, Incarico, Ufficio
from portal.identita.models import Persona
from portal.registro.models import Evento
from pratiche import operations
from pratiche.indirizzi import compila
from pratiche.models import Pratica, VersioneServizio
from pratiche.moduli.caricatore import Pacchetto, PacchettoErrato, disponibili, leggi, leggi_testo
from pratiche.moduli.definizione import Definizione
from tests import people
from tests.conftest import entra
from tests.makers import presenta_bozza, una_bozza
from tests.pratiche.test_comando_servizi import PUBBLICA, chiavi, esegui

FILE = disponibili()["permesso-accesso-ztl"]
ZTL = leggi(FILE)
__all__ = ["chiavi"]


@pytest.fixture
def mobilita(ente: Ente) -> Ufficio:
    """The office that the package names."""
    return people.crea_ufficio(ZTL.scheda["ufficio"], ente)


@pytest.fixture
def ztl(ente: Ente, mobilita: Ufficio) -> Servizio:
    """The service as its package makes it, on an ente that had nothing; its office has then said the costs its own way."""
    versione = operations.installa_servizio(ente, ZTL)
    servizio = Servizio.objects.get(pk=versione.servizio_id)
    servizio.costi, servizio.in_evidenza = "Costa 20 euro:\r\npaghi in municipio.", False
    servizio.save()
    return servizio


@pytest.fixture
def meglio(tmp_path: Path) -> Path:
    """The same package with another word in its sheet, and nothing else."""
    file = tmp_path / "ztl.yaml"
    file.write_text(FILE.read_text().replace("Il permesso costa 20,00 €.", "Si paga 20,00 €."))
    return file


def _di(servizio: Servizio, ente: Ente) -> Servizio:
    return Servizio.objects.get(ente=ente, slug=servizio.slug)


def _azioni() -> list[str]:
    return list(Evento.objects.order_by("pk").values_list("azione", flat=True))


# --- the file -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("prima", "dopo", "rifiuto"),
    [
        ("  titolo: Permesso di accesso alla ZTL\n", "", r"riga \d+, scheda\.titolo: manca"),
        ("  sommario: Chiedi", "  sommario: " + "a" * 300 + " Chiedi", r"scheda\.sommario: il testo supera 300 caratteri"),
        ("categoria: mobilita-e-trasporti", "categoria: mobilita", r"scheda\.categoria: serve uno fra: educazione"),
        ("[ztl, parcheggi,", "[ztl, ztl,", r"scheda\.argomenti\[1\]: voce ripetuta"),
        ("[ztl, parcheggi,", "[ztl, posteggi,", r"scheda\.argomenti\[1\]: serve uno fra: "),
        ("  prenotazione: true", "  prenotazione: forse", r"scheda\.prenotazione: serve true oppure false"),
        ("  prenotazione: true", "  appuntamento: true", r"scheda\.appuntamento: voce sconosciuta"),
        ("  prenotazione: true", "  scadenze:\n    - {data: 16/12/2026, titolo: Saldo}", r"scheda\.scadenze\[0\]\.data: serve un giorno"),
        ("    en:\n      titolo:", "    fr:\n      titolo:", r"scheda\.traduzioni\.fr: voce sconosciuta"),
        ("    en:\n      titolo: Permit", "    en:\n      titolo: " + "a" * 200, r"scheda\.traduzioni\.en\.titolo: il testo supera 200"),
    ],
)  # fmt: skip
def test_una_scheda_sbagliata_si_rifiuta_con_la_riga(prima: str, dopo: str, rifiuto: str) -> None:
    testo = FILE.read_text()
    assert prima in testo
    with pytest.raises(PacchettoErrato, match=rifiuto) as rifiutato:
        leggi_testo(testo.replace(prima, dopo, 1).encode(), "ztl.yaml")
    riga = rifiutato.value.problemi[0].riga
    inizio = testo.splitlines().index("scheda:") + 1
    assert inizio < riga < testo.splitlines().index("chi:") + 5


def test_ogni_pacchetto_della_casa_ha_la_sua_scheda_e_il_suo_ufficio(ente: Ente) -> None:
    for nome, file in disponibili().items():
        pacchetto = leggi(file)
        ufficio = Ufficio.objects.filter(nome=pacchetto.scheda["ufficio"]).first()
        ufficio = ufficio or people.crea_ufficio(pacchetto.scheda["ufficio"], ente)
        servizio = operations.installa_servizio(ente, pacchetto).servizio
        servizio.full_clean()
        assert servizio.online and servizio.sommario and servizio.argomenti, nome  # noqa: PT018
        assert servizio.ufficio == ufficio, nome
        assert servizio.giorni_termine == pacchetto.definizione.termine_giorni, nome
        assert in_dati(servizio).keys() >= pacchetto.scheda.keys(), nome


# --- a new page ---------------------------------------------------------------------------------------------------------


def test_un_comune_senza_schede_pubblica_una_pagina_intera(client: Client, ente: Ente, mobilita: Ufficio) -> None:
    call_command("servizi", "installa", "permesso-accesso-ztl", ente="roccachiara")
    pagina = client.get("/servizi/permesso-accesso-ztl/")
    assert pagina.status_code == 200
    for parola in ("La norma di riferimento è l", "Permesso di accesso alla ZTL", mobilita.nome, "con pagoPA", "<strong>30</strong>"):  # fmt: skip
        assert parola in pagina.content.decode()
    inglese = client.get("/servizi/permesso-accesso-ztl/?lingua=en").content.decode()
    assert "Permit for the limited traffic zone (ZTL)" in inglese
    assert "Permit for the limited traffic zone (ZTL)" in client.get("/argomenti/ztl/").content.decode()
    assert _azioni() == ["servizio.scheda_creata", "servizio.pubblicato"]
    call_command("servizi", "installa", "permesso-accesso-ztl", ente="roccachiara", con_scheda=True)
    assert len(_azioni()) == 2


def test_senza_l_ufficio_si_dice_che_cosa_fare(
    ente: Ente, ufficio: Ufficio, altro_ente: Ente, capsys: pytest.CaptureFixture[str]
) -> None:
    people.crea_ufficio(ZTL.scheda["ufficio"], altro_ente)  # the neighbour's is not ours
    with pytest.raises(CommandError, match="non ha un ufficio che si chiama «Ufficio associato.*--ufficio"):
        call_command("servizi", "installa", "permesso-accesso-ztl", ente="roccachiara")
    with pytest.raises(CommandError, match=f"si chiama altrove. Ci sono: {ufficio.slug}"):
        call_command("servizi", "installa", "permesso-accesso-ztl", ente="roccachiara", ufficio="altrove")
    assert not Servizio.objects.exists()
    uscita = esegui(capsys, "installa", "permesso-accesso-ztl", "--ente", "roccachiara", "--ufficio", ufficio.slug)
    assert f"è nata la scheda «Permesso di accesso alla ZTL», {ufficio}" in uscita
    assert Servizio.objects.get().ufficio == ufficio


def test_chi_non_nomina_un_servizio_non_lo_apre(ente: Ente, ztl: Servizio, capsys: pytest.CaptureFixture[str]) -> None:
    """An update of all the packages makes no page that the comune has not chosen."""
    uscita = esegui(capsys, "installa", "--ente", "roccachiara")
    assert "mensa-scolastica: il comune non ha questo servizio, saltato" in uscita
    assert Servizio.objects.count() == 1


def test_a_vuoto_si_dice_tutto_e_non_si_scrive_nulla(
    ente: Ente, mobilita: Ufficio, meglio: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    prova = ["installa", str(meglio), "--ente", "roccachiara", "--dry-run"]
    assert "nascerebbe la scheda «Permesso di accesso alla ZTL»" in esegui(capsys, *prova)
    assert not Servizio.objects.exists()
    operations.installa_servizio(ente, ZTL)
    assert "nella scheda cambierebbero i testi «quanto costa»" in esegui(capsys, *prova, "--con-scheda")
    assert "Il permesso costa 20,00 €." in Servizio.objects.get().costi
    assert len(_azioni()) == 2


# --- the page that is there -----------------------------------------------------------------------------------------------


def test_le_parole_dell_ufficio_restano_finche_non_si_chiedono_quelle_del_pacchetto(
    ente: Ente, ztl: Servizio, capsys: pytest.CaptureFixture[str]
) -> None:
    installa = ["installa", "permesso-accesso-ztl", "--ente", "roccachiara"]
    uscita = esegui(capsys, *installa)
    assert "la scheda resta com'è; nel pacchetto sono diversi i testi «quanto costa»" in uscita
    assert "municipio" in _di(ztl, ente).costi
    assert "sono cambiati i testi «quanto costa»" in esegui(capsys, *installa, "--con-scheda")
    dopo = _di(ztl, ente)
    assert dopo.costi == ZTL.scheda["costi"]
    assert not dopo.in_evidenza  # what the ente decides for itself stays
    assert VersioneServizio.objects.count() == 1
    assert _azioni()[-1] == "servizio.scheda_aggiornata"


def test_quello_che_il_pacchetto_non_dice_resta(ente: Ente, ztl: Servizio) -> None:
    """A section and a translation that only the office has are not lost."""
    ztl.traduzioni["de"]["vincoli"], ztl.traduzioni["en"]["costi"] = "Nur hier.", "Pay at the town hall."
    ztl.save()
    scheda = {voce: valore for voce, valore in ZTL.scheda.items() if voce != "casi_particolari"}
    scheda["traduzioni"] = {"en": ZTL.scheda["traduzioni"]["en"]}
    operations.installa_servizio(ente, Pacchetto(ZTL.contenuto, ZTL.impronta, scheda), con_scheda=True)
    dopo = _di(ztl, ente)
    assert dopo.casi_particolari == ZTL.scheda["casi_particolari"]
    assert dopo.traduzioni["de"]["vincoli"] == "Nur hier."
    assert dopo.traduzioni["en"]["costi"] == ZTL.scheda["traduzioni"]["en"]["costi"]


def test_uno_spazio_o_un_a_capo_di_un_modulo_non_sono_una_differenza(
    ente: Ente, ztl: Servizio, capsys: pytest.CaptureFixture[str]
) -> None:
    ztl.costi = ZTL.scheda["costi"].strip().replace("\n", "\r\n")
    ztl.descrizione = ztl.descrizione.replace("\n", "\r\n")
    ztl.save()
    assert "uguale" in esegui(capsys, "differenza", "permesso-accesso-ztl", "--ente", "roccachiara")


def test_una_pagina_detta_meglio_non_disturba_chi_compila(
    client: Client, ente: Ente, ztl: Servizio, giulia: Persona, meglio: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    presentata = presenta_bozza(una_bozza(giulia, ztl))
    bozza = una_bozza(giulia, ztl)
    prima = Pratica.objects.values_list("stato", "versione_id", "dati").get(pk=presentata.pk)
    with pytest.raises(SystemExit):
        esegui(capsys, "differenza", str(meglio), "--ente", "roccachiara")
    assert "Scheda: nel pacchetto è diverso il testo «quanto costa»." in capsys.readouterr().out
    esegui(capsys, "installa", str(meglio), "--ente", "roccachiara", "--con-scheda")
    assert "Si paga 20,00" in client.get("/servizi/permesso-accesso-ztl/").content.decode()
    pagina = entra(client, giulia).get(compila(bozza), follow=True)
    assert pagina.status_code == 200
    assert "Il modulo di questa richiesta è cambiato" not in pagina.content.decode()
    assert Pratica.objects.values_list("stato", "versione_id", "dati").get(pk=presentata.pk) == prima


def test_la_firma_copre_anche_la_scheda(
    meglio: Path, ztl: Servizio, chiavi: tuple[Path, Path], capsys: pytest.CaptureFixture[str]
) -> None:
    esegui(capsys, "firma", str(meglio), "--chiave", str(chiavi[0]))
    assert "firma valida" in esegui(capsys, "verifica", str(meglio))
    meglio.write_text(meglio.read_text().replace("Si paga 20,00 €.", "Si paga 2,00 €."))
    with pytest.raises(CommandError, match="cambiato dopo la firma"):
        call_command("servizi", "installa", str(meglio), ente="roccachiara", con_scheda=True)


def test_si_esporta_la_pagina_come_la_si_legge_oggi(
    ztl: Servizio, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "uscita.yaml"
    esegui(capsys, "esporta", "permesso-accesso-ztl", "--ente", "roccachiara", "--uscita", str(file))
    assert leggi(file).scheda == in_dati(ztl)
    assert "paghi in municipio" in leggi(file).scheda["costi"]
    assert leggi(file).impronta == ZTL.impronta
    assert "uguale" in esegui(capsys, "differenza", str(file), "--ente", "roccachiara")


# --- the back-office ------------------------------------------------------------------------------------------------------


@pytest.fixture
def amministratrice(client: Client, ufficio: Ufficio) -> Client:
    return entra(client, people.crea_operatore("Carla", ufficio, Incarico.Ruolo.AMMINISTRATORE))


def _carica(client: Client, file: Path) -> tuple[str, dict[str, str]]:
    risposta = client.post(PUBBLICA, {"pacchetto": SimpleUploadedFile("ztl.yaml", file.read_bytes())})
    iniziali = risposta.context.get("conferma") and risposta.context["conferma"].initial
    return risposta.content.decode(), {**(iniziali or {}), "conferma": "1"}


def test_dal_back_office_si_sceglie_l_ufficio_di_una_scheda_nuova(amministratrice: Client, ufficio: Ufficio) -> None:
    pagina, conferma = _carica(amministratrice, FILE)
    assert "nasce la scheda «Permesso di accesso alla ZTL»" in pagina
    assert re.search(r'<select name="ufficio"[^>]* required', pagina)
    senza = amministratrice.post(PUBBLICA, conferma)
    assert "Scegli quale ufficio risponde del servizio." in senza.content.decode()
    assert not Servizio.objects.exists()
    fatto = amministratrice.post(PUBBLICA, {**conferma, "ufficio": str(ufficio.pk)}, follow=True).content.decode()
    assert "pubblicata la versione 1" in fatto
    assert f"ne risponde {ufficio}" in fatto
    assert amministratrice.get("/servizi/permesso-accesso-ztl/").status_code == 200


def test_l_ufficio_di_un_altro_comune_non_si_sceglie(amministratrice: Client, altro_ente: Ente) -> None:
    altrui = people.crea_ufficio("Mobilità", altro_ente)
    _pagina, conferma = _carica(amministratrice, FILE)
    amministratrice.post(PUBBLICA, {**conferma, "ufficio": str(altrui.pk)})
    assert not Servizio.objects.exists()


def test_dal_back_office_si_legge_che_cosa_e_diverso_e_si_prende_solo_se_si_vuole(
    amministratrice: Client, ente: Ente, ztl: Servizio
) -> None:
    pagina, conferma = _carica(amministratrice, FILE)
    for parola in ("Il modulo non cambia", "Quanto costa", "paghi in municipio", "Il permesso costa 20,00"):
        assert parola in pagina
    assert "non è cambiato nulla" in amministratrice.post(PUBBLICA, conferma, follow=True).content.decode()
    assert "municipio" in _di(ztl, ente).costi
    fatto = amministratrice.post(PUBBLICA, {**conferma, "con_scheda": "on"}, follow=True).content.decode()
    assert "la scheda ha i testi del pacchetto" in fatto
    assert _di(ztl, ente).costi == ZTL.scheda["costi"]
    assert "uguale alla versione già pubblicata" in _carica(amministratrice, FILE)[0]


def test_parole_che_nessuno_ha_letto_non_si_perdono(amministratrice: Client, ente: Ente, ztl: Servizio) -> None:
    """The office says the sheet its own way while somebody else is about to replace it."""
    _pagina, conferma = _carica(amministratrice, FILE)
    Servizio.objects.filter(pk=ztl.pk).update(tempi="Una settimana.")
    riletto = amministratrice.post(PUBBLICA, {**conferma, "con_scheda": "on"})
    assert "Intanto la scheda è cambiata" in riletto.content.decode()
    assert "Una settimana." in riletto.content.decode()
    assert _di(ztl, ente).tempi == "Una settimana."
    amministratrice.post(PUBBLICA, {**riletto.context["conferma"].initial, "conferma": "1", "con_scheda": "on"})
    assert _di(ztl, ente).tempi == ZTL.scheda["tempi"]


def test_la_definizione_di_una_versione_non_conosce_la_scheda(ztl: Servizio) -> None:
    versione = VersioneServizio.objects.get()
    assert "scheda" not in versione.contenuto
    assert versione.definizione == Definizione.da(ZTL.contenuto)
