"""The mail catcher: what comes in, how it is shown, and its bad moods."""

import smtplib
from email.message import EmailMessage

import pytest
import requests


def lettera(oggetto="Permesso accolto"):
    messaggio = EmailMessage()
    messaggio["Subject"], messaggio["From"], messaggio["To"] = oggetto, "comune@esempio.invalid", "giulia@posta.example"
    messaggio.set_content("Vai su http://localhost:8000/area-personale/ per vedere l'esito.")
    messaggio.add_alternative(
        '<p onclick="x()">Vai <a href="http://localhost/">qui</a></p><script>x()</script><img src="http://e/">',
        subtype="html",
    )
    messaggio.add_attachment(b"%PDF-1.7", maintype="application", subtype="pdf", filename="esito.pdf")
    return messaggio


def manda(sandbox, messaggio, attesa=5):
    with smtplib.SMTP("127.0.0.1", sandbox.smtp_porta, timeout=attesa) as server:
        server.send_message(messaggio)


def test_una_mail_arriva_e_si_legge(sandbox):
    manda(sandbox, lettera("Perché l'esito è «accolto»"))
    (arrivata,) = sandbox.posta()
    assert (arrivata["oggetto"], arrivata["destinatari"]) == ("Perché l'esito è «accolto»", ["giulia@posta.example"])
    assert arrivata["allegati"] == ["esito.pdf"]
    pagina = requests.get(f"{sandbox.url}/posta/{arrivata['id']}/").text
    assert '<a href="http://localhost:8000/area-personale/"' in pagina
    for pericolo in ("onclick", "<script>x", "<img", "<iframe"):
        assert pericolo not in pagina
    assert "Perché l&#x27;esito" in requests.get(f"{sandbox.url}/posta/").text
    assert sandbox.fatti()["contatori"] == {"posta": {"SMTP DATA 250": 1}}


def test_le_mail_sono_in_ordine(sandbox):
    for oggetto in ("prima", "seconda"):
        manda(sandbox, lettera(oggetto))
    assert [una["oggetto"] for una in sandbox.posta()] == ["prima", "seconda"]


@pytest.mark.parametrize(("modo", "codice"), [("giu", 421), ("errore", 550)])
def test_un_server_malato_lo_dice(sandbox, modo, codice):
    sandbox.modo("posta", modo)
    with pytest.raises(smtplib.SMTPSenderRefused) as rifiuto:
        manda(sandbox, lettera())
    assert rifiuto.value.smtp_code == codice
    assert sandbox.posta() == []


@pytest.mark.parametrize(("modo", "arrivate"), [("muta", 0), ("lenta", 1)])
def test_un_server_che_tace(sandbox, modo, arrivate):
    sandbox.modo("posta", modo)
    with pytest.raises((TimeoutError, smtplib.SMTPServerDisconnected)):
        manda(sandbox, lettera(), attesa=1)
    assert len(sandbox.posta()) == arrivate


@pytest.mark.parametrize(("modo", "codice"), [("rinvia", 451), ("respinge", 550), ("piena", 552), ("grigia", 451)])
def test_un_indirizzo_rifiutato(sandbox, modo, codice):
    sandbox.modo("posta", modo)
    with pytest.raises(smtplib.SMTPRecipientsRefused) as rifiuto:
        manda(sandbox, lettera())
    assert rifiuto.value.recipients["giulia@posta.example"][0] == codice
    assert sandbox.posta() == []
    assert sandbox.quante_volte("posta", forma="RCPT", esito=str(codice)) == 1


def test_la_lista_grigia_accetta_la_seconda_volta(sandbox):
    sandbox.modo("posta", "grigia")
    with pytest.raises(smtplib.SMTPRecipientsRefused):
        manda(sandbox, lettera())
    manda(sandbox, lettera())
    assert len(sandbox.posta()) == 1


def test_tagliata_dopo_i_dati_la_lettera_resta(sandbox):
    sandbox.modo("posta", "taglia")
    with pytest.raises(smtplib.SMTPServerDisconnected):
        manda(sandbox, lettera())
    assert len(sandbox.posta()) == 1


def test_i_modi_della_posta_sono_suoi(sandbox):
    risposta = requests.post(f"{sandbox.url}/pannello/api/appio", data={"modo": "grigia"})
    assert risposta.status_code == 400
