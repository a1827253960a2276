"""The rating at the end of a service: without a name, added up for the office that gives it."""

from django.test import Client

from portal.catalogo.models import Servizio, Valutazione
from portal.identita.models import Persona
from tests import people
from tests.conftest import entra
from tests.makers import una_pratica


def test_si_valuta_alla_fine_e_l_ufficio_vede_le_cifre(
    client: Client, giulia: Persona, anna: Persona, ztl: Servizio
) -> None:
    pratica = una_pratica(di=giulia)
    entra(client, giulia)
    pagina = f"/pratiche/{pratica.codice}/inviata/"
    assert f'name="servizio" value="{ztl.slug}"' in client.get(pagina).content.decode()
    for voto, aspetto in ((5, "chiare"), (2, "altro-negativo")):
        dati = {"pagina": pagina, "servizio": ztl.slug, "voto": voto, "aspetto": aspetto, "commento": "Troppo lungo"}
        assert client.post("/valuta/", dati)["Location"] == f"{pagina}#grazie"
    for riga in Valutazione.objects.all():  # nothing tells who, nor which case
        assert str(pratica.codice) not in riga.pagina
        assert riga.servizio == ztl.slug
    testo = entra(client, anna).get("/operatori/valutazioni/").content.decode()
    for parola in (ztl.titolo, "3,5", "Altre difficoltà: 1", "Le indicazioni erano chiare: 1", "Troppo lungo"):
        assert parola in testo
    altrove = people.crea_operatore("Bruno", people.crea_ufficio("Anagrafe", ztl.ente))
    testo = entra(client, altrove).get("/operatori/valutazioni/").content.decode()
    assert "Nessuno ha ancora valutato" in testo


def test_un_servizio_inventato_non_si_valuta(client: Client, ztl: Servizio) -> None:
    client.post("/valuta/", {"pagina": "/", "servizio": "<b>inventato</b>", "voto": 5})
    assert Valutazione.objects.get().servizio == ""
