"""What a city looks like after ten years of the portal: who asks, which office works it, what is open, what was said and paid.

Everything follows from the number of the case (`c` in the SQL), so that the tables agree with one another without being read.
"""

from dataclasses import dataclass
from typing import Any

from pratiche.parole import parole_di
from tests.bench.genera import copia, rivesti, spoglia

COGNOMI = [a + b for a in ("Ba", "Co", "De", "Fe", "Ga", "La", "Ma", "Pe", "Ro", "Sa") for b in ("rini", "lli", "sti", "ndo", "tta")]  # fmt: skip
NOMI = [a + b for a in ("Al", "Be", "Ca", "Do", "El", "Fa", "Gi", "Lu", "Ma", "Ni") for b in ("ra", "no", "sa", "dia", "rico")]  # fmt: skip
A_PERSONA = 10  # cases of each person
ANNI = 5_000_000  # minutes over which the closed cases are spread: nine years and a half
MESI, MESE = 90_000, 40_000  # minutes over which the open ones came: two months, one for those that silence decides
# one row of the table for so many cases
DOCUMENTI, EVENTI, STAMPE, MESSAGGI, PROTOCOLLO, ACCESSI, AVVISI = 2, 2, 4, 4, 4, 4, 5
TABELLE = (
    "identita_persona", "pratiche_pratica", "pratiche_passaggio", "pratiche_parola", "documenti_documento",
    "registro_evento", "registro_accessodati", "notifiche_messaggio", "notifiche_consegna", "notifiche_promemoria",
    "pagamenti_avviso", "pagamenti_pubblicazione", "protocollo_registrazione", "pratiche_registrazioneprotocollo",
    "pratiche_stampa", "pratiche_segnalazione", "pratiche_assegnazione", "pratiche_preallarme",
)  # fmt: skip


@dataclass(frozen=True)
class Mondo:
    """So many cases, with keys from `base`. Of the first `sue` who asks is `lei`; the others are spread over people and offices.

    One case out of `aperta_ogni` is open, three out of five of those in the first office; of the open ones one out of
    `mia_ogni` is in the charge of `operatrice`, one out of `scritta_ogni` has a message to read, one out of `tacita_ogni` is
    of those that silence decides. One out of `segnala_ogni` is a report, one mail out of `ferma_ogni` waits for a decision
    of the office: in the small world enough to fill a page, as in the big one.
    """

    base: int
    quante: int
    sue: int
    lei: Any
    operatrice: Any
    uffici: list[int]
    aperta_ogni: int
    mia_ogni: int
    scritta_ogni: int
    tacita_ogni: int
    segnala_ogni: int
    ferma_ogni: int

    @property
    def persone(self) -> int:
        return max(1, self.quante // A_PERSONA)

    def da(self, caso: str) -> str:
        """The names that the columns use, for the case whose number is the SQL `caso` (of the row number `n`)."""
        altri = self.uffici[1:] or self.uffici
        passo, passo_aperte = max(1, ANNI // self.quante), max(1, MESI * self.aperta_ogni // self.quante)
        return f"""
        CROSS JOIN LATERAL (SELECT ({caso})::bigint AS c) AS uno
        CROSS JOIN LATERAL (SELECT c / {self.aperta_ogni} AS k, c % {self.aperta_ogni} = 0 AS aperta,
            c % {self.persone} AS p, c < {self.sue} AS sua, {codice("pratica", f"{self.base} + c")} AS pratica) AS due
        CROSS JOIN LATERAL (SELECT
            CASE WHEN sua THEN {self.lei.pk} ELSE {self.base} + p END AS persona,
            CASE WHEN sua THEN '{self.lei.codice}' ELSE {codice("persona", f"{self.base} + p")} END AS persona_codice,
            CASE WHEN sua THEN 'Giulia' ELSE ({vettore(NOMI)})[1 + p % 50] END AS nome,
            CASE WHEN sua THEN 'Bianchi' ELSE ({vettore(COGNOMI)})[1 + p / 50 % 50] END AS cognome,
            CASE WHEN k % 20 < 12 THEN {self.uffici[0]} ELSE ({vettore(altri)})[1 + k % {len(altri)}] END AS suo_ufficio,
            c % {AVVISI} = 0 AND CASE WHEN aperta THEN k % 2 = 1 ELSE c % 100 <> 35 END AS pagata,
            date_trunc('minute', now()) - interval '1 minute' * CASE
                WHEN aperta AND k % {self.tacita_ogni} = 0 THEN k * {passo_aperte} % {MESE}
                WHEN aperta THEN k * {passo_aperte} % {MESI}
                ELSE {MESI} + c * {passo} % {ANNI} END AS presentata) AS tre
        CROSS JOIN LATERAL (SELECT presentata + interval '20 days' AS conclusa,
            {self.base * 30} + c AS suo_numero, extract(year FROM presentata) AS suo_anno) AS quattro"""


def codice(genere: str, numero: str) -> str:
    """The SQL of an opaque code, always the same for this number and as scattered as the true ones."""
    return f"md5('{genere}' || ({numero}))::uuid"


def impronta(genere: str) -> str:
    return f"md5('{genere}' || n || 'a') || md5('{genere}' || n || 'b')"


def vettore(valori: list[Any]) -> str:
    return f"ARRAY[{', '.join(repr(valore) for valore in valori)}]"


def riempi(mondo: Mondo, modelli: dict[str, Any], *, indici: bool) -> None:
    """Every table, from its model row. `indici`: without indexes, which are made at the end."""
    if indici:
        spoglia(TABELLE)
    for gruppo in (_persone, _pratiche, _carte, _messaggi, _pagamenti, _altro):
        gruppo(mondo, modelli)
    rivesti()


def _persone(mondo: Mondo, modelli: dict[str, Any]) -> None:
    """Names: 2,500 pairs, so that a search finds a few and not all."""
    valori = {
        "codice": codice("persona", f"{mondo.base} + n"),
        "username": f"'misura' || {mondo.base} + n",
        "codice_fiscale": f"'M' || lpad(({mondo.base} + n)::text, 15, '0')",
        "nome": f"({vettore(NOMI)})[1 + n % 50]",
        "cognome": f"({vettore(COGNOMI)})[1 + n / 50 % 50]",
        "email": "''",
    }
    copia(modelli["persona"], mondo.persone, base=mondo.base, da="", valori=valori)


def _pratiche(mondo: Mondo, modelli: dict[str, Any]) -> None:
    base, quante, da = mondo.base, mondo.quante, mondo.da("n")
    aperte = "CASE WHEN k % 10 < 3 THEN 'presentata' WHEN k % 10 < 8 THEN 'in_lavorazione' ELSE 'in_attesa_del_cittadino' END"
    chiuse = "CASE WHEN c % 100 < 80 THEN 'accolta' WHEN c % 100 < 90 THEN 'respinta' WHEN c % 100 < 96 THEN 'ritirata' ELSE 'archiviata' END"
    valori = {
        "codice": "pratica", "creato_il": "presentata", "presentata_il": "presentata", "aggiornata_il": "presentata",
        "stato": f"CASE WHEN aperta THEN {aperte} ELSE {chiuse} END",
        "archiviazione": "CASE WHEN NOT aperta AND c % 100 >= 96 THEN 'improcedibile' ELSE '' END",
        "conclusa_il": "CASE WHEN NOT aperta THEN conclusa END",
        "pagata_il": "CASE WHEN pagata THEN presentata END",
        "avviso_id": f"CASE WHEN c % {AVVISI} = 0 THEN {base} + c / {AVVISI} END",
        "entro_il": "(presentata + interval '30 days')::date",
        "silenzio": f"CASE WHEN aperta AND k % {mondo.tacita_ogni} = 0 THEN 'assenso' ELSE 'nessuno' END",
        "messaggi_da_leggere_dal": f"CASE WHEN aperta AND k % {mondo.scritta_ogni} = 1 THEN presentata END",
        "assegnatario_id": f"CASE WHEN aperta AND k % {mondo.mia_ogni} = 3 THEN {mondo.operatrice.pk} END",
        "anno": "suo_anno", "numero": "suo_numero", "richiedente_id": "persona", "ufficio_id": "suo_ufficio",
        "identita": "m.identita || jsonb_build_object('nome', nome, 'cognome', cognome)",
    }  # fmt: skip
    copia(modelli["pratica"], quante, base=base, da=da, valori=valori)
    valori = {"pratica_id": f"{base} + c", "quando": "presentata"}
    copia(modelli["passaggio"], quante, base=base, da=da, valori=valori)
    parole = [[min(parole_di([nome])) for nome in nomi] for nomi in (NOMI, COGNOMI)]
    una = (
        f"CASE WHEN n % 2 = 0 THEN ({vettore(parole[0])})[1 + p % 50] ELSE ({vettore(parole[1])})[1 + p / 50 % 50] END"
    )
    sua = "CASE WHEN n % 2 = 0 THEN 'giulia' ELSE 'bianchi' END"
    valori = {
        "pratica_id": f"{base} + c", "ufficio_id": "suo_ufficio", "parola": f"CASE WHEN sua THEN {sua} ELSE {una} END"
    }  # fmt: skip
    copia(modelli["parola"], quante * 2, base=base, da=mondo.da("n / 2"), valori=valori)


def _carte(mondo: Mondo, modelli: dict[str, Any]) -> None:
    """Documents (without their files), their protocol number, the work that made them, the register of what was done."""
    base, quante = mondo.base, mondo.quante
    valori = {
        "codice": codice("documento", f"{base} + n"), "aggregazione": "pratica::text", "creato_il": "presentata",
        "intestatario_id": "persona", "ufficio_id": "suo_ufficio",
    }  # fmt: skip
    copia(modelli["documento"], quante // DOCUMENTI, base=base, da=mondo.da(f"n * {DOCUMENTI}"), valori=valori)
    chiave = codice("protocollo", f"{base} + n")
    valori = {
        "codice": codice("registrazione", f"{base} + n"), "chiave": chiave, "impronta": impronta(f"p{base}"),
        "quando": "presentata", "arrivo": "presentata", "anno": "suo_anno", "numero": "suo_numero",
        "mittente": "m.mittente || jsonb_build_object('denominazione', cognome || ' ' || nome)",
    }  # fmt: skip
    da, quanti = mondo.da(f"n * {PROTOCOLLO}"), quante // PROTOCOLLO
    copia(modelli["registrazione"], quanti, base=base, da=da, valori=valori)
    valori = {"chiave": chiave, "pratica_id": f"{base} + c", "documento_id": f"{base} + c / {DOCUMENTI}"}
    copia(modelli["lavoro_protocollo"], quanti, base=base, da=da, valori=valori)
    valori = {"pratica_id": f"{base} + c", "documento_id": f"{base} + c / {DOCUMENTI}"}
    copia(modelli["stampa"], quante // STAMPE, base=base, da=mondo.da(f"n * {STAMPE}"), valori=valori)
    valori = {
        "oggetto": "pratica",
        "quando": "presentata",
        "impronta": impronta(f"e{base}"),
        "precedente": impronta("x"),
    }
    copia(modelli["evento"], quante // EVENTI, base=base, da=mondo.da(f"n * {EVENTI}"), valori=valori)
    valori = {"soggetto": "persona_codice::uuid", "quando": "presentata", "impronta": impronta(f"a{base}")}
    copia(modelli["accesso"], quante // ACCESSI, base=base, da=mondo.da(f"n * {ACCESSI}"), valori=valori)


def _messaggi(mondo: Mondo, modelli: dict[str, Any]) -> None:
    """Each with its mail: almost all left."""
    base, quanti, da = mondo.base, mondo.quante // MESSAGGI, mondo.da(f"n * {MESSAGGI}")
    valori = {
        "codice": codice("messaggio", f"{base} + n"), "chiave_evento": "'pratica:' || pratica || ':presentata'",
        "creato_il": "presentata", "destinatario_id": "persona", "riferimento": "suo_numero || '/' || suo_anno",
        "url": "'/pratiche/' || pratica || '/'", "letto_il": "CASE WHEN n % 4 <> 0 THEN presentata END",
    }  # fmt: skip
    copia(modelli["messaggio"], quanti, base=base, da=da, valori=valori)
    ferma = f"n % {mondo.ferma_ogni} = 1"
    valori = {
        "codice": codice("consegna", f"{base} + n"), "messaggio_id": f"{base} + n", "creato_il": "presentata",
        "filo": "pratica", "stato": f"CASE WHEN {ferma} THEN 'fallito' ELSE 'riuscito' END",
        "errore": f"CASE WHEN {ferma} THEN 'smtp_550' ELSE '' END", "esito": "'inviata'", "conclusa_il": "presentata",
    }  # fmt: skip
    copia(modelli["consegna"], quanti, base=base, da=da, valori=valori)


def _pagamenti(mondo: Mondo, modelli: dict[str, Any]) -> None:
    base, quanti, da = mondo.base, mondo.quante // AVVISI, mondo.da(f"n * {AVVISI}")
    uno = codice("avviso", f"{base} + n")
    valori = {
        "codice": uno, "origine": "'pratica:' || pratica", "creato_il": "presentata", "debitore_id": "persona",
        "nav": f"'3' || lpad(({base} + n)::text, 17, '0')", "iuv": f"lpad(({base} + n)::text, 17, '0')",
        "iupd": f"'misura-' || {uno}", "scadenza": "(presentata + interval '30 days')::date", "pubblicato_il": "presentata",
        "stato": "CASE WHEN pagata THEN 'pagato' WHEN aperta THEN 'da_pagare' ELSE 'annullato' END",
        "pagato_il": "CASE WHEN pagata THEN presentata END",
        "annullato_il": "CASE WHEN NOT pagata AND NOT aperta THEN presentata END",
    }  # fmt: skip
    copia(modelli["avviso"], quanti, base=base, da=da, valori=valori)
    valori = {"avviso_id": f"{base} + n", "stato": "'riuscito'", "creata_il": "presentata"}
    copia(modelli["pubblicazione"], quanti, base=base, da=da, valori=valori)
    attesa = "aperta AND NOT pagata"
    valori = {
        "oggetto": uno, "stato": f"CASE WHEN {attesa} THEN 'in_coda' ELSE 'riuscito' END",
        "prossimo_tentativo": "now() + interval '1 hour' * (1 + n % 700)", "fatto": "now() + interval '31 days'",
    }  # fmt: skip
    copia(modelli["promemoria"], quanti, base=base, da=da, valori=valori)


def _altro(mondo: Mondo, modelli: dict[str, Any]) -> None:
    """Reports on the public map, cases passed from hand to hand, warnings that silence is near."""
    base, quante = mondo.base, mondo.quante
    valori = {
        "codice": codice("segnalazione", f"{base} + n"), "pratica_id": f"{base} + c", "creato_il": "presentata",
        "pubblica_dal": "CASE WHEN NOT aperta OR k % 10 >= 3 THEN presentata END",
        "latitudine": "41.8 + (n % 1000) / 1000.0", "longitudine": "12.4 + (n / 1000 % 1000) / 1000.0",
    }  # fmt: skip
    ogni = mondo.segnala_ogni
    copia(modelli["segnalazione"], quante // ogni, base=base, da=mondo.da(f"n * {ogni}"), valori=valori)
    mie = mondo.da(f"({mondo.mia_ogni} * n + 3) * {mondo.aperta_ogni}")
    valori = {"pratica_id": f"{base} + c", "quando": "now() - interval '1 minute' * (n * 17 % 10000)"}
    copia(modelli["assegnazione"], quante // (mondo.mia_ogni * mondo.aperta_ogni), base=base, da=mie, valori=valori)
    tacite = mondo.tacita_ogni * mondo.aperta_ogni
    termine = "(presentata + interval '30 days')::date"
    valori = {
        "pratica_id": f"{base} + c", "termine": f"{termine} - CASE WHEN {termine} < current_date + 15 THEN 0 ELSE 90 END",
    }  # fmt: skip
    copia(modelli["preallarme"], quante // tacite, base=base, da=mondo.da(f"n * {tacite}"), valori=valori)
