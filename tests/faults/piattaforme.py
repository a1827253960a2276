"""App IO and a mail relay for these tests: in this process, fast, counting copies, breaking as they are told.

Each copy is known by its own sign: the reference of the message on App IO (`P-12`), the Message-ID in the mail.
"""

import asyncio
import json
import logging
import re
import threading
from collections import Counter
from collections.abc import Callable
from email import message_from_bytes

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from tests.sandbox_processo import porte_libere

SEGNO = re.compile(rb"\bP-\d+\b")
IDENTITA = re.compile(r"<([0-9a-f-]{36})\.")
TACE, TAGLIA = 0, -1  # keeps the copy and says nothing; keeps it and hangs up


class AppIO:
    """`profilo` and `messaggio` are the statuses it answers, TACE or TAGLIA; `prima_di_rispondere` runs when a copy has arrived."""

    def __init__(self) -> None:
        (self.porta,) = porte_libere(1)
        self.url = f"http://127.0.0.1:{self.porta}"
        self.copie: Counter[str] = Counter()
        self.chiamate = 0
        self.ripara()
        self._giro = asyncio.new_event_loop()
        pronto = threading.Event()
        threading.Thread(target=self._servi, args=(pronto,), daemon=True).start()
        pronto.wait(10)

    def ripara(self) -> None:
        self.profilo, self.messaggio, self.tiene = 200, 201, True
        self.prima_di_rispondere: Callable[[], None] = lambda: None

    def chiudi(self) -> None:
        asyncio.run_coroutine_threadsafe(self._lascia(), self._giro)

    async def _lascia(self) -> None:
        """Drop who still waits for an answer, then stop."""
        sospesi = asyncio.all_tasks() - {asyncio.current_task()}
        for sospeso in sospesi:
            sospeso.cancel()
        await asyncio.gather(*sospesi, return_exceptions=True)
        self._giro.stop()

    def _servi(self, pronto: threading.Event) -> None:
        asyncio.set_event_loop(self._giro)
        self._giro.run_until_complete(asyncio.start_server(self._risponde, "127.0.0.1", self.porta))
        pronto.set()
        self._giro.run_forever()

    async def _risponde(self, legge: asyncio.StreamReader, scrive: asyncio.StreamWriter) -> None:
        try:
            testa = await legge.readuntil(b"\r\n\r\n")
            lungo = re.search(rb"content-length: (\d+)", testa, re.IGNORECASE)
            corpo = await legge.readexactly(int(lungo.group(1)) if lungo else 0)
        except asyncio.IncompleteReadError:
            return
        self.chiamate += 1
        stato, risposta = self._del_profilo() if b"/profiles " in testa else await self._del_messaggio(corpo)
        if stato == TACE:
            await asyncio.sleep(600)
        if stato != TAGLIA:
            dati = json.dumps(risposta).encode()
            intestazioni = f"HTTP/1.1 {stato} x\r\nContent-Length: {len(dati)}\r\nx-rate-limit-retry-after: 5\r\n\r\n"
            scrive.write(intestazioni.encode() + dati)
        scrive.close()

    def _del_profilo(self) -> tuple[int, dict[str, object]]:
        return self.profilo, {"sender_allowed": True}

    async def _del_messaggio(self, corpo: bytes) -> tuple[int, dict[str, object]]:
        segno = SEGNO.search(corpo)
        if segno and self.tiene and self.messaggio in (201, 502, TACE, TAGLIA):
            self.copie[segno.group().decode()] += 1
        stato = self.messaggio
        await asyncio.to_thread(self.prima_di_rispondere)
        return stato, {"id": f"01H{self.chiamate:023}"}


class Posta:
    """A relay that keeps who got what. `taglia` hangs up after DATA, `tace` never answers it; `rifiuto` is said instead of 250."""

    def __init__(self) -> None:
        (self.porta,) = porte_libere(1)
        self.copie: Counter[str] = Counter()
        self.ripara()
        logging.getLogger("mail.log").setLevel(logging.ERROR)  # the server's own log names the recipients
        self._controllore = Controller(self, hostname="127.0.0.1", port=self.porta)
        self._controllore.start()

    def ripara(self) -> None:
        self.taglia = self.tace = False
        self.rifiuto = ""

    def chiudi(self) -> None:
        self._controllore.stop()

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        if self.rifiuto:
            return self.rifiuto
        contenuto = envelope.content or b""
        intestazioni = message_from_bytes(contenuto if isinstance(contenuto, bytes) else contenuto.encode())
        trovata = IDENTITA.search(str(intestazioni["Message-ID"]))
        if trovata:
            self.copie[trovata.group(1)] += 1
        if self.tace:
            await asyncio.sleep(600)
        if self.taglia:
            server.transport.abort()
        return "250 OK"
