// Rows that are ticked are counted beside the button that changes them, and all of a page are ticked at once.
const picks = () => [...document.querySelectorAll(".picking [name=pick]")];

function tell() {
  const [all, said] = [document.querySelector("[data-pick-all]"), document.querySelector("[data-picked]")];
  if (!all || !said) return;
  const boxes = picks();
  const ticked = boxes.filter((box) => box.checked).length;
  all.hidden = false;
  all.checked = ticked === boxes.length;
  all.indeterminate = ticked > 0 && ticked < boxes.length;
  const sentence = ticked === 1 ? said.dataset.one : said.dataset.many.replace("{}", ticked);
  said.textContent = ticked ? sentence : "";
}

document.addEventListener("change", (event) => {
  if (event.target.matches("[data-pick-all]")) for (const box of picks()) box.checked = event.target.checked;
  if (event.target.closest(".pick")) tell();
});
document.addEventListener("DOMContentLoaded", tell);
document.addEventListener("htmx:afterSwap", tell);
// A browser that goes back ticks again what was ticked.
window.addEventListener("pageshow", tell);
