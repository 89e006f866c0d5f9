// The day's slider of the map, and what is said about the county under the pointer. Without this script the form works.

const form = document.querySelector("[data-map-days]");
const map = document.querySelector("svg.map");
const said = document.querySelector("[data-map-said]");
const DAY = 86400000;

if (form && map) {
  const range = form.querySelector("input[type=range]");
  const counties = [...map.querySelectorAll("path[data-t]")].map((path) => [path, path.dataset.t.split(" ").map(Number), path.dataset.n]);
  const first = Date.parse(form.dataset.first);
  const line = document.querySelector("svg.curve line");
  const words = new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "long", year: "numeric", timeZone: "UTC" });

  const show = () => {
    const day = Number(range.value);
    const states = new Set();
    let number = 0;
    for (const [path, turns, name] of counties) {
      let passed = 0;
      while (passed < turns.length && turns[passed] <= day) passed += 1;
      const active = passed % 2 === 1;
      path.classList.toggle("on", active);
      if (active) { number += 1; states.add(name.slice(-2)); }
    }
    // Territories that are not drawn are not counted by the drawing; the page says their number for each day it was made.
    const hidden = JSON.parse(form.dataset.hidden).filter(([turns]) => turns.filter((turn) => turn <= day).length % 2 === 1);
    for (const [, state] of hidden) { number += 1; states.add(state); }
    const date = words.format(new Date(first + day * DAY));
    form.querySelector("[data-day]").textContent = date;
    form.querySelector("[data-number]").textContent = `${number.toLocaleString("en-US")} counties in ${states.size} states`;
    range.setAttribute("aria-valuetext", `${date}: ${number} counties in ${states.size} states`);
    const x = (1000 * day) / Number(range.max);
    line?.setAttribute("x1", x);
    line?.setAttribute("x2", x);
  };
  range.addEventListener("input", show);
  range.addEventListener("change", () => {
    const iso = new Date(first + Number(range.value) * DAY).toISOString().slice(0, 10);
    history.replaceState(null, "", `?day=${iso}`);
    form.querySelector("[data-reload]").hidden = false;
  });
  form.addEventListener("submit", () => { range.name = "offset"; });
}

map?.addEventListener("pointerover", (event) => {
  const name = event.target.dataset?.n;
  if (said && name) said.textContent = name;
});
map?.addEventListener("pointerleave", () => { if (said) said.textContent = said.dataset.mapSaid; });
