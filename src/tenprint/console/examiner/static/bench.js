// The bench: two panes kept in step, overlays, marks, a conclusion by the keyboard alone.
import { Pane } from "/static/examiner/pane.js";

const bench = document.getElementById("bench");
const $ = (id) => document.getElementById(id);
const task = bench.dataset.task, fingers = JSON.parse(bench.dataset.fingers);
const marks = []; // {finger, letter, probe, candidate}
const half = {}; // pane's name -> the end of a pair that waits for the other
let linked = true, leading = null, offset = null;

const panes = { a: new Pane($("pane-a"), follow), b: new Pane($("pane-b"), follow) };
const other = (pane) => (pane === panes.a ? panes.b : panes.a);

// Linked: the same change of zoom, place and turn in both; where they stand to each other is what it was when linked.
function take() {
  if (!panes.a.item || !panes.b.item) return;
  offset = { zoom: panes.b.zoom() / panes.a.zoom(), turn: panes.b.view.getRotation() - panes.a.view.getRotation(), a: panes.a.centre(), b: panes.b.centre() };
}
function follow(lead) {
  if (!linked || !offset || leading || !panes.a.item || !panes.b.item) return;
  leading = lead;
  const toB = lead === panes.a, sign = toB ? 1 : -1;
  const from = toB ? offset.a : offset.b, to = toB ? offset.b : offset.a;
  const zoom = toB ? lead.zoom() * offset.zoom : lead.zoom() / offset.zoom;
  const ratio = toB ? 1 / offset.zoom : offset.zoom, turn = (-sign * offset.turn * Math.PI) / 180;
  const here = lead.centre(), dx = (here.x - from.x) * ratio, dy = (here.y - from.y) * ratio;
  const centre = new OpenSeadragon.Point(to.x + dx * Math.cos(turn) - dy * Math.sin(turn), to.y + dx * Math.sin(turn) + dy * Math.cos(turn));
  const mate = other(lead);
  if (Math.abs(mate.zoom() - zoom) > 1e-4 || Math.abs(mate.view.getRotation(true) - lead.view.getRotation(true) - sign * offset.turn) > 0.01 || Math.hypot(mate.centre().x - centre.x, mate.centre().y - centre.y) > 0.05) {
    mate.follow(zoom, centre, lead.view.getRotation(true) + sign * offset.turn);
    mate.place();
  }
  leading = null;
}

const letter = () => $("letter").value, finger = () => Number($("finger").value), layer = () => $("layer").value;
const source = (who) => `/examinations/${task}/${who}/${finger()}/${layer()}.png`;

async function load(first) {
  if (!finger()) return;
  offset = null;
  const get = async (who) => (await fetch(`/examinations/${task}/${who}/${finger()}.json`)).json();
  const [a, b] = first ? [first.search, first.candidate] : await Promise.all([get("search"), get(letter())]);
  $("shown-letter").textContent = letter();
  await Promise.all([panes.a.show(a, source("search")), panes.b.show(b, source(letter()))]);
  take();
  await overlays();
  bench.dataset.ready = String(Math.round(performance.now()));
}

async function overlays() {
  const on = (id) => $(id).getAttribute("aria-pressed") === "true";
  const pairs = on("pairs") ? await (await fetch(`/examinations/${task}/${letter()}/${finger()}/pairs.json`)).json() : [];
  const shown = marks.filter((mark) => mark.finger === finger() && mark.letter === letter());
  for (const [name, pane] of Object.entries(panes)) {
    pane.layers = { minutiae: on("minutiae"), pairs: pairs.map((pair) => pair[name === "a" ? 0 : 1]), marks: shown.map((mark) => (name === "a" ? mark.probe : mark.candidate)) };
    if (half[name]) pane.layers.marks.push(half[name]);
    pane.draw();
  }
  const own = marks.filter((mark) => mark.letter === letter());
  $("count").textContent = own.length;
  $("marks").replaceChildren(...own.map((mark) => { const line = document.createElement("li"); line.textContent = `finger ${mark.finger}: ${mark.probe.map(Math.round)} and ${mark.candidate.map(Math.round)}`; return line; }));
  $("marks-field").value = JSON.stringify(own.map((mark) => [mark.finger, mark.probe, mark.candidate]));
  $("letter-field").value = letter();
}

function mark(pane) {
  half[pane === panes.a ? "a" : "b"] = [...pane.cross];
  if (half.a && half.b) {
    marks.push({ finger: finger(), letter: letter(), probe: half.a, candidate: half.b });
    delete half.a; delete half.b;
  }
  other(pane).element.focus();
  overlays();
}
function takeBack() {
  if (half.a || half.b) { delete half.a; delete half.b; } else marks.pop();
  overlays();
}
function toggle(id) {
  const now = $(id).getAttribute("aria-pressed") !== "true";
  $(id).setAttribute("aria-pressed", String(now));
  if (id === "link") { linked = now; take(); } else overlays();
}

for (const id of ["minutiae", "pairs", "link"]) $(id).addEventListener("click", () => toggle(id));
$("layer").addEventListener("change", () => { panes.a.swap(source("search")); panes.b.swap(source(letter())); });
$("finger").addEventListener("change", () => { delete half.a; delete half.b; load(); });
$("letter").addEventListener("change", () => {
  const names = new Map([...$("finger").options].map((option) => [option.value, option.textContent]));
  const kept = $("finger").value;
  $("finger").replaceChildren(...fingers[letter()].map((position) => new Option(names.get(String(position)) ?? position, position)));
  if (fingers[letter()].includes(Number(kept))) $("finger").value = kept;
  delete half.a; delete half.b;
  load();
});

const STEP = 2, FAR = 20, TURN = 5;
function key(pane, event) {
  const far = event.shiftKey ? FAR : STEP;
  const moves = { ArrowLeft: [-far, 0], ArrowRight: [far, 0], ArrowUp: [0, -far], ArrowDown: [0, far] };
  if (moves[event.key]) return pane.move(...moves[event.key]);
  const acts = {
    1: () => panes.a.element.focus(), 2: () => panes.b.element.focus(),
    "+": () => pane.view.zoomBy(1.25), "-": () => pane.view.zoomBy(0.8), 0: () => pane.view.goHome(),
    r: () => pane.view.setRotation(pane.view.getRotation() + TURN), R: () => pane.view.setRotation(pane.view.getRotation() - TURN),
    n: () => pane.hop(1), p: () => pane.hop(-1), m: () => mark(pane), Enter: () => mark(pane), Backspace: takeBack,
    t: () => toggle("minutiae"), g: () => toggle("pairs"), l: () => toggle("link"),
  };
  if (acts[event.key]) return acts[event.key]();
  const choice = document.querySelector(`input[data-key="${event.key}"]`);
  if (!choice) return false;
  choice.checked = true;
  document.querySelector("#conclusion button").focus();
}
for (const pane of Object.values(panes)) {
  pane.element.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.key === "Tab") return;
    if (key(pane, event) !== false) event.preventDefault();
  });
}
panes.a.element.focus();
load(JSON.parse(bench.dataset.first));
