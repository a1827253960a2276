"""What each PDF of a case says. The templates are in `templates/pdf/pratiche/`."""

from typing import Any

import segno
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from portal.base.templatetags.casa import data, giorno
from portal.documenti.models import Documento
from pratiche import riepilogo, rimedi, sottoscrizioni
from pratiche.firme import apposte
from pratiche.models import Passaggio, Pratica, PreavvisoRigetto, RegistrazioneProtocollo, RichiestaAccesso, Stampa
from pratiche.moduli.definizione import ACCOLTA
from pratiche.operations.validita import permesso
from pratiche.punti import in_parole
from pratiche.queries import motivi_avvio
from pratiche.stati import Stato


def prepara(riga: Stampa) -> tuple[str, dict[str, Any]]:
    """The template and the facts of the PDF that this row asks for."""
    return f"pdf/pratiche/{riga.genere}.html", _comuni(riga.pratica) | _dell_atto(riga) | _CONTESTI[
        Stampa.Genere(riga.genere)
    ](riga)


def _dell_atto(riga: Stampa) -> dict[str, Any]:
    """For what decides: its number, and the files on which it was decided."""
    atto = getattr(riga, "provvedimento", None)
    if atto is None:
        return {}
    return {"atto": atto, "esaminati": riga.pratica.allegati.exclude(documento=None).select_related("documento")}


def testo_esito(pratica: Pratica, esito: str = ACCOLTA) -> str:
    """The words that the package has for this outcome, with the answers of this case; none when it has none."""
    modello = pratica.definizione.esiti.get(esito)
    if modello is None or pratica.d_ufficio:  # the words of a package answer a request
        return ""
    parole = riepilogo.parole_delle_risposte(pratica, pratica.allegati.all()) | {
        "richiedente": pratica.nome_richiedente,
        "numero": pratica.sigla,
    }
    return modello.riempi(parole | _del_posto(pratica) | _del_periodo(pratica))


def _del_periodo(pratica: Pratica) -> dict[str, str]:
    """The first day as it was granted: a renewal never begins before the end of the old permit."""
    definizione, titolo = pratica.definizione, permesso(pratica)
    return {definizione.campo_inizio: data(titolo.dal)} if titolo and definizione.campo_inizio else {}


def _del_posto(pratica: Pratica) -> dict[str, str]:
    """Where the place is and how it was reached, for the services with a ranking."""
    if pratica.definizione.graduatoria is None:
        return {}
    candidatura = pratica.in_graduatoria
    posto = candidatura.offerta if candidatura else None
    return {
        "posizione": str(candidatura.posizione or "—") if candidatura else "—",
        "punti": in_parole(candidatura.punti) if candidatura and candidatura.punti is not None else "—",
        "sede": candidatura.tornata.nome_sede(posto.posto.sede) if posto else "—",
        "inizio": giorno(candidatura.tornata.inizia_il)
        if posto and candidatura.tornata.inizia_il
        else _("nel giorno che l'ufficio comunica"),
    }


def _comuni(pratica: Pratica) -> dict[str, Any]:
    return {
        "ente": pratica.ente,
        "pratica": pratica,
        "ufficio": pratica.ufficio,
        "sostituto": rimedi.sostituto(pratica),
        "emesso_il": timezone.now(),
    }


def _istanza(riga: Stampa) -> dict[str, Any]:
    """What was presented, with the hash of each file: the frozen text of the request."""
    allegati = riga.pratica.allegati.della_richiesta().select_related("documento")
    return {
        "gruppi": riepilogo.gruppi(riga.pratica, allegati),
        "allegati": allegati,
        "come_firmata": sottoscrizioni.in_parole(riga.pratica),
    }


def _avvio(riga: Stampa) -> dict[str, Any]:
    """The notice of start (art. 8): what, why, who, by when, how to take part."""
    return {"termine": riga.pratica.termine(), "motivi": motivi_avvio(riga.pratica.passaggi.all())}


def _ricevuta(riga: Stampa) -> dict[str, Any]:
    """The receipt that is also the notice of start (art. 8 and 18-bis L. 241/1990)."""
    pratica = riga.pratica
    registrazione = RegistrazioneProtocollo.objects.filter(pratica=pratica, genere=Stampa.Genere.ISTANZA).first()
    return {
        "termine": pratica.termine(),
        "registrazione": registrazione if registrazione and registrazione.numero else None,
        "allegati": pratica.allegati.della_richiesta().select_related("documento"),
        "firme": apposte(pratica),
    }


def _integrazione(riga: Stampa) -> dict[str, Any]:
    richiesta = riga.integrazione
    if richiesta is None:
        raise ValueError("stampa senza integrazione")
    allegati = richiesta.allegati.select_related("documento")
    return {"richiesta": richiesta, "gruppo": riepilogo.risposta(richiesta, allegati), "allegati": allegati}


def _preavviso(riga: Stampa) -> dict[str, Any]:
    """The notice of refusal, with the files of the office."""
    preavviso = _del_preavviso(riga)
    return {"preavviso": preavviso, "documenti": preavviso.documenti.all()}


def _osservazioni(riga: Stampa) -> dict[str, Any]:
    preavviso = _del_preavviso(riga)
    return {"preavviso": preavviso, "allegati": preavviso.allegati.select_related("documento")}


def _del_preavviso(riga: Stampa) -> PreavvisoRigetto:
    if riga.preavviso is None:
        raise ValueError("stampa senza preavviso")
    return riga.preavviso


def _esito(riga: Stampa) -> dict[str, Any]:
    pratica = riga.pratica
    stato, modello = pratica.stato, pratica.definizione.esiti.get(pratica.stato)
    if pratica.d_ufficio:
        titolo = _("Archiviazione: %s") if stato == Stato.ARCHIVIATA else _("Provvedimento: %s")
        return {"titolo": titolo % pratica.titolo}
    titoli = {Stato.ARCHIVIATA: _("Pratica archiviata: %s")}
    titolo = titoli.get(Stato(stato), _("Richiesta non accolta: %s")) % pratica.definizione.titolo_esito
    return {
        "accolta": stato == Stato.ACCOLTA,
        "titolo": modello.titolo if modello else titolo,
        "dispositivo": testo_esito(pratica, stato),
        "permesso": permesso(pratica) if stato == Stato.ACCOLTA else None,
        "ricorso": modello.ricorso if modello else "",
        **_verifica(pratica),
    }


def _atto(riga: Stampa) -> dict[str, Any]:
    """Suspension, revocation, annulment of a permit."""
    return {"permesso": permesso(riga.pratica), "che": riga.pratica.definizione.titolo_esito}


def _verifica(pratica: Pratica) -> dict[str, Any]:
    """Where anyone who holds the paper checks that the permit is good, for what expires."""
    if permesso(pratica) is None or pratica.stato != Stato.ACCOLTA:
        return {}
    indirizzo = pratica.ente.url(reverse("pratiche:verifica", args=[pratica.codice]))
    return {"verifica": indirizzo, "qr": segno.make(indirizzo, error="m").svg_data_uri(border=4, light="white")}


def _silenzio(riga: Stampa) -> dict[str, Any]:
    """What was asked, the term that passed and the law by which silence grants."""
    pratica = riga.pratica
    return {"termine": pratica.termine(), "norma": pratica.definizione.silenzio.norma}


def _sollecito(riga: Stampa) -> dict[str, Any]:
    """Who is asked to decide, by when, and the citizen's words."""
    pratica = riga.pratica
    passaggio = pratica.passaggi.filter(genere=Passaggio.Genere.SOLLECITATA).last()
    return {
        "termine": pratica.termine(),
        "entro": rimedi.sostituto_entro(pratica),
        "testo": passaggio.testo if passaggio else "",
    }


def _avvio_parte(riga: Stampa) -> dict[str, Any]:
    """The notice of start for who is not the one who asked: of the request no more than its object (art. 8)."""
    return {"parte": riga.parte, "termine": riga.pratica.termine()}


def _memoria(riga: Stampa) -> dict[str, Any]:
    memoria = riga.memoria
    if memoria is None:
        raise ValueError("stampa senza memoria")
    documenti = memoria.documenti.order_by("pk")
    return {"memoria": memoria, "documenti": documenti, **_di_chi(riga)}


def _di_chi(riga: Stampa) -> dict[str, Any]:
    """Who signs the sheet: a party, or the person whose case it is."""
    parte, pratica = riga.parte, riga.pratica
    if parte:
        return {"parte": parte, "nome": parte.nome, "codice_fiscale": parte.codice_fiscale}
    return {
        "parte": None,
        "nome": pratica.nome_richiedente,
        "codice_fiscale": pratica.identita.get("codice_fiscale", ""),
    }


def _accesso(riga: Stampa) -> dict[str, Any]:
    """Which acts, and why (art. 25 c. 2)."""
    return {"accesso": _dell_accesso(riga), **_di_chi(riga)}


def _accesso_deciso(riga: Stampa) -> dict[str, Any]:
    """The answer, with the documents that can be read."""
    accesso = _dell_accesso(riga)
    documenti = accesso.documenti.order_by("creato_il", "pk")
    return {"accesso": accesso, "documenti": documenti, **_di_chi(riga)}


def _dell_accesso(riga: Stampa) -> RichiestaAccesso:
    if riga.accesso is None:
        raise ValueError("stampa senza accesso")
    return riga.accesso


def _opposizione(riga: Stampa) -> dict[str, Any]:
    """The copy of the request, for who may object (DPR 184/2006 art. 3); why the acts should not be shown; what was decided."""
    return {"opposizione": riga.opposizione, "prima": _di_prima(riga), **_di_chi(riga)}


def _da_integrare(riga: Stampa) -> dict[str, Any]:
    """What is missing, field by field, and by when (art. 2 c. 7, art. 6)."""
    richiesta = riga.integrazione
    if richiesta is None:
        raise ValueError("stampa senza integrazione")
    return {"richiesta": richiesta, "documenti": richiesta.documenti.order_by("pk"), **_di_chi(riga)}


def _annullata(riga: Stampa) -> dict[str, Any]:
    """What the office had asked and takes back, why, and by when it answers: a day that is past is not promised."""
    richiesta, termine = riga.integrazione or _del_preavviso(riga), riga.pratica.termine()
    entro = None if termine.scaduto(timezone.localdate()) else termine.attuale
    return {"richiesta": richiesta, "prima": _di_prima(riga), "entro": entro, **_di_chi(riga)}


def _riesame(riga: Stampa) -> dict[str, Any]:
    """The notice that a permit may be taken away (art. 7-8); or that it stays, and why."""
    return {"riesame": riga.riesame, "prima": _di_prima(riga), "permesso": permesso(riga.pratica), **_di_chi(riga)}


def _di_prima(riga: Stampa) -> Documento | None:
    """The notice that this sheet follows, with its protocol number if it has come."""
    di = {nome: getattr(riga, nome) for nome in ("integrazione", "preavviso", "opposizione", "riesame")}
    genere = _SEGUE.get(Stampa.Genere(riga.genere))
    prima = Stampa.objects.filter(genere=genere, **di).select_related("documento").first() if genere else None
    return prima.documento if prima else None


def _ritiro(riga: Stampa) -> dict[str, Any]:
    """Who no longer wants it, since when and, if they said so, why."""
    return {"ritiro": riga.pratica.passaggi.get(genere=Passaggio.Genere.RITIRATA)}


_SEGUE = {
    Stampa.Genere.RICHIESTA_ANNULLATA: Stampa.Genere.DA_INTEGRARE,
    Stampa.Genere.PREAVVISO_ANNULLATO: Stampa.Genere.PREAVVISO,
    Stampa.Genere.OPPOSIZIONE_DECISA: Stampa.Genere.AVVISO_ACCESSO,
    Stampa.Genere.RIESAME_CHIUSO: Stampa.Genere.AVVIO_RIESAME,
}
_CONTESTI = {
    Stampa.Genere.ISTANZA: _istanza,
    Stampa.Genere.AVVIO: _avvio,
    Stampa.Genere.RICEVUTA: _ricevuta,
    Stampa.Genere.INTEGRAZIONE: _integrazione,
    Stampa.Genere.PREAVVISO: _preavviso,
    Stampa.Genere.OSSERVAZIONI: _osservazioni,
    Stampa.Genere.ESITO: _esito,
    Stampa.Genere.ATTESTAZIONE: _silenzio,
    Stampa.Genere.ATTO: _atto,
    Stampa.Genere.SOLLECITO: _sollecito,
    Stampa.Genere.AVVIO_PARTE: _avvio_parte,
    Stampa.Genere.MEMORIA: _memoria,
    Stampa.Genere.RITIRO: _ritiro,
    Stampa.Genere.ACCESSO: _accesso,
    Stampa.Genere.ACCESSO_DECISO: _accesso_deciso,
    Stampa.Genere.OPPOSIZIONE: _opposizione,
    Stampa.Genere.AVVISO_ACCESSO: _opposizione,
    Stampa.Genere.DA_INTEGRARE: _da_integrare,
    Stampa.Genere.AVVIO_RIESAME: _riesame,
    Stampa.Genere.INTERVENTO: _di_chi,
    Stampa.Genere.NON_PARTECIPA: _di_chi,
    Stampa.Genere.RIESAME_CHIUSO: _riesame,
    Stampa.Genere.RICHIESTA_ANNULLATA: _annullata,
    Stampa.Genere.PREAVVISO_ANNULLATO: _annullata,
    Stampa.Genere.OPPOSIZIONE_DECISA: _opposizione,
}
