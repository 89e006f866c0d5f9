// One print with its overlay: minutiae, pairs, marks, the cross. Coordinates are px at 500 ppi.
import { open } from "/static/prints.js";

const SVG = "http://www.w3.org/2000/svg";
const TAIL = 14; // px, of the line that shows a minutia's direction

function put(parent, name, attributes) {
  const made = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  return parent.appendChild(made);
}

export class Pane {
  constructor(element, changed) {
    this.element = element;
    this.cross = [0, 0];
    this.print = { width: 800, height: 750, minutiae: [], image: false };
    this.viewer = open(element, undefined, { tileSources: [], keyboardNavEnabled: false });
    this.viewer.innerTracker.keyHandler = null;
    this.viewer.innerTracker.keyDownHandler = null;
    this.svg = put(element, "svg", { class: "overlay", "aria-hidden": "true" });
    this.group = put(this.svg, "g", {});
    this.viewer.addHandler("update-viewport", () => { this.place(); changed(this); });
    this.viewer.addHandler("canvas-click", (event) => {
      if (!event.quick || !this.item) return;
      const at = this.item.viewerElementToImageCoordinates(event.position);
      this.cross = [at.x, at.y];
      this.draw();
      this.element.focus();
    });
    this.layers = { minutiae: false, pairs: [], marks: [] };
  }

  get item() { return this.viewer.world.getItemAt(0); }
  get view() { return this.viewer.viewport; }

  show(print, source) {
    this.print = print;
    this.cross = [print.width / 2, print.height / 2];
    const tile = print.image ? { type: "image", url: source } : blank(print);
    return new Promise((done) => {
      this.viewer.addOnceHandler("open", () => { this.draw(); done(); });
      this.viewer.open(tile);
    });
  }

  // Another layer of the same print: the view stays.
  swap(source) {
    if (!this.print.image) return;
    this.viewer.addTiledImage({ tileSource: { type: "image", url: source }, index: 0, replace: true });
  }

  place() {
    if (!this.item) return;
    const at = (x, y) => this.item.imageToViewerElementCoordinates(new OpenSeadragon.Point(x, y));
    const o = at(0, 0), x = at(1, 0), y = at(0, 1);
    this.group.setAttribute("transform", `matrix(${x.x - o.x} ${x.y - o.y} ${y.x - o.x} ${y.y - o.y} ${o.x} ${o.y})`);
    const centre = this.centre();
    Object.assign(this.element.dataset, { zoom: this.zoom().toFixed(4), rotation: this.view.getRotation(true).toFixed(2), x: centre.x.toFixed(1), y: centre.y.toFixed(1) });
  }

  centre() { return this.item.viewportToImageCoordinates(this.view.getCenter(true)); }
  zoom() { return this.item.viewportToImageZoom(this.view.getZoom(true)); }

  follow(zoom, centre, rotation) {
    this.view.zoomTo(this.item.imageToViewportZoom(zoom), null, true);
    this.view.setRotation(rotation, true);
    this.view.panTo(this.item.imageToViewportCoordinates(centre), true);
    this.view.applyConstraints?.(true);
    this.viewer.forceRedraw();
  }

  draw() {
    this.group.replaceChildren();
    const scale = 1;
    if (this.layers.minutiae) for (const [x, y, d, kind] of this.print.minutiae) this.minutia("minutia", x, y, d, kind, scale);
    this.layers.pairs.forEach((index, number) => {
      const found = this.print.minutiae[index];
      if (!found) return;
      this.minutia("paired", ...found);
      this.label(found[0], found[1], number + 1);
    });
    this.layers.marks.forEach(([x, y], number) => { put(this.group, "circle", { class: "mark", cx: x, cy: y, r: 9 }); this.label(x, y, number + 1); });
    const [x, y] = this.cross;
    put(this.group, "path", { class: "cross", d: `M${x - 18} ${y}h12m12 0h12M${x} ${y - 18}v12m0 12v12` });
    this.place();
  }

  minutia(kind, x, y, direction, type) {
    if (type === 2) put(this.group, "rect", { class: kind, x: x - 4, y: y - 4, width: 8, height: 8 });
    else put(this.group, "circle", { class: kind, cx: x, cy: y, r: 4.5 });
    put(this.group, "path", { class: kind, d: `M${x} ${y}l${TAIL * Math.cos(direction)} ${-TAIL * Math.sin(direction)}` });
  }

  label(x, y, words) { put(this.group, "text", { x: x + 9, y: y - 7 }).textContent = words; }

  move(dx, dy) {
    const turn = (-this.view.getRotation(true) * Math.PI) / 180; // arrows mean the screen, not the print
    const x = this.cross[0] + dx * Math.cos(turn) - dy * Math.sin(turn);
    const y = this.cross[1] + dx * Math.sin(turn) + dy * Math.cos(turn);
    this.cross = [Math.min(this.print.width, Math.max(0, x)), Math.min(this.print.height, Math.max(0, y))];
    this.reveal();
  }

  hop(step) {
    const list = this.print.minutiae;
    if (!list.length) return;
    const here = list.findIndex(([x, y]) => Math.hypot(x - this.cross[0], y - this.cross[1]) < 0.6);
    const next = here < 0 ? (step > 0 ? 0 : list.length - 1) : (here + step + list.length) % list.length;
    this.cross = list[next].slice(0, 2);
    this.reveal();
  }

  reveal() {
    const point = this.item.imageToViewportCoordinates(...this.cross);
    if (!this.view.getBounds(true).containsPoint(point)) this.view.panTo(point, true);
    this.draw();
  }
}

function blank({ width, height }) {
  return { width, height, tileSize: Math.max(width, height), minLevel: 0, maxLevel: 0, getTileUrl: () => "/static/examiner/blank.svg" };
}
