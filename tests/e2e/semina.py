"""Fills the demo with what its first day does not have: cases at every point of their life, done by who would do them.

`python -m tests.e2e.semina` with the CASA_DATI of a running demo; it writes the addresses of what it made, as JSON.
"""

import datetime as dt
import json
import os
import uuid
from collections.abc import Callable
from typing import Any

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")
django.setup()

import time_machine  # noqa: E402 - after Django is ready, as everything below
from django.utils import timezone  # noqa: E402

from portal.catalogo.models import Servizio  # noqa: E402
from portal.catalogo.operations import valuta  # noqa: E402
from portal.documenti.models import Documento  # noqa: E402
from portal.enti.models import Ente, Ufficio  # noqa: E402
from portal.identita.models import Persona  # noqa: E402
from portal.identita.operations import conosci  # noqa: E402
from pratiche import operations, tasks  # noqa: E402
from pratiche.models import Candidatura, Pratica, RispostaPronta, Tornata  # noqa: E402
from pratiche.moduli.caricatore import disponibili, leggi  # noqa: E402
from pratiche.operations.sportello import Presentatosi  # noqa: E402
from tests.makers import presenta_bozza, respinta_dopo_il_preavviso, una_bozza  # noqa: E402
from tests.pratiche.conftest import un_pdf  # noqa: E402
from tests.pratiche.test_firme import bozza_con, con_firma  # noqa: E402
from tests.pratiche.test_segnalazioni import una_segnalazione  # noqa: E402
from tests.pratiche.test_tornate import racconta_e_offri, una_domanda  # noqa: E402

LUNGO = "Gentile ufficio, la carta di circolazione è intestata a mio marito, che abita con me: vi mando anche la sua."


def _giorni_fa(quanti: float, fai: Callable[[], Any]) -> Any:
    with time_machine.travel(timezone.now() - dt.timedelta(days=quanti)):
        return fai()


class Mondo:
    """The people and the services of the demo."""

    def __init__(self) -> None:
        self.ente = Ente.objects.get(slug="roccachiara")
        self.giulia = conosci("BNCGLI85D52H501T", nome="Giulia", cognome="Bianchi")
        self.marco = conosci("VRDMRC78A10H501A", nome="Marco", cognome="Verdi")
        luca = conosci("FRRLCU90C15F205H", nome="Luca", cognome="Ferri")
        self.famiglie = [luca, self.marco, self.giulia]
        for persona in self.famiglie:
            persona.email = persona.email or f"{persona.nome.lower()}@esempio.invalid"
            persona.save(update_fields=["email"])
        nomi = ("anna", "luca-responsabile", "paolo-anagrafe", "marta-scuola")
        self.anna, self.luca, self.paolo, self.marta = (Persona.objects.get(username=nome) for nome in nomi)
        self.ztl = self.servizio("permesso-accesso-ztl")

    def servizio(self, slug: str) -> Servizio:
        return Servizio.objects.select_related("ente", "ufficio").get(ente=self.ente, slug=slug)

    def pratica(self, di: Persona, giorni: float = 0) -> Pratica:
        return _giorni_fa(giorni, lambda: presenta_bozza(una_bozza(di, self.ztl)))  # type: ignore[no-any-return]


def pratiche(mondo: Mondo) -> dict[str, str]:
    """A case with everything on it, one refused, one granted, one waiting, one started by the office."""
    anna, luca, giulia = mondo.anna, mondo.luca, mondo.giulia
    piena = mondo.pratica(giulia, 25)
    _giorni_fa(24, lambda: operations.prendi_in_carico(piena.pk, attore=anna))
    scritto = {"testo": LUNGO, "chiave": uuid.uuid4(), "file": [un_pdf("libretto di mio marito.pdf")]}
    _giorni_fa(20, lambda: operations.scrivi_all_ufficio(piena.pk, attore=giulia, **scritto))
    operations.rispondi_al_cittadino(piena.pk, attore=anna, testo="Va bene: basta questa.", chiave=uuid.uuid4())
    operations.scrivi_all_ufficio(piena.pk, attore=giulia, testo="Grazie!", chiave=uuid.uuid4())
    operations.annota(piena.pk, attore=anna, testo="Ha telefonato: porta la carta lunedì.")
    operations.assegna(piena.pk, attore=luca, a=anna, nota="La conosci già.")
    anagrafe = Ufficio.objects.get(enti=mondo.ente, incarichi__persona=mondo.paolo)
    carta = Documento.objects.filter(aggregazione=str(piena.codice))[:1]
    chiesto = operations.chiedi_parere(
        piena.pk, attore=anna, ufficio=anagrafe.codice, genere="parere", quesito="Risulta residente?", documenti=carta
    )
    attesa = mondo.pratica(mondo.marco, 12)
    operations.prendi_in_carico(attesa.pk, attore=anna)
    dato = operations.chiedi_parere(
        attesa.pk, attore=anna, ufficio=anagrafe.codice, genere="parere", quesito="Risulta residente?"
    )
    operations.dai_parere(dato.pk, attore=mondo.paolo, esito="condizioni", testo="Sì, ma solo fino a marzo.")
    operations.richiedi_integrazione(attesa.pk, attore=anna, testo="La carta non si legge.", campi=["targa"])
    respinta = mondo.pratica(giulia, 60)
    operations.prendi_in_carico(respinta.pk, attore=luca)
    respinta_dopo_il_preavviso(Pratica.objects.con_il_necessario().get(pk=respinta.pk), luca)
    avviata = operations.avvia_d_ufficio(
        mondo.ztl.pk, attore=anna, codice_fiscale=giulia.codice_fiscale or "", anagrafica={}, chiave=uuid.uuid4(),
        oggetto="Verifica dei requisiti del permesso ZTL", motivi="La targa risulta venduta il 3 ottobre.",
    )  # fmt: skip
    for giorni in (3, 2, 1):
        mondo.pratica(mondo.marco, giorni)
    return {
        "piena": str(piena.codice), "attesa": str(attesa.codice), "respinta": str(respinta.codice),
        "avviata": str(avviata.codice), "parere": str(chiesto.codice), "parere_dato": str(dato.codice),
    }  # fmt: skip


def graduatorie(mondo: Mondo) -> dict[str, str]:
    """A round that is over: Giulia has a place to confirm, the others wait."""
    nido = mondo.servizio("iscrizione-nido")
    tornata = Tornata.objects.get(servizio=nido)
    Tornata.objects.filter(pk=tornata.pk).update(
        apre_il=timezone.now() - dt.timedelta(days=70), chiude_il=timezone.now() - dt.timedelta(days=40)
    )
    domande = [
        _giorni_fa(50, lambda chi=chi, numero=numero: una_domanda(chi, nido, fratelli=numero))
        for numero, chi in enumerate(mondo.famiglie)
    ]
    Tornata.objects.filter(pk=tornata.pk).update(posti={"girasole": 1, "aquilone": 1, "bosco": 1})
    _giorni_fa(39, lambda: operations.pubblica_provvisoria(tornata.pk, attore=mondo.marta))
    oggi = timezone.localdate()
    operations.pubblica_definitiva(tornata.pk, attore=mondo.marta, atto_numero="12", atto_data=oggi)
    racconta_e_offri()
    aperta = operations.apri_tornata(
        nido.pk, attore=None, nome="Anno educativo seguente", apre_il=timezone.now(),
        chiude_il=timezone.now() + dt.timedelta(days=60), posti={"girasole": 12, "aquilone": 8, "bosco": 5},
    )  # fmt: skip
    di_giulia = Candidatura.objects.get(pratica__richiedente=mondo.giulia, tornata=tornata)
    return {
        "tornata": str(tornata.codice), "aperta": str(aperta.codice),
        "candidatura": str(domande[0].codice), "posto": str(di_giulia.pratica.codice),
    }  # fmt: skip


def firme(mondo: Mondo) -> dict[str, str]:
    """Luca has asked Giulia to sign with him, when the permit wanted two: now it does not any more."""
    con_firma(mondo.ztl)
    chiesta = presenta_bozza(bozza_con(mondo.famiglie[0], mondo.ztl, mondo.giulia))
    operations.installa_servizio(mondo.ente, leggi(disponibili()[mondo.ztl.slug]))
    return {"in_firma": str(chiesta.codice), "firma": str(chiesta.firme.get().codice)}


def altro(mondo: Mondo) -> dict[str, str]:
    """A report, a desk draft, ratings, ready answers, an absence, the figures."""
    segnalazione = una_segnalazione(mondo.giulia, mondo.servizio("segnalazione-disservizio"), None)
    for voto, aspetto, commento in ((5, "chiare", ""), (2, "altro-negativo", "Troppe pagine, e la foto non partiva.")):
        valuta(mondo.ente, pagina="/", servizio=mondo.ztl.slug, voto=voto, aspetto=aspetto, commento=commento)
    RispostaPronta.objects.create(
        ente=mondo.ente, ufficio=mondo.ztl.ufficio, titolo="Manca la carta", testo="Gentile {nome}, serve la carta."
    )
    domani = timezone.localdate() + dt.timedelta(days=1)
    operations.segna_assenza(
        persona=mondo.anna, sostituto=mondo.luca, ufficio=mondo.ztl.ufficio, ente=mondo.ente,
        dal=domani, al=domani, attore=mondo.anna,
    )  # fmt: skip
    sportello = operations.apri_allo_sportello(
        mondo.ztl.pk, operatore=mondo.anna, codice_fiscale="VRDMRC78A10H501A", nome="Marco", cognome="Verdi",
        presentatosi=Presentatosi("documento", "carta", "34AB"),
    )  # fmt: skip
    operations.calcola_cifre()
    return {"segnalazione": str(segnalazione.codice), "sportello": str(sportello.codice), "ztl": str(mondo.ztl.pk)}


if __name__ == "__main__":
    mondo = Mondo()
    fatto = pratiche(mondo) | graduatorie(mondo) | firme(mondo) | altro(mondo)
    tasks.cifre()
    print(json.dumps(fatto))
