"""The public pages, read as the official validator of the municipal model reads them (criteria C.SI.* and R.SI.*)."""

import json
import re
from collections.abc import Callable
from contextlib import AbstractContextManager
from itertools import pairwise

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import get_resolver

from portal.base.static_build import cartella_sorgente
from portal.catalogo.models import Servizio
from portal.catalogo.vocabolari import Argomento, Categoria
from portal.enti.models import Ente, Ufficio
from pratiche.moduli.caricatore import disponibili
from tests.makers import tutte_le_pagine
from tests.pagine import Pagina, nome_di, scritto_in

PAGINE = [
    "/",
    "/servizi/",
    "/servizi/categoria/educazione-e-formazione/",
    "/servizi/permesso-accesso-ztl/",
    "/servizi/pagare-imu/",
    "/servizi/soggiorni-anziani/",
    "/servizi/carta-identita-elettronica/",
    "/servizi/permesso-accesso-ztl/condizioni/",
    "/argomenti/",
    "/argomenti/ztl/",
    "/amministrazione/",
    "/amministrazione/uffici/",
    "/amministrazione/uffici/{ufficio}/",
    "/novita/",
    "/novita/avvisi/",
    "/novita/saldo-imu/",
    "/vivere/",
    "/vivere/luoghi/",
    "/vivere/luoghi/museo-civico/",
    "/vivere/eventi/",
    "/vivere/eventi/mercato-contadino/",
    "/domande-frequenti/",
    "/pagine/media-policy/",
    "/note-legali/",
    "/privacy/",
    "/mappa-sito/",
    "/segnalazioni/",
    "/cerca/?q=permesso",
    "/cerca/?q=niente-di-simile",
]
MODULO = "/accessibilita/segnala/"  # a form: the token that protects it needs a cookie
PRIMI_LIVELLI = ["/amministrazione/", "/novita/", "/servizi/", "/vivere/"]
CON_VALUTAZIONE = [
    "/",
    *PRIMI_LIVELLI,
    "/amministrazione/uffici/",
    "/novita/avvisi/",
    "/vivere/luoghi/",
    "/vivere/eventi/",
]
INDICE = [
    "A chi è rivolto",
    "Come fare",
    "Cosa serve",
    "Cosa si ottiene",
    "Tempi e scadenze",
    "Accedi al servizio",
    "Condizioni di servizio",
    "Contatti",
]
FORMULA = (
    "In applicazione del principio open by default ai sensi dell'articolo 52 del decreto legislativo 7 marzo 2005, "
    "n. 82 (CAD) e salvo dove diversamente specificato (compresi i contenuti incorporati di terzi), i dati, i documenti "
    "e le informazioni pubblicati sul sito sono rilasciati con licenza CC-BY 4.0. Gli utenti sono quindi liberi di "
    "condividere (riprodurre, distribuire, comunicare al pubblico, esporre in pubblico), rappresentare, eseguire e "
    "recitare questo materiale con qualsiasi mezzo e formato e modificare (trasformare il materiale e utilizzarlo per "
    "opere derivate) per qualsiasi fine, anche commerciale con il solo onere di attribuzione, senza apporre restrizioni "
    "aggiuntive."
)
NEGATIVE = [
    "A volte le indicazioni non erano chiare",
    "A volte le indicazioni non erano complete",
    "A volte non capivo se stavo procedendo correttamente",
    "Ho avuto problemi tecnici",
    "Altro",
]
POSITIVE = [
    "Le indicazioni erano chiare",
    "Le indicazioni erano complete",
    "Capivo sempre che stavo procedendo correttamente",
    "Non ho avuto problemi tecnici",
    "Altro",
]


@pytest.fixture
def sito(client: Client, ente: Ente) -> Client:
    """The site of a comune with all its sample contents."""
    tutte_le_pagine(ente)
    return client


def completa(percorso: str) -> str:
    """The address with the code that the office got when it was made."""
    if "{ufficio}" not in percorso:
        return percorso
    return percorso.format(ufficio=Ufficio.objects.get(slug="tributi").codice)


def apri(sito: Client, percorso: str) -> Pagina:
    risposta = sito.get(completa(percorso))
    assert risposta.status_code == 200, percorso
    return Pagina(risposta)


def scritte(pagina: Pagina, elemento: str) -> list[str]:
    return [scritto_in(uno) for uno in pagina.elementi(elemento)]


def test_le_pagine_sono_ben_fatte(sito: Client) -> None:
    aperte = {percorso: apri(sito, percorso) for percorso in [*PAGINE, MODULO]}
    assert {percorso: difetti for percorso, pagina in aperte.items() if (difetti := pagina.difetti())} == {}
    for pagina in aperte.values():
        assert pagina.albero.getroot().get("lang") == "it"
        assert re.fullmatch(r".{3,} - Comune di Roccachiara", scritto_in(pagina.tutti("//title")[0]))
        _porta_gli_elementi_di_ogni_pagina(pagina)


def test_le_pagine_anonime_sono_uguali_per_tutti_e_costano_poco(
    sito: Client, django_assert_max_num_queries: Callable[[int], AbstractContextManager[object]]
) -> None:
    apri(sito, "/")  # the ente is read at the first request of a process
    for percorso in PAGINE:
        indirizzo = completa(percorso)
        with django_assert_max_num_queries(3):
            risposta = sito.get(indirizzo)
        assert not risposta.cookies, percorso
        assert "Cookie" not in risposta.headers.get("Vary", ""), percorso
        assert risposta["Cache-Control"] == "no-cache", percorso
        assert "unsafe" not in risposta["Content-Security-Policy"], percorso
        assert sito.get(indirizzo, headers={"If-None-Match": risposta["ETag"]}).status_code == 304, percorso


def _porta_gli_elementi_di_ogni_pagina(pagina: Pagina) -> None:
    voci = {nome: pagina.elemento(nome) for nome in ("management", "news", "all-services", "live", "all-topics")}
    assert [scritto_in(voce) for voce in voci.values()][:4] == [
        "Amministrazione",
        "Novità",
        "Servizi",
        "Vivere il Comune",
    ]
    assert pagina.elemento("personal-area-login").get("href").startswith("/accedi/")
    piede = {nome: pagina.tutti(f"//footer//a[@data-element='{nome}']") for nome in PIEDE}
    assert all(len(trovati) == 1 for trovati in piede.values()), piede
    testo = {nome: scritto_in(trovati[0]) for nome, trovati in piede.items()}
    assert "FAQ" in testo["faq"]
    assert testo["report-inefficiency"] == "Segnalazione disservizio"
    assert piede["accessibility-link"][0].get("href").startswith("https://form.agid.gov.it/")


PIEDE = [
    "faq",
    "report-inefficiency",
    "accessibility-link",
    "privacy-policy-link",
    "legal-notes",
    "appointment-booking",
]


def test_ogni_indirizzo_del_catalogo_e_fra_le_pagine_provate() -> None:
    """A new public page must be added to PAGINE above."""
    azioni = {"valuta", "barriera_segnalata"}
    nomi = {schema.name for schema in _schemi_del_catalogo()}
    provati = {get_resolver().resolve(_senza_domanda(percorso)).url_name for percorso in [*PAGINE, MODULO]}
    di_un_altra_stanza = {"segnalazioni"}  # in the footer of every page
    assert nomi - azioni | di_un_altra_stanza == provati


def _schemi_del_catalogo() -> list[object]:
    return [s for r in get_resolver().url_patterns if getattr(r, "namespace", "") == "catalogo" for s in r.url_patterns]


def _senza_domanda(percorso: str) -> str:
    return percorso.partition("?")[0].format(ufficio="00000000-0000-4000-8000-000000000000")


def test_i_collegamenti_interni_esistono(sito: Client) -> None:
    """Every internal link of every public page answers. Rooms other than the catalogue have tests of their own."""
    hrefs = {href for percorso in PAGINE for href in apri(sito, percorso).tutti("//a/@href")}
    interni = {href.partition("#")[0] for href in hrefs if href.startswith("/")}
    nostri = {href for href in interni if _del_catalogo(href)}
    assert len(nostri) > 100
    assert {href: codice for href in nostri if (codice := sito.get(href).status_code) != 200} == {}
    assert not any("www" in href or "http" in href for href in interni)


def _del_catalogo(href: str) -> bool:
    try:
        return get_resolver().resolve(href.partition("?")[0]).namespace == "catalogo"
    except Exception:  # an address of a room that is not there yet
        return False


def test_i_servizi_e_le_categorie_sono_dove_il_validatore_li_cerca(sito: Client) -> None:
    pagina = apri(sito, "/servizi/")
    assert len(pagina.elementi("service-link")) >= 10
    assert scritte(pagina, "service-category-link") == [str(categoria.label) for categoria in Categoria]
    assert len(pagina.elementi("appointment-booking")) == 2
    assert not pagina.elementi("pager-link")


def test_i_secondi_livelli_hanno_i_nomi_del_vocabolario(sito: Client) -> None:
    assert scritte(apri(sito, "/amministrazione/"), "management-category-link") == ["Uffici"]
    assert scritte(apri(sito, "/novita/"), "news-category-link") == ["Notizie", "Comunicati", "Avvisi"]
    vivere = apri(sito, "/vivere/")
    assert scritto_in(vivere.elemento("live-button-locations")) == "Luoghi"
    assert scritto_in(vivere.elemento("live-button-events")) == "Eventi"
    assert apri(sito, "/vivere/eventi/").elementi("event-link")


def test_gli_argomenti_sono_quelli_del_vocabolario(sito: Client) -> None:
    assert len(Argomento) == 64
    presenti = scritte(apri(sito, "/argomenti/"), "topic-element")
    assert len(presenti) > 20
    assert set(presenti) <= {str(argomento.label) for argomento in Argomento}


def test_ogni_scheda_ha_la_struttura_del_modello(sito: Client, ente: Ente) -> None:
    servizi = list(Servizio.objects.pubblici(ente))
    assert len(servizi) >= 12
    for servizio in servizi:
        pagina = apri(sito, servizio.get_absolute_url())
        _ha_indice_in_ordine(pagina)
        _ha_le_parti_piene(pagina)
        _ha_i_dati_strutturati(pagina)
        briciole = [
            re.sub(r"[^a-zàèéìòù]", "", scritto_in(li).lower()) for li in pagina.elemento("breadcrumb").iter("li")
        ]
        categoria = re.sub(r"[^a-zàèéìòù]", "", str(Categoria(servizio.categoria).label).lower())
        assert ("servizi", categoria) in pairwise(briciole)


def _ha_indice_in_ordine(pagina: Pagina) -> None:
    indice = pagina.elemento("page-index")
    assert indice.tag == "ul"
    voci = [scritto_in(a) for a in indice.xpath("./li/a")]
    assert [voce for voce in voci if voce in INDICE] == INDICE


def _ha_le_parti_piene(pagina: Pagina) -> None:
    uniche = ("title", "description", "status", "addressed", "how-to", "needed", "achieved", "calendar-text", "area")
    for parte in uniche:
        assert len(scritto_in(pagina.elemento(f"service-{parte}"))) >= 3, parte
    assert pagina.elementi("service-generic-access")
    assert pagina.elemento("service-file").get("href")
    assert pagina.elementi("service-topic")
    assert len(scritto_in(pagina.elemento("service-cost"))) >= 3


def _ha_i_dati_strutturati(pagina: Pagina) -> None:
    dati = json.loads(pagina.elemento("metatag").text)
    canale = dati["availableChannel"]
    luogo = canale["serviceLocation"]
    indirizzo = luogo["address"]
    valori = [
        dati["name"],
        dati["serviceType"],
        dati["serviceOperator"]["name"],
        dati["areaServed"]["name"],
        dati["audience"]["audienceType"],
        canale["serviceUrl"],
        luogo["name"],
        indirizzo["streetAddress"],
        indirizzo["postalCode"],
        indirizzo["addressLocality"],
    ]
    assert all(isinstance(valore, str) and valore for valore in valori)


def test_la_valutazione_ha_le_parole_del_modello(sito: Client) -> None:
    for percorso in CON_VALUTAZIONE:
        _ha_la_valutazione(apri(sito, percorso))


def _ha_la_valutazione(pagina: Pagina) -> None:
    assert scritto_in(pagina.elemento("feedback-title")) == "Quanto sono chiare le informazioni su questa pagina?"
    for voto in range(1, 6):
        assert pagina.elemento(f"feedback-rate-{voto}").get("value") == str(voto)
    for segno, domanda, risposte in (
        ("negative", "Dove hai incontrato le maggiori difficoltà?", NEGATIVE),
        ("positive", "Quali sono stati gli aspetti che hai preferito?", POSITIVE),
    ):
        parte = pagina.elemento(f"feedback-rating-{segno}")
        assert scritto_in(parte.xpath(".//*[@data-element='feedback-rating-question']")[0]) == domanda
        assert [scritto_in(r) for r in parte.xpath(".//*[@data-element='feedback-rating-answer']")] == risposte
    assert pagina.elemento("feedback-input-text").get("maxlength") == "200"


def test_si_chiede_online_ogni_servizio_che_ha_un_pacchetto_e_nessun_altro(sito: Client, ente: Ente) -> None:
    online = Servizio.objects.pubblici(ente).filter(online=True)
    assert {servizio.slug for servizio in online} == set(disponibili())


def test_le_note_legali_hanno_la_formula_prescritta(sito: Client) -> None:
    pagina = apri(sito, "/note-legali/")
    assert scritto_in(pagina.elemento("legal-notes-section")) == "Licenza dei contenuti"
    assert scritto_in(pagina.elemento("legal-notes-body")) == FORMULA


def test_le_classi_sono_per_un_terzo_di_bootstrap_italia(sito: Client) -> None:
    """C.SI.1.2 asks 30 %."""
    css = (cartella_sorgente() / "css" / "bootstrap-italia.min.css").read_text("utf-8")
    loro = set(re.findall(r"\.([A-Za-z][\w-]*)", css))
    for percorso in PAGINE:
        usate = {classe for valore in apri(sito, percorso).tutti("//@class") for classe in valore.split()}
        assert len(usate & loro) / len(usate) >= 0.33, (percorso, usate - loro)


def test_la_pagina_che_non_c_e_dice_come_andare_avanti(sito: Client) -> None:
    risposta: HttpResponse = sito.get("/servizi/mai-esistito/")
    assert risposta.status_code == 404
    pagina = Pagina(risposta)
    assert pagina.difetti() == []
    assert "Cerca nel portale" in [nome_di(a) for a in pagina.tutti("//main//a")]


@pytest.mark.parametrize(
    ("lingua", "titolo"), [("en", "Permit for the limited traffic zone (ZTL)"), ("de", "Genehmigung")]
)
def test_la_lingua_si_sceglie_e_si_ricorda(sito: Client, lingua: str, titolo: str) -> None:
    pagina = apri(sito, f"/servizi/permesso-accesso-ztl/?lingua={lingua}")
    assert pagina.albero.getroot().get("lang") == lingua
    assert titolo in scritto_in(pagina.elemento("service-title"))
    seconda = apri(sito, "/servizi/permesso-accesso-ztl/")
    assert seconda.albero.getroot().get("lang") == lingua
    alternative = {link.get("hreflang"): link.get("href") for link in seconda.tutti("//link[@rel='alternate']")}
    assert set(alternative) == {"it", "en", "de", "x-default"}
    assert alternative[lingua].endswith(f"?lingua={lingua}")


def test_un_testo_che_manca_e_in_italiano_e_lo_dice(sito: Client) -> None:
    pagina = apri(sito, "/servizi/pagare-imu/?lingua=en")
    assert pagina.elemento("service-title").xpath(".//span[@lang='it']")
    assert pagina.elemento("service-how-to").xpath(".//div[@lang='it']")
    assert pagina.tutti("//main//*[contains(@class, 'callout')]")


def test_una_lingua_sconosciuta_non_cambia_niente(sito: Client) -> None:
    risposta = sito.get("/?lingua=xx")
    assert Pagina(risposta).albero.getroot().get("lang") == "it"
    assert not risposta.cookies
