"""The request and the case for who reads another language: theirs where it exists, else Italian that says it is Italian."""

from django.test import Client

from portal.documenti.models import Documento
from portal.enti.models import Ente, Ufficio
from portal.identita.models import Persona
from pratiche.stati import Stato
from tests.conftest import entra
from tests.makers import un_servizio, una_bozza, una_pratica


def test_un_modulo_solo_in_italiano_lo_dice(client: Client, giulia: Persona, ente: Ente, ufficio: Ufficio) -> None:
    mensa = un_servizio(ente, ufficio, "mensa-scolastica")
    cittadina = entra(client, giulia)
    assert "Die Fragen dieses Dienstes" in cittadina.get(f"{mensa.percorso_richiesta}?lingua=de").content.decode()
    bozza = una_bozza(giulia, mensa)
    passo = bozza.definizione.passi[1]
    testo = cittadina.get(f"/pratiche/{bozza.codice}/compila/{passo.codice}/").content.decode()
    assert "Die Fragen dieses Dienstes" in testo
    assert f'<span lang="it">{passo.titolo}</span>' in testo
    assert (
        "Le domande di questo servizio" not in cittadina.get(mensa.percorso_richiesta + "?lingua=it").content.decode()
    )


def test_la_pratica_si_legge_nella_lingua_scelta(client: Client, giulia: Persona, anna: Persona) -> None:
    pratica = una_pratica(di=giulia, stato=Stato.IN_ATTESA_DEL_CITTADINO)
    testo = entra(client, giulia).get(f"{pratica.get_absolute_url()}?lingua=en").content.decode()
    assert "Waiting for your answer" in testo
    documento = Documento.objects.get(aggregazione=str(pratica.codice), tipologia="Allegato")
    assert f"Attachment: {documento.nome}" in testo
    assert (
        f'lang="it"><a href="{documento.get_absolute_url()}">'
        in client.get("/area-personale/fascicolo/").content.decode()
    )
