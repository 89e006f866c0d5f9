// What every page does beside htmx: clocks that count down, rows that the keyboard walks, a list of keys.

const SECOND = 1000;

function words(milliseconds) {
  const s = Math.floor(Math.abs(milliseconds) / SECOND);
  const days = Math.floor(s / 86400), hours = Math.floor(s / 3600), minutes = Math.floor(s / 60);
  if (days) return `${days} d ${hours % 24} h`;
  if (hours) return `${hours} h ${minutes % 60} min`;
  return minutes ? `${minutes} min ${s % 60} s` : `${s} s`;
}

// The agency's clock may run in another year: what counts is the time since the page was made.
function tick() {
  for (const clock of document.querySelectorAll(".clock[data-due]")) {
    const now = Date.parse(clock.dataset.now) + performance.now() - (clock.dataset.since ??= String(performance.now()));
    const left = Date.parse(clock.dataset.due) - now;
    clock.classList.toggle("over", left < 0);
    clock.querySelector(".clock-left").textContent = left < 0 ? `over by ${words(left)}` : `${words(left)} left`;
  }
}
setInterval(tick, SECOND);

// j and k walk the rows of the first table, Enter follows the first link of a row.
function walk(step) {
  const rows = [...document.querySelectorAll("table.rows tbody tr")];
  if (!rows.length) return;
  const now = rows.findIndex((row) => row.hasAttribute("data-here"));
  const next = Math.min(rows.length - 1, Math.max(0, now + step));
  rows.forEach((row, index) => (index === next ? row.setAttribute("data-here", "") : row.removeAttribute("data-here")));
  const link = rows[next].querySelector("a");
  (link ?? rows[next]).scrollIntoView({ block: "nearest" });
  link?.focus({ preventScroll: true });
}

// Single keys work only while a table has the focus (WCAG 2.1.4).
document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || !event.target.closest?.(".table-box")) return;
  if (event.key === "j") walk(1);
  if (event.key === "k") walk(-1);
});

// After an answer of htmx the alert is what matters.
document.addEventListener("htmx:afterSwap", (event) => {
  if (event.detail.target?.id === "alerts") event.detail.target.scrollIntoView({ block: "center" });
});
document.addEventListener("htmx:sseMessage", (event) => {
  if (event.detail.type === "asleep") location.assign("/unlock");
});
