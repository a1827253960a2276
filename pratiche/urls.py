from django.urls import path

from pratiche.views import (
    compila,
    dialogo,
    firme,
    graduatorie,
    invio,
    pratica,
    richiesta,
    rimedi,
    risposta,
    segnalazioni,
    versione,
)

app_name = "pratiche"
urlpatterns = [
    path("servizi/<slug:slug>/richiedi/", richiesta.Richiedi.as_view(), name="richiedi"),
    path("pratiche/<uuid:codice>/compila/", compila.Compila.as_view(), name="compila"),
    path("pratiche/<uuid:codice>/compila/<slug:passo>/", compila.PaginaPasso.as_view(), name="passo"),
    path("pratiche/<uuid:codice>/nuova-versione/", versione.NuovaVersione.as_view(), name="nuova_versione"),
    path("pratiche/<uuid:codice>/riepilogo/", invio.Riepilogo.as_view(), name="riepilogo"),
    path("pratiche/<uuid:codice>/inviata/", invio.Inviata.as_view(), name="inviata"),
    path("pratiche/<uuid:codice>/in-firma/", firme.InFirma.as_view(), name="in_firma"),
    path("firme/<uuid:codice>/", firme.PaginaFirma.as_view(), name="firma"),
    path("pratiche/<uuid:codice>/elimina/", invio.Elimina.as_view(), name="elimina"),
    path("pratiche/<uuid:codice>/", pratica.Pagina.as_view(), name="pratica"),
    path("pratiche/<uuid:codice>/ritira/", pratica.Ritira.as_view(), name="ritira"),
    path("pratiche/<uuid:codice>/scrivi/", dialogo.Scrivi.as_view(), name="scrivi"),
    path("pratiche/<uuid:codice>/rispondi/", risposta.Rispondi.as_view(), name="rispondi"),
    path("pratiche/<uuid:codice>/proroga/", risposta.Proroga.as_view(), name="proroga"),
    path("pratiche/<uuid:codice>/osservazioni/", risposta.Osserva.as_view(), name="osserva"),
    path("pratiche/<uuid:codice>/sollecita/", rimedi.Sollecita.as_view(), name="sollecita"),
    path("pratiche/<uuid:codice>/attestazione/", rimedi.Attestazione.as_view(), name="attestazione"),
    path("segnalazioni/", segnalazioni.elenco, name="segnalazioni"),
    path("segnalazioni/<uuid:codice>/", segnalazioni.dettaglio, name="segnalazione"),
    path("segnalazioni/<uuid:codice>/foto/", segnalazioni.foto, name="foto_segnalazione"),
    path("segnalazioni/<uuid:codice>/ci-sono/", segnalazioni.CiSono.as_view(), name="ci_sono"),
    path("pratiche/<uuid:codice>/posto/", graduatorie.Posto.as_view(), name="posto"),
    path("pratiche/<uuid:codice>/graduatoria/", graduatorie.Osserva.as_view(), name="osserva_graduatoria"),
    path("servizi/<slug:slug>/graduatorie/<uuid:codice>/", graduatorie.graduatoria, name="graduatoria"),
    path("area-personale/pratiche/", pratica.Elenco.as_view(), name="elenco"),
]
