// Menus are <details>: they open without script; with it, they also close by Escape and by a click elsewhere.
const open = () => document.querySelectorAll("details.menu[open]");

document.addEventListener("click", (event) => {
  for (const menu of open()) if (!menu.contains(event.target)) menu.open = false;
});

document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  for (const menu of open()) {
    menu.open = false;
    menu.querySelector("summary")?.focus();
  }
});

// The first message of a failed form takes the focus, so that it is read out and seen.
function greet() {
  document.querySelector("[data-focus]")?.focus();
}

// An answer that was refused, or did not get through, is not taken for saved.
function fail({ detail: { target } }) {
  const words = document.querySelector("template[data-unsaved]");
  if (words && target?.matches(".q-state")) target.replaceChildren(words.content.cloneNode(true));
}

document.addEventListener("htmx:responseError", fail);
document.addEventListener("htmx:sendError", fail);
document.addEventListener("DOMContentLoaded", greet);
document.addEventListener("htmx:afterSwap", greet);
