// Warns 5 minutes and 1 minute before the session ends, and lets the person stay. Without it the line on the page says when.

const SOGLIE = { cinque: 300, uno: 60 };
const riga = document.querySelector("[data-sessione]");

if (riga) {
  const dialogo = riga.querySelector("dialog");
  const resta = dialogo.querySelector("[data-resta]");
  let fine = Number(riga.dataset.secondi) * 1000; // performance.now() counts from the moment the page was asked for
  let detto = "";
  let sveglia;

  const mancano = () => (fine - performance.now()) / 1000;

  const mostra = (quando, prolungabile) => {
    for (const testo of dialogo.querySelectorAll("[data-quando]")) testo.hidden = testo.dataset.quando !== quando;
    resta.hidden = !prolungabile;
    if (quando !== detto && !dialogo.open) dialogo.showModal();
    detto = quando;
  };

  const leggi = async (risposta) => {
    if (!risposta.ok) return { secondi: 0, prolungabile: false }; // sent to the door: the session is over
    return risposta.json();
  };

  const applica = ({ secondi, prolungabile }) => {
    fine = performance.now() + secondi * 1000;
    if (secondi <= 0) mostra("finita", false);
    else if (secondi <= SOGLIE.cinque && !prolungabile) mostra("ferma", false);
    else if (secondi <= SOGLIE.uno) mostra("uno", true);
    else if (secondi <= SOGLIE.cinque) mostra("cinque", true);
    else detto = "";
    if (secondi > 0) arma();
  };

  // another tab may have used the session meanwhile: ask before saying anything
  const guarda = async () => {
    try {
      applica(await leggi(await fetch(riga.dataset.stato, { headers: { Accept: "application/json" }, redirect: "manual" })));
    } catch {
      arma(SOGLIE.uno); // no network now: ask again later
    }
  };

  function arma(fra) {
    const restano = mancano();
    const prossima = Object.values(SOGLIE).find((soglia) => restano > soglia + 1) ?? 0;
    clearTimeout(sveglia);
    sveglia = setTimeout(guarda, (fra ?? Math.max(1, restano - prossima)) * 1000);
  }

  resta.addEventListener("click", async () => {
    const modulo = riga.querySelector("form");
    const richiesta = { method: "POST", body: new FormData(modulo), headers: { Accept: "application/json" }, redirect: "manual" };
    dialogo.close();
    try {
      detto = "";
      applica(await leggi(await fetch(modulo.action, richiesta)));
    } catch {
      arma(SOGLIE.uno);
    }
  });
  dialogo.querySelector("[data-chiudi]").addEventListener("click", () => dialogo.close());
  document.addEventListener("visibilitychange", () => { if (!document.hidden) guarda(); });
  if (mancano() > SOGLIE.cinque + 1) arma();
  else guarda();
}
