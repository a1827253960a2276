"""Search: words without accents and endings, in all languages, in one query."""

import pytest
from django.test import Client

from portal.catalogo.models import Notizia, Servizio
from portal.catalogo.ricerca import radici
from portal.enti.models import Ente, Ufficio
from tests.pagine import Pagina, scritto_in
from tests.portal.catalogo.conftest import crea_servizio


@pytest.fixture
def catalogo(ente: Ente, ufficio: Ufficio) -> None:
    crea_servizio(
        ente,
        ufficio,
        "mobilita",
        titolo="Permesso di mobilità",
        parole_chiave="pass, varco",
        traduzioni={"en": {"titolo": "Mobility permit"}},
    )
    crea_servizio(
        ente,
        ufficio,
        "nido",
        titolo="Iscrizione al nido",
        categoria="ambiente",
        come_fare="Non serve alcun permesso di lavoro.",
    )
    Notizia.objects.create(
        ente=ente, slug="n", titolo="Nuovi varchi", corpo="Aperti.", genere="avvisi", data="2026-11-01"
    )


def risultati(client: Client, domanda: str, *tipi: str) -> list[str]:
    pagina = Pagina(client.get("/cerca/", {"q": domanda, "tipo": list(tipi)}))
    assert pagina.difetti() == []
    return [scritto_in(a) for a in pagina.tutti("//main//h3[@class='card-title']/a")]


@pytest.mark.usefixtures("catalogo")
@pytest.mark.parametrize(
    ("domanda", "attesi"),
    [
        ("mobilita", ["Permesso di mobilità"]),
        ("MOBILITÀ", ["Permesso di mobilità"]),
        ("permessi", ["Permesso di mobilità", "Iscrizione al nido"]),  # in the title first
        ("permesso lavoro", ["Iscrizione al nido"]),  # every word
        ("come faccio il pass", ["Permesso di mobilità"]),
        ("mobility", ["Permesso di mobilità"]),
        ("varco", ["Nuovi varchi", "Permesso di mobilità"]),
        ("unicorno", []),
        ("", []),
        ("%", []),
    ],
)
def test_si_trova_quello_che_si_cerca(client: Client, domanda: str, attesi: list[str]) -> None:
    assert risultati(client, domanda) == attesi


@pytest.mark.usefixtures("catalogo")
def test_si_puo_restringere_per_tipo(client: Client) -> None:
    assert risultati(client, "varco", "servizio") == ["Permesso di mobilità"]
    assert risultati(client, "varco", "notizia", "servizio") == ["Nuovi varchi", "Permesso di mobilità"]


def test_quello_che_si_corregge_si_trova_subito(client: Client, servizio: Servizio) -> None:
    servizio.titolo = "Transito in centro"
    servizio.save()
    assert risultati(client, "transito") == ["Transito in centro"]


def test_una_domanda_troppo_lunga_o_un_tipo_inventato_non_rompono(client: Client, servizio: Servizio) -> None:
    assert client.get("/cerca/", {"q": "x" * 500}).status_code == 200
    assert client.get("/cerca/", {"q": "ztl", "tipo": "inventato"}).status_code == 200


def test_le_radici_lasciano_cadere_vocali_finali_e_parole_vuote() -> None:
    assert radici("Come faccio il permesso della ZTL per città") == ["permess", "ztl", "citt"]
    assert radici("di") == ["di"]
