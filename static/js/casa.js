// Small helps; every page works without them.

// A form marked data-avvisa-uscita asks before what was typed is lost.
for (const modulo of document.querySelectorAll("form[data-avvisa-uscita]")) {
  let modificato = false;
  const avvisa = (evento) => {
    if (modificato) evento.preventDefault();
  };
  modulo.addEventListener("input", () => { modificato = true; });
  modulo.addEventListener("submit", () => { modificato = false; });
  window.addEventListener("beforeunload", avvisa);
}

// The second click on a button that sends does nothing: the server would refuse it anyway.
for (const modulo of document.querySelectorAll("form[method=post]")) {
  let inviato = false;
  modulo.addEventListener("submit", (evento) => {
    if (inviato) evento.preventDefault();
    inviato = true;
  });
  window.addEventListener("pageshow", () => { inviato = false; });
}

// A menu opened in the header closes with Esc or when the focus leaves it.
for (const menu of document.querySelectorAll("details.menu-tendina")) {
  menu.addEventListener("keydown", (evento) => {
    if (evento.key !== "Escape" || !menu.open) return;
    menu.open = false;
    menu.querySelector("summary").focus();
  });
  menu.addEventListener("focusout", (evento) => {
    if (evento.relatedTarget && !menu.contains(evento.relatedTarget)) menu.open = false;
  });
}

// The menu of the phone lies beside its button: Esc closes it from inside too.
const menuTelefono = document.querySelector("details.apri-menu");
menuTelefono?.closest("header").addEventListener("keydown", (evento) => {
  if (evento.key !== "Escape" || !menuTelefono.open || evento.target.closest(".menu-tendina[open]")) return;
  menuTelefono.open = false;
  menuTelefono.querySelector("summary").focus();
});

// The warning before the session ends is fetched when it is needed: 5 minutes before.
const sessione = document.querySelector("[data-sessione]");
if (sessione) {
  const avviso = () => import(sessione.dataset.script);
  setTimeout(avviso, Math.max(0, Number(sessione.dataset.secondi) - 300) * 1000);
}
