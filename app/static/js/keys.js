// Keys for people who live in the lists. Everything here can also be done by mouse, by Tab and without script.
const OFF = "art28-single-keys-off";
const inField = (target) => target.closest("input, select, textarea, [contenteditable], dialog");
const ROWS = "[data-rows] tbody tr:has(a.name), [data-rows] > li:has(a)";
const rows = () => [...document.querySelectorAll(ROWS)];
const current = () => rows().findIndex((row) => row.contains(document.activeElement));
const palette = () => document.getElementById("jump");

function move(step) {
  const all = rows();
  if (all.length === 0) return;
  const next = Math.min(Math.max(current() + step, 0), all.length - 1);
  all[next].querySelector("a.name, a").focus();
}

function go(name) {
  document.querySelector(`[data-go="${name}"]`)?.click();
}

// The list of places is asked for when it is opened, so that no page carries it along.
function open() {
  const dialog = palette();
  if (!dialog || dialog.open) return;
  dialog.showModal();
  const field = dialog.querySelector("input");
  field.select();
  dialog.querySelector("form").dispatchEvent(new Event("opened"));
}

// From the field down to the links and back up, round and round.
function step(dialog, by) {
  const stops = [dialog.querySelector("input"), ...dialog.querySelectorAll(".jumps a")];
  const at = stops.indexOf(document.activeElement);
  stops[(at + by + stops.length) % stops.length].focus();
}

function inPalette(event) {
  const dialog = palette();
  if (!dialog?.open) return false;
  if (event.key === "ArrowDown" || event.key === "ArrowUp") {
    event.preventDefault();
    step(dialog, event.key === "ArrowDown" ? 1 : -1);
  } else if (event.key === "Enter" && event.target.matches("input")) {
    const first = dialog.querySelector(".jumps a");
    // What is shown belongs to what is typed only when no answer is on its way.
    if (first && !dialog.querySelector(".htmx-request") && !dialog.querySelector("form.htmx-request")) {
      event.preventDefault();
      first.click();
    }
  }
  return true;
}

let waiting = false;

const KEYS = {
  "/": () => (document.querySelector("main input[type=search]") ?? document.querySelector("input[type=search]"))?.focus(),
  j: () => move(1),
  k: () => move(-1),
  x: () => rows()[current()]?.querySelector("[name=pick]")?.click(),
  "?": () => document.getElementById("keys")?.togglePopover(),
  g: () => {
    waiting = true;
    setTimeout(() => { waiting = false; }, 1000);
  },
};

document.addEventListener("keydown", (event) => {
  if ((event.ctrlKey || event.metaKey) && !event.altKey && !event.shiftKey && event.key.toLowerCase() === "k") {
    if (!palette()) return;
    event.preventDefault();
    open();
    return;
  }
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  if (inPalette(event)) return;
  if (event.key === "Escape" && document.activeElement?.matches("input[type=search]")) {
    document.activeElement.blur();
    return;
  }
  if (inField(event.target) || localStorage.getItem(OFF)) return;
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

// Without script the link leads to a page that does the same.
document.addEventListener("click", (event) => {
  if (!event.target.closest("[data-jump]") || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  open();
});

// People who speak to their computer, or whose hand slips, turn single keys off.
const toggle = document.querySelector("[data-single-keys]");
if (toggle) {
  const show = () => toggle.setAttribute("aria-pressed", localStorage.getItem(OFF) ? "false" : "true");
  toggle.hidden = false;
  toggle.addEventListener("click", () => {
    if (localStorage.getItem(OFF)) localStorage.removeItem(OFF);
    else localStorage.setItem(OFF, "1");
    show();
  });
  show();
}
