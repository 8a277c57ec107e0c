// Keys for people who live in the lists. Everything here can also be done by mouse, by Tab and without script.
const inField = (target) => target.closest("input, select, textarea, [contenteditable], dialog");
const rows = () => [...document.querySelectorAll("[data-rows] tbody tr:has(a.name)")];
const current = () => rows().findIndex((row) => row.contains(document.activeElement));

function move(step) {
  const all = rows();
  if (all.length === 0) return;
  const next = Math.min(Math.max(current() + step, 0), all.length - 1);
  all[next].querySelector("a.name").focus();
}

function go(name) {
  document.querySelector(`[data-go="${name}"]`)?.click();
}

let waiting = false;

const KEYS = {
  "/": () => (document.querySelector("main input[type=search]") ?? document.querySelector("input[type=search]"))?.focus(),
  j: () => move(1),
  k: () => move(-1),
  "?": () => document.getElementById("keys")?.togglePopover(),
  g: () => {
    waiting = true;
    setTimeout(() => { waiting = false; }, 1000);
  },
};

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.key === "Escape" && document.activeElement?.matches("input[type=search]")) {
    document.activeElement.blur();
    return;
  }
  if (inField(event.target)) return;
  if (waiting) {
    waiting = false;
    go(event.key);
    event.preventDefault();
    return;
  }
  const act = KEYS[event.key];
  if (!act) return;
  event.preventDefault();
  act();
});
