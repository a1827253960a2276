"""A second person signs the request: invited, reminded, who may refuse; presented only with the last signature."""

import datetime as dt
from typing import Any

import pytest
import time_machine
from django.core import mail
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import timezone

from fascicolo.deleghe.conservazione import dimentica_mai_entrate
from notifiche.models import Messaggio
from portal.base.codice_fiscale import data_di_nascita
from portal.base.errors import DomainError
from portal.catalogo.models import Servizio
from portal.identita.models import Persona
from portal.registro.models import Evento
from pratiche import operations, tasks
from pratiche.models import Firma, InvitoFirma, Pratica
from pratiche.models.firme import StatoFirma
from pratiche.moduli.caricatore import disponibili, leggi
from pratiche.stati import Stato
from tests import people
from tests.conftest import entra
from tests.makers import ENTRATA_CON_SPID, con_regole, presenta_bozza, una_bozza

FIRME = {"chi": "altro", "email": "email_altro", "giorni": 15, "testo": "Sono d'accordo con la richiesta."}
CHIEDE = "/pratiche/{}/in-firma/"


def con_firma(ztl: Servizio, **altre: Any) -> None:
    """The ZTL package with a second person who signs."""
    passi = leggi(disponibili()[ztl.slug]).contenuto["passi"]
    passo = {
        "codice": "altra-persona",
        "titolo": "Chi firma con te",
        "campi": [
            {"nome": "altro", "tipo": "persona", "etichetta": "Chi firma con te", "eta_minima": 18},
            {"nome": "email_altro", "tipo": "email", "etichetta": "La sua e-mail"},
        ],
    }
    con_regole(ztl, passi=[*passi, passo], firme=FIRME, **altre)


@pytest.fixture
def servizio(ztl: Servizio) -> Servizio:
    con_firma(ztl, diritti=None)
    return ztl


def bozza_con(di: Persona, servizio: Servizio, chi: Persona | None = None, codice: str = "") -> Pratica:
    pratica = una_bozza(di, servizio)
    persona = {
        "nome": chi.nome if chi else "Ada",
        "cognome": chi.cognome if chi else "Prova",
        "codice_fiscale": (chi.codice_fiscale if chi else codice) or "",
        "data_nascita": str(data_di_nascita((chi.codice_fiscale if chi else codice) or "")),
    }
    dati = {"altro": persona, "email_altro": "ada@esempio.invalid"}
    return operations.salva_passo(pratica.pk, attore=di, contatti={}, dati=dati)


@pytest.fixture
def in_firma(giulia: Persona, marco: Persona, servizio: Servizio) -> Pratica:
    return presenta_bozza(bozza_con(giulia, servizio, marco))


def firma(pratica: Pratica, chi: Persona) -> Firma:
    una = pratica.firme.latest("pk")
    return operations.firma_richiesta(una.pk, attore=chi, impronta=una.impronta, sessione=ENTRATA_CON_SPID)


def test_dall_invio_alla_firma_alla_presentazione(
    client: Client, giulia: Persona, marco: Persona, luca: Persona, servizio: Servizio
) -> None:
    pratica = bozza_con(giulia, servizio, marco)
    entra(client, giulia)
    riepilogo = f"/pratiche/{pratica.codice}/riepilogo/"
    pagina = client.get(riepilogo)
    assert "Serve anche un'altra firma" in pagina.content.decode()
    for _ in range(2):  # two clicks ask once
        attesa = client.post(riepilogo, {"confermata": pagina.context["confermata"]}, follow=True)
    assert attesa.redirect_chain[-1][0] == CHIEDE.format(pratica.codice)
    assert "Marco Verdi" in attesa.content.decode()
    assert "Quanto è stato facile usare questo servizio?" in attesa.content.decode()
    pratica.refresh_from_db()
    assert (pratica.stato, pratica.numero, pratica.stampe.count()) == (Stato.BOZZA, None, 0)
    una = Firma.objects.get()
    assert una.impronta == pagina.context["confermata"]
    assert "Aspettiamo la firma" in client.get("/area-personale/pratiche/").content.decode()

    da_firmare = una.get_absolute_url()
    assert client.get(da_firmare).status_code == 404  # not even who asks
    assert entra(Client(HTTP_HOST="localhost"), luca).get(da_firmare).status_code == 404
    entra(client, marco)
    assert da_firmare in client.get("/area-personale/").content.decode()
    testo = client.get(da_firmare).content.decode()
    for parola in ("Giulia Bianchi", "AB123CD", "carta.pdf", FIRME["testo"].replace("'", "&#x27;"), "articoli 46 e 47"):
        assert parola in testo
    assert client.get(f"/pratiche/{pratica.codice}/").status_code == 404
    assert "spunta la casella" in client.post(da_firmare, {"impronta": una.impronta}, follow=True).content.decode()
    for _ in range(2):
        client.post(da_firmare, {"impronta": una.impronta, "letta": "on"})
    pratica = Pratica.objects.con_il_necessario().get(pk=pratica.pk)
    assert (pratica.stato, pratica.in_firma_dal) == (Stato.PRESENTATA, None)
    assert pratica.sottoscrizione["metodo"] == "spid"
    assert [Evento.objects.filter(azione=f"pratica.{fatto}").count() for fatto in ("firma_chiesta", "firmata", "presentata")] == [1, 1, 1]  # fmt: skip
    firmata = client.get(da_firmare).content.decode()
    assert pratica.sigla in firmata
    assert "Quanto è stato facile usare questo servizio?" in firmata
    for chi in (giulia, marco):
        assert Messaggio.objects.filter(destinatario=chi, riferimento=pratica.sigla).count() == 1
    assert "Marco Verdi, codice fiscale" in entra(client, giulia).get(f"/pratiche/{pratica.codice}/").content.decode()


def test_tutti_e_due_i_nomi_nei_documenti(giulia: Persona, marco: Persona, in_firma: Pratica) -> None:
    from django.template.loader import render_to_string

    from pratiche import stampe

    firma(in_firma, marco)
    for stampa in in_firma.stampe.all():
        modello, contesto = stampe.prepara(stampa)
        testo = render_to_string(modello, contesto)
        assert "Giulia Bianchi" in testo
        assert "Marco Verdi" in testo


def test_mentre_aspetta_non_cambia_nulla(client: Client, giulia: Persona, in_firma: Pratica) -> None:
    entra(client, giulia)
    for pagina in ("compila/", "compila/dati-specifici/", "riepilogo/", "nuova-versione/"):
        assert client.get(f"/pratiche/{in_firma.codice}/{pagina}")["Location"] == CHIEDE.format(in_firma.codice)
    with pytest.raises(DomainError, match="aspetta un'altra firma"):
        operations.salva_passo(in_firma.pk, attore=giulia, contatti={}, dati={"note": "altro"})
    with pytest.raises(DomainError, match="aspetta un'altra firma"):
        operations.aggiungi_allegato(
            in_firma.pk, attore=giulia, campo="carta_circolazione", file=None, mime="application/pdf"  # type: ignore[arg-type]
        )  # fmt: skip
    with pytest.raises(IntegrityError), transaction.atomic():
        Pratica.objects.filter(pk=in_firma.pk).update(stato=Stato.PRESENTATA, numero=9, anno=2026, presentata_il=timezone.now())  # fmt: skip


def test_ritirare_l_invito_fa_cadere_la_firma(
    client: Client, giulia: Persona, marco: Persona, in_firma: Pratica
) -> None:
    vecchia = in_firma.firme.get()
    entra(client, giulia)
    for _ in range(2):
        client.post(CHIEDE.format(in_firma.codice))
    vecchia.refresh_from_db()
    assert vecchia.stato == StatoFirma.RITIRATA
    assert Messaggio.objects.filter(destinatario=marco, tipo="pratiche.firma_ritirata").count() == 1
    with pytest.raises(DomainError, match="non serve più"):
        operations.firma_richiesta(vecchia.pk, attore=marco, impronta=vecchia.impronta, sessione=ENTRATA_CON_SPID)
    testo = entra(client, marco).get(vecchia.get_absolute_url()).content.decode()
    assert "non serve più" in testo
    assert "AB123CD" not in testo  # what is being changed is of who asks
    operations.salva_passo(in_firma.pk, attore=giulia, contatti={}, dati={"note": "altro"})
    presenta_bozza(Pratica.objects.get(pk=in_firma.pk))
    nuova = in_firma.firme.latest("pk")
    assert nuova.impronta != vecchia.impronta
    assert firma(in_firma, marco).apposta
    assert Pratica.objects.get(pk=in_firma.pk).stato == Stato.PRESENTATA


def test_chi_rifiuta_dice_perche(client: Client, giulia: Persona, marco: Persona, in_firma: Pratica) -> None:
    una = in_firma.firme.get()
    entra(client, marco)
    assert "Scrivi perché" in client.post(una.get_absolute_url(), {"rifiuta": ""}, follow=True).content.decode()
    for _ in range(2):
        client.post(una.get_absolute_url(), {"rifiuta": "", "motivo": "La data non va bene."})
    detto = Messaggio.objects.get(destinatario=giulia, tipo="pratiche.firma_rifiutata")
    assert "La data non va bene." in detto.testo
    in_firma.refresh_from_db()
    assert in_firma.in_firma_dal is None
    assert entra(client, giulia).get(f"/pratiche/{in_firma.codice}/riepilogo/").status_code == 200


def test_nessuno_firma_in_tempo(giulia: Persona, marco: Persona, in_firma: Pratica) -> None:
    una = in_firma.firme.get()
    with time_machine.travel(timezone.now() + dt.timedelta(days=16)):
        with pytest.raises(DomainError, match="non serve più"):
            firma(in_firma, marco)
        for _ in range(2):
            tasks.firme()
        una.refresh_from_db()
        in_firma.refresh_from_db()
        assert (una.stato, in_firma.in_firma_dal) == (StatoFirma.SCADUTA, None)
    assert Messaggio.objects.filter(destinatario=giulia, tipo="pratiche.firma_scaduta").count() == 1


def test_chi_non_e_mai_entrato_riceve_una_mail_senza_dati_personali(giulia: Persona, servizio: Servizio) -> None:
    codice = people.CODICI_FISCALI["luca"]
    pratica = presenta_bozza(bozza_con(giulia, servizio, codice=codice))
    tasks.inviti()
    posta = mail.outbox[-1]
    assert posta.to == ["ada@esempio.invalid"]
    assert pratica.firme.get().get_absolute_url() in posta.body
    for parola in ("Giulia", "Ada", codice, pratica.titolo):
        assert parola not in posta.body + posta.subject
    una = pratica.firme.get()
    assert (una.persona.nome, una.persona.last_login) == ("Ada", None)
    assert [m.tipo for m in operations_promemoria(una)] == ["pratiche.promemoria_firma"]
    assert InvitoFirma.objects.count() == 2
    operations.ritira_firme(pratica.pk, attore=giulia)
    tasks.inviti()
    assert len(mail.outbox) == 1  # taken back meanwhile: nothing leaves
    with time_machine.travel(timezone.now() + dt.timedelta(days=91)):
        dimentica_mai_entrate()
    assert not Persona.objects.filter(codice_fiscale=codice).exists()


def operations_promemoria(una: Firma) -> list[Any]:
    from pratiche.operations.firme import promemoria_firma

    return promemoria_firma(una.codice)


def test_nessuno_firma_con_se_stesso(giulia: Persona, servizio: Servizio) -> None:
    with pytest.raises(DomainError, match="un'altra persona"):
        presenta_bozza(bozza_con(giulia, servizio, giulia))
    assert not Firma.objects.exists()


def test_un_altro_non_firma_e_un_accesso_debole_non_basta(
    client: Client, giulia: Persona, marco: Persona, luca: Persona, in_firma: Pratica
) -> None:
    una = in_firma.firme.get()
    with pytest.raises(DomainError, match="un'altra persona"):
        operations.firma_richiesta(una.pk, attore=luca, impronta=una.impronta, sessione=ENTRATA_CON_SPID)
    with pytest.raises(DomainError, match="Il testo è cambiato"):
        operations.firma_richiesta(una.pk, attore=marco, impronta="altra", sessione=ENTRATA_CON_SPID)
    entra(client, marco)
    sessione = client.session
    sessione["sessione"] = {"metodo": "spid", "livello": 1, "tipo": "cittadino"}
    sessione.save()
    for risposta in (client.get(una.get_absolute_url()), client.post(una.get_absolute_url(), {"letta": "on"})):
        assert risposta["Location"].startswith("/accedi/?livello=2")


def test_eliminare_la_bozza_ritira_l_invito(giulia: Persona, marco: Persona, in_firma: Pratica) -> None:
    operations.elimina_bozza(in_firma.pk, attore=giulia)
    assert not Pratica.objects.exists()
    assert Messaggio.objects.filter(destinatario=marco, tipo="pratiche.firma_ritirata").exists()


def test_prima_si_paga_poi_si_chiede_la_firma(giulia: Persona, marco: Persona, ztl: Servizio) -> None:
    con_firma(ztl, diritti={"importo": 2000, "causale": "ZTL", "quando": "prima", "giorni": 30})
    with pytest.raises(DomainError, match="Prima di inviare devi pagare"):
        presenta_bozza(bozza_con(giulia, ztl, marco))
    assert not Firma.objects.exists()


def test_non_si_invita_all_infinito(giulia: Persona, marco: Persona, in_firma: Pratica) -> None:
    for _ in range(4):
        operations.ritira_firme(in_firma.pk, attore=giulia)
        presenta_bozza(Pratica.objects.get(pk=in_firma.pk))
    operations.ritira_firme(in_firma.pk, attore=giulia)
    with pytest.raises(DomainError, match="riprova domani"):
        presenta_bozza(Pratica.objects.get(pk=in_firma.pk))


def test_chi_firma_apre_gli_allegati_prima_e_dopo(
    client: Client, in_firma: Pratica, giulia: Persona, marco: Persona, luca: Persona
) -> None:
    una, allegato = in_firma.firme.get(), in_firma.allegati.get()
    indirizzo = f"/firme/{una.codice}/allegati/{allegato.codice}/"
    suo, altrui = entra(client, marco), entra(Client(HTTP_HOST="localhost"), luca)
    pagina = suo.get(f"/firme/{una.codice}/").content.decode()
    assert indirizzo in pagina
    assert "può correggerla e chiederti di nuovo di firmare" in pagina
    aperto = suo.get(indirizzo)
    assert b"".join(aperto.streaming_content).startswith(b"%PDF")  # type: ignore[attr-defined]
    assert "no-store" in aperto["Cache-Control"]
    assert altrui.get(indirizzo).status_code == 404
    assert entra(Client(HTTP_HOST="localhost"), giulia).get(indirizzo).status_code == 404  # hers are on her own page
    firma(in_firma, marco)
    assert b"".join(suo.get(indirizzo).streaming_content).startswith(b"%PDF")  # type: ignore[attr-defined]


def test_chi_non_firma_piu_non_apre_gli_allegati(client: Client, in_firma: Pratica, marco: Persona) -> None:
    una, allegato = in_firma.firme.get(), in_firma.allegati.get()
    operations.rifiuta_firma(una.pk, attore=marco, motivo="Non va bene.")
    assert entra(client, marco).get(f"/firme/{una.codice}/allegati/{allegato.codice}/").status_code == 404


def test_con_due_firme_si_dice_chi_paga_e_quando(
    client: Client, giulia: Persona, marco: Persona, ztl: Servizio
) -> None:
    con_firma(ztl)
    pratica = bozza_con(giulia, ztl, marco)
    riepilogo = entra(client, giulia).get(f"/pratiche/{pratica.codice}/riepilogo/").content.decode()
    assert "Quando Marco Verdi ha firmato, la richiesta parte e tu devi pagare" in riepilogo
    una = presenta_bozza(pratica).firme.get()
    pagina = entra(Client(HTTP_HOST="localhost"), marco).get(f"/firme/{una.codice}/").content.decode()
    assert "lo paga Giulia Bianchi: tu non devi pagare nulla" in pagina
