"""The SOAP station: who may speak, what a message must be, what we answer; the official schema is the judge."""

import pytest
from django.test import Client
from lxml import etree
from pytest_django import DjangoAssertNumQueries, Settings

from pagamenti.models import Avviso, Ricevuta
from pagamenti.operations import annulla_avviso
from pagamenti.pagopa import messaggi
from pagamenti.pagopa.lettore import ContenutoRifiutato
from portal.enti.models import Ente
from portal.identita.models import Persona
from tests.makers import un_avviso
from tests.pagamenti.nodo import BUSTA, SOAP, STAZIONE, domanda, invia, invia_rt, ricevuta, richiesta

ATTIVAZIONI = ["paGetPaymentReq", "paGetPaymentV2Request"]
DOMANDE = ["paVerifyPaymentNoticeReq", *ATTIVAZIONI]


def test_la_verifica_dice_quanto_e_dovuto(client: Client, avviso: Avviso, schema: etree.XMLSchema) -> None:
    risposta = invia(client, domanda(avviso))
    assert risposta.esito == "OK"
    assert risposta.messaggio.findtext(".//amount") == "25.00"
    assert risposta.messaggio.findtext(".//dueDate") == avviso.scadenza.isoformat()
    schema.assertValid(risposta.messaggio)


@pytest.mark.parametrize("nome", ATTIVAZIONI)
def test_l_attivazione_dice_chi_deve_e_a_chi(
    client: Client, avviso: Avviso, nome: str, schema: etree.XMLSchema
) -> None:
    risposta = invia(client, domanda(avviso, nome))
    assert risposta.esito == "OK"
    assert risposta.messaggio.findtext("data/creditorReferenceId") == avviso.iuv
    assert risposta.messaggio.findtext("data/transferList/transfer/IBAN") == "IT60X0542811101000000123456"
    schema.assertValid(risposta.messaggio)


@pytest.mark.parametrize("nome", DOMANDE)
def test_chiedere_non_cambia_nulla_e_si_puo_ripetere(client: Client, avviso: Avviso, nome: str) -> None:
    for _giro in range(2):
        assert invia(client, domanda(avviso, nome)).esito == "OK"
    avviso.refresh_from_db()
    assert avviso.da_pagare


@pytest.mark.parametrize("nome", DOMANDE)
def test_un_avviso_pagato_o_annullato_non_si_paga(
    client: Client, ente: Ente, giulia: Persona, nome: str, schema: etree.XMLSchema
) -> None:
    pagato, annullato = un_avviso(di=giulia, ente=ente), un_avviso(di=giulia, ente=ente)
    invia_rt(client, pagato)
    annulla_avviso(annullato.pk, attore=None, motivo="Prova")
    risposte = [invia(client, domanda(uno, nome)) for uno in (pagato, annullato)]
    assert [risposta.guasto for risposta in risposte] == ["PAA_PAGAMENTO_DUPLICATO", "PAA_PAGAMENTO_ANNULLATO"]
    for risposta in risposte:
        schema.assertValid(risposta.messaggio)


@pytest.mark.parametrize(
    ("mittente", "guasto"),
    [
        ({"idPA": "99999999999"}, "PAA_ID_DOMINIO_ERRATO"),
        ({"idBrokerPA": "99999999999"}, "PAA_ID_INTERMEDIARIO_ERRATO"),
        ({"idStation": "80000000001_99"}, "PAA_STAZIONE_INT_ERRATA"),
        ({"idPA": "99999999999", "idBrokerPA": "x", "idStation": "x"}, "PAA_ID_DOMINIO_ERRATO"),
    ],
)
def test_chi_non_e_del_nostro_giro_e_rifiutato_nell_ordine(
    client: Client, avviso: Avviso, mittente: dict[str, str], guasto: str, schema: etree.XMLSchema
) -> None:
    risposte = [
        invia(client, domanda(avviso, **mittente)),
        invia(client, richiesta("paSendRTV2Request", ricevuta(avviso), **mittente)),
    ]
    assert [risposta.guasto for risposta in risposte] == [guasto, guasto]
    for risposta in risposte:
        schema.assertValid(risposta.messaggio)
    assert not Ricevuta.objects.exists()


def test_il_qr_di_un_altro_ente_e_rifiutato(client: Client, avviso: Avviso, altro_ente: Ente) -> None:
    assert invia(client, domanda(avviso, idPA=altro_ente.codice_fiscale)).guasto == "PAA_ID_DOMINIO_ERRATO"


def test_un_avviso_mai_emesso_e_sconosciuto(client: Client, avviso: Avviso) -> None:
    avviso.nav = "301000000000099999"
    assert invia(client, domanda(avviso)).guasto == "PAA_PAGAMENTO_SCONOSCIUTO"


STORTI = [
    {"receiptId": ""},
    {"receiptId": None},
    {"noticeNumber": "30100000000000014"},
    {"noticeNumber": "30100000000000014x"},
    {"fiscalCode": "8000000090"},
    {"outcome": "FORSE"},
    {"paymentAmount": "25"},
    {"paymentAmount": "25,00"},
    {"paymentAmount": "-25.00"},
    {"paymentAmount": "1000000000.00"},
    {"paymentAmount": "<b>25.00</b>"},
    {"debtor": None},
    {"debtor": "<fullName>Giulia</fullName>"},
    {"transferList": ""},
    {"idPSP": "x" * 36},
    {"PSPCompanyName": None},
    {"paymentDateTime": "ieri"},
    {"paymentDateTime": "2026-13-40T10:00:00"},
    {"applicationDate": "2026-02-30"},
    {"standIn": "forse"},
    {"companyName": "<![CDATA[]]>"},
    {"channelDescription": "WISP</channelDescription><sconosciuto>1</sconosciuto><channelDescription>x"},
]


@pytest.mark.parametrize("cambi", STORTI, ids=str)
def test_un_messaggio_storto_e_rifiutato_e_non_lascia_traccia(
    client: Client, avviso: Avviso, cambi: dict[str, str | None], schema: etree.XMLSchema
) -> None:
    risposta = invia_rt(client, avviso, **cambi)
    assert (risposta.http, risposta.guasto) == (200, "PAA_SINTASSI_XSD")
    schema.assertValid(risposta.messaggio)
    assert not Ricevuta.objects.exists()


BUONI = [
    {},
    {"standIn": "1"},
    {"fee": None, "payer": None, "paymentMethod": None, "transferDate": None},
    {"paymentDateTime": "2026-11-20T10:02:11.123+01:00"},
    {"paymentDateTime": "2026-11-20T10:02:11Z"},
    {"applicationDate": "2026-11-20+01:00"},
    {"metadata": "<mapEntry><key>IBANAPPOGGIO</key><value>IT60</value></mapEntry>"},
]


@pytest.mark.parametrize("cambi", [*BUONI, *STORTI], ids=str)
def test_il_nostro_lettore_giudica_come_lo_schema_ufficiale(
    avviso: Avviso, cambi: dict[str, str | None], schema: etree.XMLSchema
) -> None:
    """One exception, on purpose: the schema has no rule for receiptId, which is the key of everything."""
    campi = dict(cambi)
    if "metadata" in campi:
        campi = {"transferDate": "2026-11-21", **campi}
    busta = etree.fromstring(richiesta("paSendRTV2Request", ricevuta(avviso, **campi)).encode())
    messaggio = busta.find(f"{{{SOAP}}}Body")[0]
    try:
        messaggi.RICHIESTE["paSendRTV2Request"](messaggio)
        accettato = True
    except ContenutoRifiutato:
        accettato = False
    assert accettato == (schema.validate(messaggio) and campi.get("receiptId") != "")


VIETATI = {
    "non_xml": "ciao",
    "vuoto": "",
    "doctype": '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>' + BUSTA.format("<a/>").partition("?>")[2],
    "bomba": '<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]>' + BUSTA.format("&b;").partition("?>")[2],
    "non_soap": "<a/>",
    "soap_12": BUSTA.format("<a/>").replace(SOAP, "http://www.w3.org/2003/05/soap-envelope"),
    "due_messaggi": BUSTA.format("<a/><b/>"),
    "nessun_messaggio": BUSTA.format(""),
    "operazione_ignota": BUSTA.format("<pafn:paDemandPaymentNoticeRequest/>"),
    "senza_namespace": BUSTA.format("<paSendRTV2Request/>"),
    "codifica_insolita": BUSTA.format("<a/>").replace("UTF-8", "ISO-8859-5"),
}


@pytest.mark.parametrize("corpo", VIETATI.values(), ids=VIETATI)
def test_cio_che_non_e_una_chiamata_riceve_un_fault_senza_dettagli(client: Client, ente: Ente, corpo: str) -> None:
    risposta = invia(client, corpo)
    assert (risposta.http, risposta.fault) == (500, "soap:Client")
    assert "passwd" not in etree.tostring(risposta.messaggio, encoding="unicode")


def test_un_messaggio_enorme_e_rifiutato_prima_di_leggerlo(client: Client, avviso: Avviso) -> None:
    risposta = invia(client, domanda(avviso) + " " * 1024 * 1024)
    assert (risposta.http, risposta.fault) == (500, "soap:Client")


def test_un_altro_tipo_di_contenuto_e_rifiutato(client: Client, avviso: Avviso) -> None:
    assert invia(client, domanda(avviso), content_type="application/json").fault == "soap:Client"


@pytest.mark.parametrize("azione", ["paVerifyPaymentNotice", '"paVerifyPaymentNotice"', '""', ""])
def test_soapaction_puo_essere_fra_virgolette_o_mancare(client: Client, avviso: Avviso, azione: str) -> None:
    assert invia(client, domanda(avviso), SOAPAction=azione).esito == "OK"


def test_soapaction_diversa_dal_messaggio_e_rifiutata(client: Client, avviso: Avviso) -> None:
    assert invia(client, domanda(avviso), SOAPAction="paSendRTV2").fault == "soap:Client"


def test_si_parla_solo_con_post_e_senza_cookie(client: Client, avviso: Avviso) -> None:
    assert client.get(STAZIONE).status_code == 405
    risposta = client.post(STAZIONE, domanda(avviso), content_type="text/xml")
    assert not risposta.cookies


@pytest.mark.parametrize(
    ("indirizzo", "inoltrato", "dietro_proxy", "atteso"),
    [
        ("10.1.2.3", "", False, 200),
        ("192.0.2.1", "", False, 403),
        ("192.0.2.1", "10.1.2.3", False, 403),  # anyone can write the header
        ("127.0.0.1", "10.1.2.3", True, 200),
        ("127.0.0.1", "10.1.2.3, 192.0.2.1", True, 403),  # the last address is the one the proxy saw
        ("127.0.0.1", "niente", True, 403),
    ],
)
def test_solo_le_reti_ammesse(
    client: Client, avviso: Avviso, settings: Settings, indirizzo: str, inoltrato: str, dietro_proxy: bool, atteso: int
) -> None:
    settings.PAGOPA_RETI = ["10.0.0.0/8"]
    settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if dietro_proxy else None
    intestazioni = {"X-Forwarded-For": inoltrato} if inoltrato else {}
    risposta = client.post(
        STAZIONE, domanda(avviso), content_type="text/xml", REMOTE_ADDR=indirizzo, headers=intestazioni
    )
    assert risposta.status_code == atteso


def test_la_verifica_costa_poche_query(
    client: Client, avviso: Avviso, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    invia(client, domanda(avviso))
    with django_assert_max_num_queries(3):
        invia(client, domanda(avviso))
