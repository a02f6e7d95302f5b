// Keys press the buttons that show them; without this file the page works as plain forms and links.
(() => {
  "use strict";
  let busy = false;       // another page is on its way: a second press would decide what nobody has seen
  let composing = false;  // Enter that ends an input method's composition is no answer

  const typing = (element) => element.matches("input, select, textarea");
  const inComposition = (event) => event.isComposing || event.keyCode === 229;

  function pressed(key) {
    const name = key.length === 1 ? key.toLowerCase() : key;
    return [...document.querySelectorAll("[data-key]")].find((element) => element.dataset.key.split(" ").includes(name));
  }

  document.addEventListener("keydown", (event) => {
    composing = inComposition(event);
    if (composing || event.ctrlKey || event.metaKey || event.altKey) return;
    if (typing(event.target)) {
      if (event.key === "Escape") event.target.blur();
      return;
    }
    if (document.querySelector("#help:popover-open") && event.key !== "?") return;
    const target = pressed(event.key);
    if (!target || target.disabled) return;
    event.preventDefault();
    if (event.repeat || busy) return;
    if (typing(target)) target.focus();
    else target.click();
  });

  document.addEventListener("submit", (event) => {
    if (composing || busy) {
      event.preventDefault();
      event.stopImmediatePropagation();
    }
  }, true);

  document.addEventListener("click", (event) => {
    const link = event.target.closest("[data-evidence], [data-next-evidence]");
    if (!link) return;
    event.preventDefault();
    const links = [...document.querySelectorAll("[data-evidence]")];
    const now = links.findIndex((one) => one.getAttribute("aria-current"));
    show(links, link.matches("[data-evidence]") ? links.indexOf(link) : (now + 1) % links.length);
  });

  function show(links, chosen) {
    links.forEach((link, number) => {
      const place = document.querySelector(link.getAttribute("href"));
      if (number === chosen) link.setAttribute("aria-current", "true");
      else link.removeAttribute("aria-current");
      place?.classList.toggle("here", number === chosen);
    });
    into(document.querySelector("mark.here"));
  }

  function into(element) {
    const pane = element?.closest(".scroll");
    if (!pane) return;
    const place = element.getBoundingClientRect(), frame = pane.getBoundingClientRect();
    pane.scrollTop += place.top - frame.top - (frame.height - place.height) / 2;
    pane.scrollLeft += Math.max(0, place.right - frame.right + 16);
  }

  function arrive() {
    busy = false;
    into(document.querySelector("mark.here, mark.part"));
    into(document.getElementById("asked"));
    document.getElementById("question")?.focus({preventScroll: true});
  }

  document.documentElement.classList.add("scripted-page");
  document.addEventListener("DOMContentLoaded", arrive);
  window.addEventListener("pageshow", () => { busy = false; });
  document.addEventListener("htmx:beforeRequest", (event) => {
    if (event.detail.target?.id === "page") {
      event.detail.target.setAttribute("aria-busy", "true");  // gone with the page that takes its place
      busy = true;
    }
  });
  for (const name of ["htmx:sendError", "htmx:timeout"]) {
    document.addEventListener(name, () => {
      document.getElementById("page").removeAttribute("aria-busy");
      busy = false;
    });
  }
  document.addEventListener("htmx:afterSettle", (event) => { if (event.detail.target?.id !== "sums") arrive(); });
})();
