"""Every decision has its number, printed on its document, in a series without gaps that the office finds and takes away."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.template.loader import render_to_string
from django.test import Client

from portal.base.errors import DomainError
from portal.catalogo.models import Servizio
from portal.enti.models import Ente
from portal.identita.models import Persona
from pratiche import operations, stampe
from pratiche.models import Numeratore, Pratica, Provvedimento
from pratiche.models.immutabile import Immutabile
from pratiche.stati import Stato
from tests import people
from tests.conftest import entra
from tests.makers import con_regole, una_pratica
from tests.parallelo import tutti_insieme

ELENCO = "/operatori/atti/"


def atto(pratica: Pratica) -> Provvedimento:
    return Provvedimento.objects.get(pratica=pratica)


def documento(pratica: Pratica, genere: str = "esito") -> str:
    modello, contesto = stampe.prepara(pratica.stampe.get(genere=genere))
    return render_to_string(modello, contesto)


def test_ogni_decisione_ha_il_numero_dopo(ente: Ente, giulia: Persona, marco: Persona) -> None:
    accolta = una_pratica(di=giulia, stato=Stato.ACCOLTA)
    respinta = una_pratica(di=marco, stato=Stato.RESPINTA)
    archiviata = una_pratica(di=giulia, stato=Stato.ARCHIVIATA)
    assieme = [atto(pratica) for pratica in (accolta, respinta, archiviata)]
    assert [uno.numero for uno in assieme] == [1, 2, 3]
    assert [uno.genere for uno in assieme] == ["accoglimento", "rigetto", "archiviazione"]
    with pytest.raises(Immutabile):
        assieme[0].save()
    with pytest.raises(Immutabile):
        assieme[0].delete()


def test_un_atto_rifiutato_non_lascia_buchi(ente: Ente, giulia: Persona, marco: Persona) -> None:
    in_lavorazione = una_pratica(di=giulia, stato=Stato.IN_LAVORAZIONE)
    with pytest.raises(DomainError):
        operations.accogli(in_lavorazione.pk, attore=in_lavorazione.assegnatario)  # not paid
    assert not Numeratore.objects.filter(serie="atti").exists()
    assert atto(una_pratica(di=marco, stato=Stato.ARCHIVIATA)).numero == 1


def test_l_attestazione_del_silenzio_e_un_atto(ente: Ente, giulia: Persona) -> None:
    pratica = una_pratica(di=giulia, stato=Stato.ACCOLTA_PER_SILENZIO)
    operatore = people.crea_operatore("Olga", pratica.ufficio)
    for _volta in range(2):
        operations.rilascia_attestazione(pratica.pk, attore=operatore)
    assert atto(pratica).genere == "attestazione"
    assert f"n. {atto(pratica).sigla} del" in documento(pratica, "attestazione")


def test_il_documento_dice_numero_carte_ricorso_e_ufficio(ente: Ente, giulia: Persona) -> None:
    pratica = una_pratica(di=giulia, stato=Stato.RESPINTA)
    testo = documento(pratica)
    impronta = pratica.allegati.get().documento.impronta
    for parole in (
        f"n. {atto(pratica).sigla} del",
        f'carta.pdf <span class="nota">SHA-256 {impronta[:16]}…',
        "entro 60 giorni da quando ricevi questo atto",
        pratica.ufficio.nome,
        pratica.responsabile.nome_completo if pratica.responsabile else "",
    ):
        assert parole in testo


def test_l_ufficio_trova_gli_atti_e_li_porta_via(
    ente: Ente, giulia: Persona, marco: Persona, client: Client, esegui_lavori: Callable[[], None]
) -> None:
    accolta = una_pratica(di=giulia, stato=Stato.ACCOLTA)
    respinta = una_pratica(di=marco, stato=Stato.RESPINTA)
    esegui_lavori()
    entra(client, accolta.assegnatario)
    testo = client.get(ELENCO).content.decode()
    assert accolta.sigla in testo
    assert respinta.sigla in testo
    assert "Bianchi" not in testo
    righe = client.get(ELENCO, {"genere": "rigetto"}).context["elenco"].righe
    assert [riga.pratica_id for riga in righe] == [respinta.pk]
    assert len(client.get(ELENCO, {"numero": f"1/{atto(accolta).anno}"}).context["elenco"].righe) == 1
    assert client.get(ELENCO, {"numero": "uno"}).context["elenco"].righe == []
    foglio = b"".join(client.get("/operatori/atti.csv", {"genere": "accoglimento"}).streaming_content).decode()  # type: ignore[attr-defined]
    assert foglio.count("\r\n") == 2
    assert accolta.permesso.pratica.stampe.get(genere="esito").documento.impronta in foglio
    entra(client, people.crea_operatore("Ugo", people.crea_ufficio("Tributi", ente)))
    assert client.get(ELENCO).context["elenco"].righe == []


def test_gli_atti_di_una_pratica_riservata_ad_altri_non_si_vedono(ente: Ente, giulia: Persona, client: Client) -> None:
    pratica = una_pratica(di=giulia, stato=Stato.ARCHIVIATA)
    entra(client, pratica.assegnatario)
    Pratica.objects.filter(pk=pratica.pk).update(riservata=True)
    assert client.get(ELENCO).context["elenco"].righe == []
    assert pratica.sigla not in b"".join(client.get("/operatori/atti.csv").streaming_content).decode()  # type: ignore[attr-defined]


def test_l_elenco_costa_uguale_con_poche_e_con_molte(
    ente: Ente, giulia: Persona, client: Client, django_assert_max_num_queries: Any
) -> None:
    for _volta in range(6):
        ultima = una_pratica(di=giulia, stato=Stato.ARCHIVIATA)
    entra(client, ultima.assegnatario)
    client.get(ELENCO)
    with django_assert_max_num_queries(7):
        client.get(ELENCO)


@pytest.mark.django_db(transaction=True)
def test_decisioni_insieme_non_lasciano_buchi(giulia: Persona, marco: Persona, ztl: Servizio, tmp_path: Path) -> None:
    con_regole(ztl, diritti=None)
    pratiche = [una_pratica(di=chi, stato=Stato.IN_LAVORAZIONE) for chi in (giulia, marco)]
    chiudi = [
        lambda p=pratica: operations.archivia(
            p.pk, attore=p.assegnatario, perche="improcedibile", motivazione="Manca la firma."
        )
        for pratica in pratiche
    ]
    tutti_insieme(chiudi, tmp_path)
    assert sorted(Provvedimento.objects.values_list("numero", flat=True)) == [1, 2]
