"""Where a draft is filled in: at home, or at the desk."""

from django.urls import reverse

from pratiche.models import Pratica


def passo(pratica: Pratica, codice: str) -> str:
    return reverse(
        "operatori:sportello_passo" if pratica.allo_sportello else "pratiche:passo", args=[pratica.codice, codice]
    )


def compila(pratica: Pratica) -> str:
    """Where it was left."""
    return reverse(
        "operatori:sportello_compila" if pratica.allo_sportello else "pratiche:compila", args=[pratica.codice]
    )


def riepilogo(pratica: Pratica) -> str:
    nome = "operatori:sportello_riepilogo" if pratica.allo_sportello else "pratiche:riepilogo"
    return reverse(nome, args=[pratica.codice])
