// One print, large: zoom, move, turn.
import { open } from "/static/prints.js";

const place = document.getElementById("viewer");
const viewer = open(place, place.dataset.source);
place.addEventListener("keydown", (event) => {
  if (event.key === "r") viewer.viewport.setRotation(viewer.viewport.getRotation() + 15);
  if (event.key === "0") {
    viewer.viewport.setRotation(0);
    viewer.viewport.goHome();
  }
});
