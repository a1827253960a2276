from django.contrib import admin
from django.urls import path

from pratiche.operatori import (
    assegna,
    avvio,
    candidature,
    cifre,
    conservazione,
    dialogo,
    graduatorie,
    lavoro,
    molte,
    note,
    pacchetti,
    pareri,
    pronte,
    restituzioni,
    segnalazioni,
    sportello,
    valutazioni,
    views,
)

app_name = "operatori"
# who may enter is decided by the site of the back-office; which cases, by the pages
urlpatterns = [
    path("", admin.site.admin_view(lavoro.Lavoro.as_view()), name="lavoro"),
    path("elenco.csv", admin.site.admin_view(lavoro.EsportaElenco.as_view()), name="esporta"),
    path("insieme/", admin.site.admin_view(molte.Molte.as_view()), name="molte"),
    path("insieme/<uuid:codice>/", admin.site.admin_view(molte.EsitoMolte.as_view()), name="molte_esito"),
    path("assenze/", admin.site.admin_view(assegna.Assenze.as_view()), name="assenze"),
    path("assenze/<uuid:codice>/togli/", admin.site.admin_view(assegna.TogliAssenza.as_view()), name="togli_assenza"),
    path("risposte-pronte/", admin.site.admin_view(pronte.RispostePronte.as_view()), name="pronte"),
    path("risposte-pronte/<uuid:codice>/", admin.site.admin_view(pronte.RispostePronte.as_view()), name="pronta"),
    path("cifre/", admin.site.admin_view(cifre.LeCifre.as_view()), name="cifre"),
    path("cifre.csv", admin.site.admin_view(cifre.EsportaCifre.as_view()), name="esporta_cifre"),
    path("colonne/", admin.site.admin_view(lavoro.Colonne.as_view()), name="colonne"),
    path("filtri/", admin.site.admin_view(lavoro.SalvaFiltro.as_view()), name="salva_filtro"),
    path("filtri/<uuid:codice>/togli/", admin.site.admin_view(lavoro.TogliFiltro.as_view()), name="togli_filtro"),
    path("servizi/pubblica/", admin.site.admin_view(pacchetti.Pubblica.as_view()), name="pubblica"),
    path("pratiche/avvia/", admin.site.admin_view(avvio.Avvia.as_view()), name="avvia"),
    path("restituzioni/", admin.site.admin_view(restituzioni.Restituzioni.as_view()), name="restituzioni"),
    path("sportello/", admin.site.admin_view(sportello.Sportello.as_view()), name="sportello"),
    path(
        "sportello/<uuid:codice>/compila/",
        admin.site.admin_view(sportello.Compila.as_view()),
        name="sportello_compila",
    ),
    path(
        "sportello/<uuid:codice>/compila/<slug:passo>/",
        admin.site.admin_view(sportello.PassoSportello.as_view()),
        name="sportello_passo",
    ),
    path(
        "sportello/<uuid:codice>/riepilogo/",
        admin.site.admin_view(sportello.RiepilogoSportello.as_view()),
        name="sportello_riepilogo",
    ),
    path(
        "sportello/<uuid:codice>/stampa/",
        admin.site.admin_view(sportello.DaFirmare.as_view()),
        name="sportello_stampa",
    ),
    path(
        "sportello/<uuid:codice>/elimina/",
        admin.site.admin_view(sportello.EliminaSportello.as_view()),
        name="sportello_elimina",
    ),
    path("valutazioni/", admin.site.admin_view(valutazioni.Valutazioni.as_view()), name="valutazioni"),
    path("archivi/", admin.site.admin_view(admin.site.index), name="archivi"),
    path("pratiche/<uuid:codice>/", admin.site.admin_view(views.PaginaPratica.as_view()), name="pratica"),
    path("pratiche/<uuid:codice>/assegna/", admin.site.admin_view(assegna.Assegna.as_view()), name="assegna"),
    path("pratiche/<uuid:codice>/note/", admin.site.admin_view(note.Annota.as_view()), name="annota"),
    path("pratiche/<uuid:codice>/registro/", admin.site.admin_view(views.RegistroPratica.as_view()), name="registro"),
    path(
        "pratiche/<uuid:codice>/conservazione/",
        admin.site.admin_view(conservazione.Conservazione.as_view()),
        name="conservazione",
    ),
    path("pareri/", admin.site.admin_view(pareri.Elenco.as_view()), name="pareri"),
    path("pareri/<uuid:codice>/", admin.site.admin_view(pareri.Dai.as_view()), name="parere"),
    path("pareri/<uuid:codice>/ritira/", admin.site.admin_view(pareri.Ritira.as_view()), name="ritira_parere"),
    path(
        "pareri/<uuid:codice>/documenti/<uuid:documento>/",
        admin.site.admin_view(pareri.DocumentoDelParere.as_view()),
        name="parere_documento",
    ),
    path("pratiche/<uuid:codice>/chiedi-parere/", admin.site.admin_view(pareri.Chiedi.as_view()), name="chiedi_parere"),
    path("pratiche/<uuid:codice>/scrivi/", admin.site.admin_view(dialogo.Scrivi.as_view()), name="scrivi"),
    path(
        "pratiche/<uuid:codice>/messaggi-letti/",
        admin.site.admin_view(dialogo.MessaggiLetti.as_view()),
        name="messaggi_letti",
    ),
    path(
        "pratiche/<uuid:codice>/pubblicazione/",
        admin.site.admin_view(segnalazioni.Pubblicazione.as_view()),
        name="pubblicazione",
    ),
    path("pratiche/<uuid:codice>/<slug:atto>/", admin.site.admin_view(views.PaginaAtto.as_view()), name="atto"),
    path("graduatorie/", admin.site.admin_view(graduatorie.Elenco.as_view()), name="graduatorie"),
    path("graduatorie/nuova/<slug:slug>/", admin.site.admin_view(graduatorie.Nuova.as_view()), name="nuova_tornata"),
    path("graduatorie/<uuid:codice>/", admin.site.admin_view(graduatorie.Pagina.as_view()), name="tornata"),
    path(
        "graduatorie/<uuid:codice>/cambia/", admin.site.admin_view(graduatorie.Cambia.as_view()), name="cambia_tornata"
    ),
    path(
        "graduatorie/<uuid:codice>/pubblica/",
        admin.site.admin_view(graduatorie.Pubblica.as_view()),
        name="pubblica_graduatoria",
    ),
    path("graduatorie/<uuid:codice>/scorri/", admin.site.admin_view(graduatorie.Scorri.as_view()), name="scorri"),
    path(
        "graduatorie/<uuid:codice>/csv/",
        admin.site.admin_view(graduatorie.Esporta.as_view()),
        name="esporta_graduatoria",
    ),
    path(
        "graduatorie/<uuid:codice>/domande/<uuid:candidatura>/",
        admin.site.admin_view(candidature.PaginaCandidatura.as_view()),
        name="candidatura",
    ),
]
