// Questions that depend on others of the same page appear, open and become mandatory while one writes; a place takes the
// position of the device. Without this script the server does the first when the step is sent, and the second is typed.

const modulo = document.querySelector("form[data-avvisa-uscita]");

const numero = (testo) => {
  const pulito = testo.replace(/[\s€]/g, "").replace(/\.(?=\d{3})/g, "").replace(",", ".");
  return pulito === "" || Number.isNaN(Number(pulito)) ? null : Number(pulito);
};

// The answer as the server keeps it: cents for money, a list for choices, text for the rest.
const risposta = (nome, tipo) => {
  const controlli = [...modulo.elements].filter((c) => c.name === nome && !c.closest("[hidden]") && !c.matches(":disabled"));
  const spuntati = controlli.filter((c) => c.checked).map((c) => c.value);
  if (tipo === "scelte") return spuntati;
  const testo = controlli.some((c) => c.type === "radio" || c.type === "checkbox") ? spuntati[0] ?? "" : controlli[0]?.value.trim() ?? "";
  if (tipo === "importo") return numero(testo) === null ? "" : Math.round(numero(testo) * 100);
  if (tipo === "numero") return numero(testo) ?? "";
  return testo;
};

const pieno = (valore) => (Array.isArray(valore) ? valore.length > 0 : valore !== "");
const confronti = {
  uguale: (valore, atteso) => valore === atteso,
  diverso: (valore, atteso) => pieno(valore) && valore !== atteso,
  uno_di: (valore, attesi) => attesi.includes(valore),
  contiene: (valore, atteso) => Array.isArray(valore) && valore.includes(atteso),
  maggiore: (valore, atteso) => pieno(valore) && typeof valore === typeof atteso && valore > atteso,
  minore: (valore, atteso) => pieno(valore) && typeof valore === typeof atteso && valore < atteso,
  compilato: (valore, atteso) => pieno(valore) === atteso,
};

const vera = (condizione) => {
  if (condizione.tutte) return condizione.tutte.every(vera);
  if (condizione.almeno_una) return condizione.almeno_una.some(vera);
  if (condizione.non) return !vera(condizione.non);
  const operatore = Object.keys(confronti).find((nome) => nome in condizione);
  return confronti[operatore](risposta(condizione.campo, condizione.tipo), condizione[operatore]);
};

const segna = (riquadro, dovuta) => {
  riquadro.classList.toggle("dovuta", dovuta);
  riquadro.classList.toggle("facoltativa", !dovuta);
  for (const controllo of riquadro.querySelectorAll("input:not([type=hidden], [type=checkbox]), select, textarea")) controllo.required = dovuta;
};

const aggiorna = () => {
  for (const riquadro of modulo.querySelectorAll("[data-visibile-se], [data-abilitato-se], [data-obbligatorio-se]")) {
    const { visibileSe, abilitatoSe, obbligatorioSe } = riquadro.dataset;
    if (visibileSe) riquadro.hidden = !vera(JSON.parse(visibileSe));
    if (abilitatoSe) riquadro.disabled = !vera(JSON.parse(abilitatoSe));
    if (obbligatorioSe) segna(riquadro, vera(JSON.parse(obbligatorioSe)));
    const vista = riquadro.querySelector(":scope > input[name=vista]");
    if (vista) vista.disabled = riquadro.hidden || Boolean(riquadro.disabled);
  }
};

if (modulo) {
  modulo.addEventListener("input", aggiorna);
  modulo.addEventListener("change", aggiorna);
  window.addEventListener("pageshow", aggiorna);
  aggiorna();
}

for (const riquadro of document.querySelectorAll("[data-posizione]")) {
  if (!navigator.geolocation) break;
  const esito = riquadro.querySelector("[role=status]");
  // in the filter of a public list three decimals are enough: no exact position goes into an address
  const { posizione, decimali = 6 } = riquadro.dataset;
  const scrivi = (parte, gradi) => {
    const controllo = riquadro.closest("form").elements[posizione ? `${posizione}.${parte}` : parte];
    controllo.closest("details").open = true;
    controllo.value = gradi.toFixed(Number(decimali)).replace(".", ",");
    controllo.dispatchEvent(new Event("input", { bubbles: true }));
  };
  riquadro.hidden = false;
  riquadro.querySelector("button").addEventListener("click", () => {
    navigator.geolocation.getCurrentPosition(
      ({ coords }) => {
        scrivi("latitudine", coords.latitude);
        scrivi("longitudine", coords.longitude);
        esito.textContent = esito.dataset.trovata;
      },
      () => { esito.textContent = esito.dataset.negata; },
      { enableHighAccuracy: true, timeout: 15000 },
    );
  });
}
