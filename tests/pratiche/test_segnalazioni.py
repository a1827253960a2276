"""A report about the town: what everybody reads of it, what nobody does, and «C'è ancora»."""

import uuid
from io import BytesIO
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from PIL import Image

from portal.base.errors import DomainError
from portal.catalogo.models import Servizio
from portal.enti.models import Ente, Ufficio
from portal.identita.models import Persona
from portal.registro.models import Evento
from pratiche import operations, segnalazioni
from pratiche.foto import copia_pubblica
from pratiche.models import Pratica, Segnalazione, Sostegno
from pratiche.moduli.caricatore import disponibili, leggi
from tests import people
from tests.conftest import entra
from tests.makers import ENTRATA_CON_SPID, un_servizio

LUOGO = {"descrizione": "Davanti alla casa di Rosa, via del Mulino 4", "latitudine": 41.90321, "longitudine": 12.49587}
RISPOSTE = {"luogo": LUOGO, "tipo": "strade", "titolo": "Buca profonda", "dettagli": "Rosa Gialli ci è caduta."}
INDISCRETE = ("Rosa", "Mulino", "Buca profonda", "Giulia", "Bianchi", "41,90321", "41.90321")


@pytest.fixture
def servizio(ente: Ente, ufficio: Ufficio) -> Servizio:
    return un_servizio(ente, ufficio, "segnalazione-disservizio")


def una_foto() -> bytes:
    """A picture with the place and the telephone written in it, as telephones do."""
    immagine, uscita = Image.new("RGB", (60, 40), "green"), BytesIO()
    note = Image.Exif()
    note[0x010F] = "Telefono di Giulia"
    note.get_ifd(0x8825)[2] = (41.0, 54.0, 11.0)
    immagine.save(uscita, "JPEG", exif=note, comment=b"casa di Giulia")
    return uscita.getvalue()


def una_bozza(di: Persona, servizio: Servizio, **altre: Any) -> Pratica:
    bozza = operations.apri_bozza(servizio.pk, richiedente=di, attore=di, sessione=ENTRATA_CON_SPID)
    contatti = {"email": "prova@esempio.invalid", "telefono": ""}
    operations.salva_passo(bozza.pk, attore=di, contatti=contatti, dati={**RISPOSTE, **altre})
    bozza.refresh_from_db()
    return bozza


def una_segnalazione(di: Persona, servizio: Servizio, operatore: Persona | None, **altre: Any) -> Segnalazione:
    """Presented with a photograph and, given an operator, taken in charge."""
    bozza = una_bozza(di, servizio, **altre)
    file = SimpleUploadedFile("buca.jpg", una_foto(), content_type="image/jpeg")
    operations.aggiungi_allegato(bozza.pk, attore=di, campo="foto", file=file, mime="image/jpeg")
    bozza.refresh_from_db()
    confermata = bozza.impronta_bozza([str(allegato.codice) for allegato in bozza.allegati.all()])
    pratica = operations.presenta(bozza.pk, attore=di, confermata=confermata, sessione=ENTRATA_CON_SPID)
    if operatore:
        operations.prendi_in_carico(pratica.pk, attore=operatore)
    return Segnalazione.objects.get(pratica=pratica)


def letto(client: Client, indirizzo: str) -> str:
    risposta = client.get(indirizzo)
    assert risposta.status_code == 200, indirizzo
    return str(risposta.content.decode())


def test_i_tipi_del_pacchetto_sono_quelli_dell_elenco() -> None:
    campo = leggi(disponibili()["segnalazione-disservizio"]).definizione.per_nome["tipo"]
    assert {codice for codice, _testo in campo.scelte} == set(Segnalazione.Tipo.values)


def test_l_elenco_pubblico_non_ha_dati_personali(
    client: Client, giulia: Persona, anna: Persona, servizio: Servizio
) -> None:
    segnalazione = una_segnalazione(giulia, servizio, None)
    assert (segnalazione.latitudine, segnalazione.longitudine) == (41.903, 12.496)
    assert "Nessuna segnalazione" in letto(client, "/segnalazioni/")  # nobody has looked at it yet
    assert client.get(segnalazione.get_absolute_url()).status_code == 404
    operations.prendi_in_carico(segnalazione.pratica_id, attore=anna)
    elenco, pagina = letto(client, "/segnalazioni/"), letto(client, segnalazione.get_absolute_url())
    assert ">Strade</a>" in elenco
    assert "Vicino a latitudine 41,903, longitudine 12,496" in pagina
    assert not [parola for parola in INDISCRETE for testo in (elenco, pagina) if parola in testo]
    assert client.get(f"{segnalazione.get_absolute_url()}foto/{uuid.uuid4()}/").status_code == 404


def test_l_ufficio_decide_che_cosa_si_legge(
    client: Client, giulia: Persona, anna: Persona, servizio: Servizio, altro_ente: Ente
) -> None:
    segnalazione = una_segnalazione(giulia, servizio, anna)
    foto = segnalazione.pratica.allegati.get()
    indirizzo = f"/operatori/pratiche/{segnalazione.pratica.codice}/pubblicazione/"
    ufficio = entra(Client(HTTP_HOST="localhost"), anna)
    assert "buca.jpg" in letto(ufficio, indirizzo)
    dati = {
        "visibile": "on",
        "luogo": "Via del Mulino",
        "risposta": "Ripariamo entro venerdì.",
        "foto": str(foto.codice),
    }
    assert ufficio.post(indirizzo, dati).status_code == 302
    pagina = letto(client, segnalazione.get_absolute_url())
    assert "Via del Mulino" in pagina
    assert "Ripariamo entro venerdì." in pagina
    assert "Via del Mulino" in letto(client, "/segnalazioni/?luogo=mulino&tipo=strade&stato=aperte")
    assert "Nessuna segnalazione" in letto(client, "/segnalazioni/?tipo=acqua")
    mostrata = b"".join(
        client.get(f"{segnalazione.get_absolute_url()}foto/{segnalazione.foto.get().codice}/").streaming_content
    )
    assert b"Giulia" not in mostrata
    assert not dict(Image.open(BytesIO(mostrata)).getexif())
    assert "Voce pubblica" in letto(ufficio, f"/operatori/pratiche/{segnalazione.pratica.codice}/")
    assert Evento.objects.filter(azione="pratica.segnalazione_pubblicata", oggetto=segnalazione.pratica.codice).exists()
    assert (
        ufficio.post(
            indirizzo,
            {
                "luogo": "",
                "risposta": "",
            },
        ).status_code
        == 302
    )
    assert client.get(segnalazione.get_absolute_url()).status_code == 404
    di_un_altro = people.crea_operatore("Elisa", people.crea_ufficio("Anagrafe", altro_ente))
    assert entra(Client(HTTP_HOST="localhost"), di_un_altro).get(indirizzo).status_code in {302, 403, 404}


def test_la_foto_di_un_altra_pratica_non_si_pubblica(giulia: Persona, anna: Persona, servizio: Servizio) -> None:
    segnalazione = una_segnalazione(giulia, servizio, anna)
    with pytest.raises(DomainError, match="non è della segnalazione"):
        operations.pubblica_segnalazione(
            segnalazione.pratica_id, attore=anna, visibile=True, luogo="", risposta="", foto=[uuid.uuid4()]
        )


def test_un_file_che_non_e_una_foto_si_rifiuta() -> None:
    assert Image.open(BytesIO(copia_pubblica(una_foto()))).size == (60, 40)
    with pytest.raises(DomainError):
        copia_pubblica(b"\xff\xd8\xff non una foto")


def test_chi_compila_vede_le_vicine_e_dice_che_c_e_ancora(
    client: Client, giulia: Persona, marco: Persona, anna: Persona, servizio: Servizio
) -> None:
    segnalazione = una_segnalazione(giulia, servizio, anna)
    bozza = una_bozza(marco, servizio, luogo={**LUOGO, "latitudine": 41.9045})
    entra(client, marco)
    riepilogo = letto(client, f"/pratiche/{bozza.codice}/riepilogo/")
    assert "È già stata segnalata?" in riepilogo
    assert f"/segnalazioni/{segnalazione.codice}/ci-sono/" in riepilogo
    indirizzo = f"/segnalazioni/{segnalazione.codice}/ci-sono/"
    assert "Sì, c'è ancora" in letto(client, indirizzo)
    for _volta in range(2):
        assert client.post(indirizzo)["Location"] == segnalazione.get_absolute_url()
    assert Sostegno.objects.filter(segnalazione=segnalazione).count() == 1
    assert "1 persona" in letto(client, segnalazione.get_absolute_url())
    client.post(indirizzo, {"togli": "1"})
    client.post(indirizzo, {"togli": "1"})
    assert not Sostegno.objects.exists()


def test_lontano_o_di_un_altro_tipo_non_e_vicina(
    giulia: Persona, marco: Persona, luca: Persona, anna: Persona, servizio: Servizio
) -> None:
    una_segnalazione(giulia, servizio, anna)
    lontana = una_bozza(marco, servizio, luogo={**LUOGO, "latitudine": 41.91})
    assert segnalazioni.vicine(lontana) == []
    assert segnalazioni.vicine(una_bozza(luca, servizio, tipo="acqua")) == []


def test_a_parole_sole_non_ci_sono_vicine(giulia: Persona, marco: Persona, anna: Persona, servizio: Servizio) -> None:
    segnalazione = una_segnalazione(giulia, servizio, anna, luogo={"descrizione": "Via Roma"})
    assert segnalazione.latitudine is None
    assert segnalazioni.vicine(una_bozza(marco, servizio, luogo={"descrizione": "Via Roma"})) == []


def test_non_si_sostiene_la_propria_ne_una_chiusa(
    giulia: Persona, marco: Persona, anna: Persona, servizio: Servizio
) -> None:
    segnalazione = una_segnalazione(giulia, servizio, anna)
    with pytest.raises(DomainError, match="è tua"):
        operations.sostieni(segnalazione.codice, persona=giulia)
    operations.sostieni(segnalazione.codice, persona=marco)
    with pytest.raises(IntegrityError), transaction.atomic():
        Sostegno.objects.create(segnalazione=segnalazione, persona=marco)
    operations.accogli(segnalazione.pratica_id, attore=anna)
    with pytest.raises(DomainError, match="è chiusa"):
        operations.sostieni(segnalazione.codice, persona=marco)


def test_le_letture_non_crescono_con_le_segnalazioni(
    client: Client, giulia: Persona, anna: Persona, servizio: Servizio
) -> None:
    def letture(indirizzo: str) -> int:
        client.get(indirizzo)
        with CaptureQueriesContext(connection) as contate:
            client.get(indirizzo)
        return len(contate)

    prima = una_segnalazione(giulia, servizio, anna)
    una = letture("/segnalazioni/"), letture(prima.get_absolute_url())
    for _volta in range(3):
        una_segnalazione(giulia, servizio, anna)
    assert (letture("/segnalazioni/"), letture(prima.get_absolute_url())) == una
    assert max(una) <= 5, una


def test_tante_foto_con_lo_stesso_nome_si_distinguono_e_si_leggono_nel_loro_ordine(
    client: Client, giulia: Persona, anna: Persona, servizio: Servizio
) -> None:
    bozza = una_bozza(giulia, servizio)
    for _volta in range(3):
        file = SimpleUploadedFile("image.jpg", una_foto(), content_type="image/jpeg")
        operations.aggiungi_allegato(bozza.pk, attore=giulia, campo="foto", file=file, mime="image/jpeg")
    bozza.refresh_from_db()
    allegati = list(bozza.allegati.all())
    assert [uno.nome for uno in allegati] == ["image.jpg", "image (2).jpg", "image (3).jpg"]
    confermata = bozza.impronta_bozza([str(uno.codice) for uno in allegati])
    pratica = operations.presenta(bozza.pk, attore=giulia, confermata=confermata, sessione=ENTRATA_CON_SPID)
    operations.prendi_in_carico(pratica.pk, attore=anna)
    ufficio = letto(entra(Client(HTTP_HOST="localhost"), anna), f"/operatori/pratiche/{pratica.codice}/pubblicazione/")
    for uno in pratica.allegati.select_related("documento"):
        assert f'{uno.nome} (<a href="{uno.documento.get_absolute_url()}">guardala</a>)' in ufficio
    mostrate = [uno.codice for uno in reversed(allegati)]
    scelte = {"visibile": True, "luogo": "", "risposta": "", "foto": mostrate}
    segnalazione = operations.pubblica_segnalazione(pratica.pk, attore=anna, **scelte)
    assert [una.allegato_id for una in segnalazione.foto.all()] == [uno.pk for uno in allegati]
    assert letto(client, segnalazione.get_absolute_url()).count('class="foto-segnalazione"') == 3
