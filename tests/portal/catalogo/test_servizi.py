"""The catalogue: what each ente shows, long lists, services that are closed."""

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext

from portal.catalogo.models import ArgomentoTrattato, Servizio
from portal.catalogo.vocabolari import Argomento
from portal.enti.models import Ente, Ufficio
from tests.pagine import Pagina, scritto_in
from tests.portal.catalogo.conftest import crea_servizio


def nomi(client: Client, indirizzo: str) -> list[str]:
    return [scritto_in(a) for a in Pagina(client.get(indirizzo)).elementi("service-link")]


def test_i_servizi_del_vicino_non_si_vedono(
    client: Client, servizio: Servizio, altro_ente: Ente, ufficio: Ufficio
) -> None:
    """The office is shared: the services it has for the other comune stay there."""
    ufficio.enti.add(altro_ente)
    altrui = crea_servizio(altro_ente, ufficio, "del-vicino", titolo="Permesso del vicino", in_evidenza=True)
    ArgomentoTrattato.objects.create(contenuto=altrui, argomento=Argomento.ZTL)
    for indirizzo in (
        "/",
        "/servizi/",
        "/servizi/categoria/mobilita-e-trasporti/",
        "/argomenti/ztl/",
        "/cerca/?q=permesso",
        f"/amministrazione/uffici/{ufficio.codice}/",
        servizio.get_absolute_url(),
    ):
        assert "Permesso del vicino" not in client.get(indirizzo).content.decode(), indirizzo
    assert client.get("/servizi/del-vicino/").status_code == 404
    assert client.get("/servizi/del-vicino/condizioni/").status_code == 404
    assert Client(HTTP_HOST="127.0.0.1").get("/servizi/del-vicino/").status_code == 200


def test_l_ufficio_che_non_serve_l_ente_non_c_e(client: Client, altro_ente: Ente, ufficio: Ufficio) -> None:
    ufficio.enti.set([altro_ente])
    assert client.get(f"/amministrazione/uffici/{ufficio.codice}/").status_code == 404


def test_due_enti_possono_avere_lo_stesso_indirizzo_breve(
    servizio: Servizio, altro_ente: Ente, ufficio: Ufficio
) -> None:
    crea_servizio(altro_ente, ufficio, servizio.slug)
    with pytest.raises(IntegrityError), transaction.atomic():
        crea_servizio(servizio.ente, ufficio, servizio.slug)


def test_un_servizio_non_pubblicato_non_c_e(client: Client, servizio: Servizio) -> None:
    servizio.pubblicato = False
    servizio.save()
    assert client.get(servizio.get_absolute_url()).status_code == 404
    assert nomi(client, "/servizi/") == []


def test_un_servizio_chiuso_dice_perche_e_non_si_chiede_online(client: Client, servizio: Servizio) -> None:
    servizio.attivo, servizio.motivo_stato = False, "Riapre a febbraio."
    servizio.save()
    pagina = Pagina(client.get(servizio.get_absolute_url()))
    assert scritto_in(pagina.elemento("service-status")) == "Servizio non attivo"
    assert "Riapre a febbraio." in pagina.html
    assert not pagina.elementi("service-online-access")
    assert servizio.percorso_richiesta not in pagina.tutti("//a/@href")


def test_chiudere_un_servizio_senza_motivo_non_si_puo(servizio: Servizio) -> None:
    servizio.attivo = False
    with pytest.raises(ValidationError, match="perché il servizio non è attivo"):
        servizio.full_clean()


@pytest.mark.parametrize(
    "scadenze", ["oggi", ["2026-12-16"], [{"data": "ieri", "titolo": "Saldo"}], [{"data": "2026-12-16"}]]
)
def test_le_scadenze_scritte_male_si_rifiutano(servizio: Servizio, scadenze: object) -> None:
    servizio.scadenze = scadenze
    with pytest.raises(ValidationError, match="elenco"):
        servizio.full_clean()


def test_le_scadenze_sono_in_ordine_di_data(client: Client, servizio: Servizio) -> None:
    servizio.scadenze = [{"data": "2027-06-16", "titolo": "Acconto"}, {"data": "2026-12-16", "titolo": "Saldo"}]
    servizio.full_clean()
    servizio.save()
    elenco = Pagina(client.get(servizio.get_absolute_url())).elemento("service-calendar-list")
    assert [li.xpath("string(.//*[@class='cosa'])") for li in elenco] == ["Saldo", "Acconto"]


def test_dalla_scheda_si_va_alla_richiesta_e_alla_prenotazione_di_quel_servizio(
    client: Client, servizio: Servizio
) -> None:
    pagina = Pagina(client.get(servizio.get_absolute_url()))
    assert pagina.elemento("service-online-access").get("href") == "/servizi/permesso-ztl/richiedi/"
    assert pagina.elemento("service-booking-access").get("href") == "/appuntamenti/prenota/?servizio=permesso-ztl"


def test_le_condizioni_in_un_altro_documento_si_aprono_da_li(client: Client, servizio: Servizio) -> None:
    servizio.condizioni_url = "https://comune.esempio.invalid/condizioni.pdf"
    servizio.save()
    assert (
        Pagina(client.get(servizio.get_absolute_url())).elemento("service-file").get("href") == servizio.condizioni_url
    )


def test_un_elenco_lungo_si_sfoglia_tutto_e_una_volta_sola(client: Client, ente: Ente, ufficio: Ufficio) -> None:
    for numero in range(60):
        crea_servizio(ente, ufficio, f"servizio-{numero}", titolo=f"Servizio {numero % 7}")
    visti: list[str] = []
    indirizzo = "/servizi/"
    for _ in range(5):
        pagina = Pagina(client.get(indirizzo))
        assert pagina.difetti() == []
        visti += [a.get("href") for a in pagina.elementi("service-link")]
        seguito = pagina.tutti("//main//a[starts-with(@href, '?dopo=')]/@href")
        if not seguito:
            break
        indirizzo = f"/servizi/{seguito[0]}"
    assert len(visti) == len(set(visti)) == 60


def test_un_segno_sconosciuto_da_la_prima_pagina(client: Client, servizio: Servizio) -> None:
    assert nomi(client, "/servizi/?dopo=mai-esistito") == ["Permesso ZTL"]


def test_le_domande_al_database_non_crescono_con_le_righe(client: Client, ente: Ente, ufficio: Ufficio) -> None:
    indirizzi = ["/", "/servizi/", "/servizi/servizio-1/", "/argomenti/ztl/", "/cerca/?q=servizio"]
    for numero in range(25):
        crea_servizio(ente, ufficio, f"servizio-{numero}", in_evidenza=True)
    prima = [_domande(client, indirizzo) for indirizzo in indirizzi]
    for numero in range(25, 200):
        crea_servizio(ente, ufficio, f"servizio-{numero}", in_evidenza=True)
    assert [_domande(client, indirizzo) for indirizzo in indirizzi] == prima
    assert max(prima) <= 3


def _domande(client: Client, indirizzo: str) -> int:
    client.get("/privacy/")  # the ente is read here
    with CaptureQueriesContext(
        connection,
    ) as catturate:
        assert client.get(indirizzo).status_code == 200
    return len(catturate)


def test_una_categoria_o_un_argomento_inventati_non_esistono(client: Client) -> None:
    assert client.get("/servizi/categoria/inventata/").status_code == 404
    assert client.get("/argomenti/inventato/").status_code == 404
