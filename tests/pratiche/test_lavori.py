"""What goes on by itself after an act: PDFs, protocol numbers, payments; and what happens when something is down."""

import datetime as dt
from collections.abc import Callable
from io import BytesIO

import pikepdf
import pytest
import time_machine
from django.template.loader import get_template, render_to_string
from django.test import Client
from django.utils import timezone, translation

from notifiche.models import Messaggio
from portal.base.coda import Stato as StatoLavoro
from portal.catalogo.models import Servizio
from portal.documenti.models import Documento
from portal.identita.models import Persona
from portal.registro.models import AccessoDati
from pratiche import operations, stampe
from pratiche.models import TIPOLOGIE, Pratica, RegistrazioneProtocollo, Stampa
from pratiche.operations import lavori
from pratiche.operations.carte import archivia_documento
from pratiche.stati import Stato
from pratiche.tasks import avviso_pagato, pagate, protocolla, spazza, stampa
from tests.conftest import entra
from tests.makers import (
    accolta_per_silenzio,
    con_regole,
    presenta_bozza,
    respinta_dopo_il_preavviso,
    un_avviso,
    una_bozza,
    una_pratica,
    una_ricevuta,
)
from tests.pratiche.conftest import un_pdf
from tests.sandbox_processo import SandboxProcesso


def documenti(pratica: Pratica) -> dict[str, Documento]:
    fascicolo = Documento.objects.filter(aggregazione=str(pratica.codice)).order_by("pk")
    return {documento.nome.partition("-")[0]: documento for documento in fascicolo}


def lavora() -> None:
    """What the worker does, in the order in which the bells ring."""
    stampa()
    protocolla()
    stampa()
    protocolla()


def titolo_di(documento: Documento) -> str:
    """Title and structure of a PDF, decompressed: enough to see that it is tagged and whose it is."""
    with pikepdf.open(BytesIO(documento.file.read())) as pdf:
        return str(pdf.docinfo.get("/Title"))


@pytest.fixture
def pratica(giulia: Persona, anna: Persona, ztl: Servizio) -> Pratica:
    return una_pratica(di=giulia)


def test_ogni_genere_di_documento_ha_parole_modello_e_posto_nell_archivio() -> None:
    generi = set(Stampa.Genere)
    assert generi == lavori._ARCHIVIO.keys() == stampe._CONTESTI.keys()
    assert {str(genere.label) for genere in generi} == set(TIPOLOGIE.values())  # the archive speaks Italian
    for genere in generi:
        assert get_template(f"pdf/pratiche/{genere}.html")


def test_l_istanza_si_protocolla_e_la_ricevuta_porta_il_numero(pratica: Pratica, sandbox: SandboxProcesso) -> None:
    lavora()
    istanza, ricevuta = documenti(pratica)["istanza"], documenti(pratica)["ricevuta"]
    registrazione = RegistrazioneProtocollo.objects.get(pratica=pratica)
    assert registrazione.segnatura == f"0000001/{timezone.localdate().year}"
    assert (istanza.numero_registrazione, istanza.tipo_registro) == ("0000001", "ProtocolloOrdinario")
    assert [allegato.numero_registrazione for allegato in istanza.allegati.all()] == ["0000001"]
    assert pratica.passaggi.last().testo == registrazione.segnatura
    assert Stampa.objects.filter(genere=Stampa.Genere.RICEVUTA).count() == 1
    assert (istanza.flusso, istanza.formazione, ricevuta.flusso) == ("E", "c", "U")
    assert ricevuta.intestatario == pratica.richiedente
    assert titolo_di(ricevuta) == f"Ricevuta e comunicazione di avvio {pratica.sigla}"


def test_protocollo_giu_la_ricevuta_parte_e_il_numero_arriva_dopo(pratica: Pratica, sandbox: SandboxProcesso) -> None:
    sandbox.modo("protocollo", "giu")
    lavora()
    registrazione = RegistrazioneProtocollo.objects.get(pratica=pratica)
    assert registrazione.stato == StatoLavoro.IN_CODA
    assert registrazione.errore == "protocollo_risponde_503"
    assert "ricevuta" not in documenti(pratica)  # it waits a little for the number
    with time_machine.travel(timezone.now() + dt.timedelta(seconds=25), tick=True):
        stampa()
        assert documenti(pratica)["ricevuta"].versione == 1
    sandbox.modo("protocollo", "ok")
    with time_machine.travel(timezone.now() + dt.timedelta(minutes=5), tick=True):
        lavora()
    registrazione.refresh_from_db()
    assert registrazione.numero == "0000001"
    assert registrazione.arrivo == pratica.presentata_il  # the submission keeps its date
    assert documenti(pratica)["ricevuta"].versione == 2


def test_un_rifiuto_del_protocollo_aspetta_una_persona(pratica: Pratica, sandbox: SandboxProcesso) -> None:
    sandbox.modo("protocollo", "errore")
    lavora()
    assert RegistrazioneProtocollo.objects.get(pratica=pratica).stato == StatoLavoro.FALLITO
    assert Pratica.objects.get(pk=pratica.pk).stato == Stato.PRESENTATA


def test_ripetere_la_registrazione_non_da_un_secondo_numero(pratica: Pratica, sandbox: SandboxProcesso) -> None:
    stampa()
    riga = RegistrazioneProtocollo.objects.get(pratica=pratica)
    protocolla()
    primo = RegistrazioneProtocollo.objects.get(pk=riga.pk).numero
    RegistrazioneProtocollo.objects.filter(pk=riga.pk).update(
        stato=StatoLavoro.IN_CODA, numero="", prossimo_tentativo=timezone.now()
    )
    pratica.passaggi.filter(genere="protocollata")._raw_delete("default")  # as if the first outcome was never written
    protocolla()
    assert RegistrazioneProtocollo.objects.get(pk=riga.pk).numero == primo


def test_richiesta_risposta_ed_esito_hanno_il_loro_documento_e_numero(
    giulia: Persona, anna: Persona, ztl: Servizio, sandbox: SandboxProcesso
) -> None:
    pratica = una_pratica(di=giulia, stato=Stato.IN_LAVORAZIONE)
    richiesta = operations.richiedi_integrazione(
        pratica.pk, attore=anna, testo="Spiega.", campi=["targa"], motivi={"targa": "illeggibile"},
        documenti=[un_pdf("modello.pdf")],
    )  # fmt: skip
    operations.salva_risposta(richiesta.pk, attore=giulia, risposte={"targa": "AB123CD"}, messaggio="Ci <b>lavoro</b>.")
    operations.rispondi_integrazione(richiesta.pk, attore=giulia)
    respinta_dopo_il_preavviso(pratica, anna)
    lavora()
    tutti = documenti(pratica)
    assert {"istanza", "richiesta", "integrazione", "esito", "ricevuta"} <= set(tutti)
    assert len({tutti[nome].numero_registrazione for nome in ("istanza", "richiesta", "integrazione", "esito")}) == 4
    assert [tutti[nome].flusso for nome in ("richiesta", "integrazione", "esito")] == ["U", "E", "U"]
    assert [allegato.nome for allegato in tutti["richiesta"].allegati.all()] == ["modello.pdf"]
    arrivo = RegistrazioneProtocollo.objects.get(documento=tutti["richiesta"]).arrivo
    assert arrivo == richiesta.chiesta_il
    assert tutti["richiesta"] in Messaggio.objects.get(tipo="pratiche.integrazione_richiesta").allegati.all()
    scritto = render_to_string(*stampe.prepara(Stampa.objects.get(genere="da_integrare")))
    for parola in ("Spiega.", "non si legge", "modello.pdf", "comma 7"):
        assert parola in scritto
    assert titolo_di(tutti["esito"]) == "Richiesta non accolta: Permesso di accesso alla ZTL"


def test_l_esito_favorevole_e_il_permesso(giulia: Persona, anna: Persona, ztl: Servizio, sandbox: object) -> None:
    pratica = una_pratica(di=giulia, stato=Stato.ACCOLTA)
    lavora()
    assert titolo_di(documenti(pratica)["esito"]) == "Permesso di accesso alla ZTL"


def test_un_lavoratore_morto_non_perde_il_pdf(
    pratica: Pratica, sandbox: SandboxProcesso, django_capture_on_commit_callbacks: Callable[..., object],
    campanelli: list[tuple[str, tuple[object, ...]]],
) -> None:  # fmt: skip
    Stampa.objects.prendi(1)  # claimed by somebody who then dies
    with time_machine.travel(timezone.now() + dt.timedelta(minutes=5), tick=True):
        with django_capture_on_commit_callbacks(execute=True):
            spazza()
        assert ("pratiche.stampa", ()) in campanelli
        stampa()
    assert "istanza" in documenti(pratica)


def test_un_pagamento_non_annunciato_si_ritrova(
    pratica: Pratica, django_capture_on_commit_callbacks: Callable[..., object],
    campanelli: list[tuple[str, tuple[object, ...]]],
) -> None:  # fmt: skip
    una_ricevuta(pratica.avviso)  # inside the test's transaction its announcement is never heard
    with django_capture_on_commit_callbacks(execute=True):
        spazza()
    assert ("pratiche.avviso_pagato", (pratica.avviso_id,)) in campanelli
    avviso_pagato(pratica.avviso_id)
    avviso_pagato(pratica.avviso_id)
    assert list(pratica.passaggi.values_list("genere", flat=True)) == ["presentata", "pagata"]
    with django_capture_on_commit_callbacks(execute=True):
        campanelli.clear()
        spazza()
    assert ("pratiche.avviso_pagato", (pratica.avviso_id,)) not in campanelli


def test_un_pagamento_perso_da_giorni_si_ritrova_di_notte(
    pratica: Pratica, django_capture_on_commit_callbacks: Callable[..., object],
    campanelli: list[tuple[str, tuple[object, ...]]],
) -> None:  # fmt: skip
    una_ricevuta(pratica.avviso)
    annuncio = ("pratiche.avviso_pagato", (pratica.avviso_id,))
    with time_machine.travel(timezone.now() + dt.timedelta(days=9)):
        for lavoro, trovato in ((spazza, False), (pagate, True)):
            with django_capture_on_commit_callbacks(execute=True):
                lavoro()
            assert (annuncio in campanelli) == trovato


def test_un_avviso_che_non_e_di_una_pratica_non_disturba(giulia: Persona, ztl: Servizio) -> None:
    avviso_pagato(un_avviso(di=giulia, ente=ztl.ente).pk)


def test_chi_legge_in_un_altra_lingua_trova_gli_stessi_documenti(
    pratica: Pratica, sandbox: SandboxProcesso, client: Client, giulia: Persona
) -> None:
    with translation.override("en"):
        lavora()
    assert {documento.tipologia for documento in documenti(pratica).values()} == {
        "Istanza",
        "Ricevuta e comunicazione di avvio",
        "Allegato",
    }
    entra(client, giulia).cookies.load({"lingua": "en"})
    assert documenti(pratica)["ricevuta"].get_absolute_url() in client.get(pratica.get_absolute_url()).content.decode()


def test_i_documenti_li_scarica_chi_ne_ha_diritto_e_l_ufficio_lascia_traccia(
    pratica: Pratica, sandbox: SandboxProcesso, client: Client, giulia: Persona, marco: Persona, anna: Persona
) -> None:
    lavora()
    for documento in documenti(pratica).values():
        indirizzo = documento.get_absolute_url()
        assert entra(client, giulia).get(indirizzo).status_code == 200
        assert entra(client, marco).get(indirizzo).status_code == 404
        assert entra(client, anna).get(indirizzo).status_code == 200
    assert AccessoDati.objects.filter(soggetto=giulia.codice, operatore=anna.codice).count() == len(documenti(pratica))


def test_le_pagine_chiamano_i_documenti_per_nome(
    pratica: Pratica, client: Client, giulia: Persona, anna: Persona
) -> None:
    for volta in (1, 2):  # opened again, it was decided twice
        esito = archivia_documento(
            pratica, b"%PDF-1.7", nome=f"esito-1-2026-{volta}.pdf", mime="application/pdf", tipologia="Esito",
            formazione=Documento.Formazione.SOFTWARE, flusso=Documento.Flusso.USCITA, attore=None,
        )  # fmt: skip
    for chi, dove in ((giulia, pratica.get_absolute_url()), (anna, f"/operatori/pratiche/{pratica.codice}/")):
        testo = entra(client, chi).get(dove).content.decode()
        for nome in ("Esito n. 1</a>", "Esito n. 2</a>", "Allegato: carta.pdf</a>"):
            assert nome in testo
        assert "esito-1-2026" not in testo
    assert "esito-1-2026-2.pdf" in client.get(esito.get_absolute_url())["Content-Disposition"]


def test_preavviso_e_osservazioni_hanno_il_loro_documento_e_numero(
    giulia: Persona, anna: Persona, ztl: Servizio, sandbox: SandboxProcesso
) -> None:
    pratica = una_pratica(di=giulia, stato=Stato.IN_LAVORAZIONE)
    preavviso = operations.preavvisa_rigetto(
        pratica.pk, attore=anna, motivi="Non abiti nella zona.", documenti=[un_pdf("regolamento.pdf")]
    )
    operations.salva_osservazioni(preavviso.pk, attore=giulia, testo="Ci abito.")
    operations.aggiungi_allegato(
        pratica.pk, attore=giulia, campo="altri_documenti", file=un_pdf("contratto.pdf"), mime="application/pdf",
        preavviso_id=preavviso.pk,
    )  # fmt: skip
    operations.presenta_osservazioni(preavviso.pk, attore=giulia)
    operations.respingi(pratica.pk, attore=anna, motivazione="Fuori zona.", valutazione="Il contratto parte da maggio.")
    lavora()
    fascicolo = documenti(pratica)
    uscito, entrate, esito = fascicolo["preavviso"], fascicolo["osservazioni"], fascicolo["esito"]
    assert [uscito.flusso, entrate.flusso, esito.flusso] == ["U", "E", "U"]
    assert all(documento.numero_registrazione for documento in (uscito, entrate, esito))
    assert [allegato.nome for allegato in uscito.allegati.all()] == ["regolamento.pdf"]
    assert [allegato.nome for allegato in entrate.allegati.all()] == ["contratto.pdf"]
    assert titolo_di(uscito) == f"Preavviso di rigetto {pratica.sigla}"
    modello, contesto = stampe.prepara(Stampa.objects.get(pratica=pratica, genere=Stampa.Genere.ESITO))
    assert "Il contratto parte da maggio." in render_to_string(modello, contesto)


def test_attestazione_e_potere_sostitutivo_hanno_il_loro_documento(
    giulia: Persona, anna: Persona, ztl: Servizio, sandbox: SandboxProcesso
) -> None:
    con_regole(ztl, diritti=None)
    with time_machine.travel(timezone.now() - dt.timedelta(days=45)):
        muta = presenta_bozza(una_bozza(giulia, ztl))
    operations.sollecita(muta.pk, attore=giulia, testo="Mi serve per lavorare.")
    accolta = accolta_per_silenzio(giulia, ztl)
    operations.rilascia_attestazione(accolta.pk, attore=anna)
    lavora()
    sollecito, attestazione = documenti(muta)["potere"], documenti(accolta)["attestazione"]
    assert (sollecito.flusso, attestazione.flusso) == ("E", "U")
    assert sollecito.numero_registrazione
    assert attestazione.numero_registrazione
    assert titolo_di(attestazione).startswith("Attestazione di accoglimento per silenzio")
    assert not Stampa.objects.filter(pratica=accolta, genere=Stampa.Genere.ESITO).exists()


def test_il_ritiro_e_un_arrivo_che_aspetta_il_protocollo(
    client: Client, pratica: Pratica, giulia: Persona, sandbox: SandboxProcesso
) -> None:
    """Withdrawn before anything was made: the request and its withdrawal both get their paper and their number."""
    sandbox.modo("protocollo", "giu")
    pagina = entra(client, giulia)
    for _volta in range(2):
        pagina.post(f"/pratiche/{pratica.codice}/ritira/", {"motivo": "Ho venduto <b>l'auto</b>."})
    lavora()
    riga = RegistrazioneProtocollo.objects.get(pratica=pratica, genere=Stampa.Genere.RITIRO)
    assert (riga.stato, riga.numero) == (StatoLavoro.IN_CODA, "")
    sandbox.modo("protocollo", "ok")
    with time_machine.travel(timezone.now() + dt.timedelta(minutes=5), tick=True):
        lavora()
    pratica.refresh_from_db()
    riga.refresh_from_db()
    istanza, ritiro = documenti(pratica)["istanza"], documenti(pratica)["ritiro"]
    assert istanza.numero_registrazione
    assert (ritiro.flusso, ritiro.numero_registrazione, riga.arrivo) == ("E", riga.numero, pratica.conclusa_il)
    assert titolo_di(ritiro) == f"Ritiro della richiesta {pratica.sigla}"
    assert ritiro in Messaggio.objects.get(tipo="pratiche.ritirata").allegati.all()
    assert f"/documenti/{ritiro.codice}/" in pagina.get(pratica.get_absolute_url()).content.decode()
    scritto = render_to_string(*stampe.prepara(Stampa.objects.get(genere=Stampa.Genere.RITIRO)))
    assert "Ho venduto &lt;b&gt;l&#x27;auto&lt;/b&gt;." in scritto
    assert giulia.codice_fiscale in scritto
