"""The two databases of the measure: one citizen in a small office, and a whole city beside them."""

import io
from typing import Any

from tests.bench.citta import Mondo, riempi
from tests.bench.pagine import PICCOLO, giulia

SUE = 600  # cases of the citizen under measure, as an accountant's who acts for many
UFFICI = 20  # offices of the city
BASE_PICCOLA, BASE_UFFICIO, BASE_CITTA = 500_000, 700_000, 1_000_000  # first keys of the copies


def prepara() -> None:
    """The sample world, the row that the others copy from each table, the citizen and the small office."""
    from django.core.management import call_command

    from tests.people import crea_operatore, crea_ufficio

    call_command("migrate", verbosity=0)
    call_command("dati_esempio", verbosity=0, stdout=io.StringIO())
    modelli = _crea_modelli()
    ufficio = modelli["pratica"].ufficio
    fitte: dict[str, Any] = {
        "aperta_ogni": 2,
        "mia_ogni": 4,
        "scritta_ogni": 4,
        "tacita_ogni": 4,
        "segnala_ogni": 16,
        "ferma_ogni": 5,
    }
    chi = {"lei": giulia(), "operatrice": _anna()}
    mondo = Mondo(base=BASE_PICCOLA, quante=800, sue=SUE, uffici=[ufficio.pk], **chi, **fitte)
    riempi(mondo, modelli, indici=False)
    piccolo = crea_ufficio("Ufficio piccolo", modelli["pratica"].ente)
    crea_operatore(PICCOLO.capitalize(), piccolo)
    fitte["aperta_ogni"] = 1
    mondo = Mondo(base=BASE_UFFICIO, quante=30, sue=0, uffici=[piccolo.pk], **chi, **fitte)
    riempi(mondo, modelli, indici=False)
    _pronto()


def citta(quante: int) -> None:
    """Twenty offices, of which the first has three out of five of the open cases."""
    from tests.people import crea_ufficio

    modelli = _modelli()
    ente = modelli["pratica"].ente
    uffici = list(ente.uffici.filter(nome__startswith="Ufficio numero").order_by("pk").values_list("pk", flat=True))
    uffici += [crea_ufficio(f"Ufficio numero {n}", ente).pk for n in range(len(uffici) + 1, UFFICI)]
    mondo = Mondo(
        base=BASE_CITTA,
        quante=quante,
        sue=SUE,
        lei=giulia(),
        operatrice=_anna(),
        uffici=[modelli["pratica"].ufficio_id, *uffici],
        aperta_ogni=20,
        mia_ogni=100,
        scritta_ogni=100,
        tacita_ogni=10,
        segnala_ogni=50,
        ferma_ogni=50_000,
    )
    riempi(mondo, modelli, indici=True)
    _pronto()


def _crea_modelli() -> dict[str, Any]:
    """One true row of each table, made by the operations that people use."""
    from portal.base import coda
    from portal.catalogo.models import Servizio
    from portal.protocollo.operations import apri_registro
    from portal.registro.operations import annota_accesso
    from pratiche import operations, tasks
    from pratiche.models import Assegnazione, Preallarme, Segnalazione, Stampa
    from tests.carte import un_pdf
    from tests.makers import presenta_bozza, una_bozza

    ztl = Servizio.objects.get(slug="permesso-accesso-ztl", ente__hosts__nome="localhost")
    lei, ente = giulia(), ztl.ente
    lei.email = "giulia@esempio.invalid"
    lei.save()
    apri_registro(ente, ufficio=ztl.ufficio, codice="PROT", codice_aoo="AX901PR")
    pratica = presenta_bozza(una_bozza(lei, ztl))
    coda.svuota(Stampa, lambda riga: operations.deposita(riga, un_pdf()))
    tasks.protocolla()
    annota_accesso(lei, _anna(), ente=ente, ufficio=ztl.ufficio.nome, sezione="pratiche", motivo="Pratica")
    Assegnazione.objects.create(pratica=pratica, a=_anna(), attore=pratica.responsabile)
    Segnalazione.objects.create(ente=ente, pratica=pratica, tipo=Segnalazione.Tipo.STRADE)
    Preallarme.objects.create(pratica=pratica, termine=pratica.entro_il, soglia=15)
    return _modelli()


def _modelli() -> dict[str, Any]:
    """The first row of each table that is of the citizen's first case."""
    from notifiche.models import Consegna, Messaggio, Promemoria
    from pagamenti.models import Avviso, Pubblicazione
    from portal.documenti.models import Documento
    from portal.protocollo.models import Registrazione
    from portal.registro.models import AccessoDati, Evento
    from pratiche import models as pratiche

    pratica = pratiche.Pratica.objects.filter(richiedente=giulia()).earliest("pk")
    di_lei = {
        "passaggio": pratiche.Passaggio, "parola": pratiche.Parola, "stampa": pratiche.Stampa,
        "lavoro_protocollo": pratiche.RegistrazioneProtocollo, "segnalazione": pratiche.Segnalazione,
        "assegnazione": pratiche.Assegnazione, "preallarme": pratiche.Preallarme,
    }  # fmt: skip
    avviso = Avviso.objects.get(pk=pratica.avviso_id)
    messaggio = Messaggio.objects.filter(destinatario=giulia()).earliest("pk")
    return {nome: modello.objects.filter(pratica=pratica).earliest("pk") for nome, modello in di_lei.items()} | {
        "persona": giulia(),
        "pratica": pratica,
        "documento": Documento.objects.filter(aggregazione=str(pratica.codice)).earliest("pk"),
        "registrazione": Registrazione.objects.filter(registro__ente=pratica.ente).earliest("pk"),
        "evento": Evento.objects.filter(oggetto=pratica.codice, azione="pratica.presentata").earliest("pk"),
        "accesso": AccessoDati.objects.filter(soggetto=giulia().codice).earliest("pk"),
        "messaggio": messaggio,
        "consegna": Consegna.objects.filter(messaggio=messaggio).earliest("pk"),
        "avviso": avviso,
        "pubblicazione": Pubblicazione.objects.filter(avviso=avviso).earliest("pk"),
        "promemoria": Promemoria.objects.filter(oggetto=avviso.codice).earliest("pk"),
    }


def _anna() -> Any:
    from portal.identita.models import Persona

    return Persona.objects.get(username="anna")


def _pronto() -> None:
    """The figures of the last two months, counted as every night."""
    import datetime as dt
    import time

    from django.utils import timezone

    from pratiche.models import CifreMese, Pratica
    from pratiche.operations import calcola_cifre
    from pratiche.operations.cifre import primo_del_mese

    pratica = Pratica.objects.filter(richiedente=giulia()).earliest("pk")
    chiave = {"ente": pratica.ente, "ufficio": pratica.ufficio, "servizio": pratica.servizio}
    mese = primo_del_mese(timezone.localdate() - dt.timedelta(days=31))
    CifreMese.objects.get_or_create(**chiave, mese=mese)  # the months before are counted already
    inizio = time.monotonic()
    print(f"  cifre: {calcola_cifre()} mesi in {time.monotonic() - inizio:.0f} s", flush=True)
