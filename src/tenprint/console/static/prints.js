// A print in OpenSeadragon: what every view of prints has in common. The page loads openseadragon.min.js before this.

// OpenSeadragon puts a style of its own into the page where it finds none; the content policy would refuse it. This
// element is found by the same selector and is no style at all. What it would have said stands in parts.css.
const own = document.createElementNS("urn:tenprint", "style");
own.setAttribute("data-openseadragon-mobile-css", "");
document.head.append(own);

export function open(element, source, options = {}) {
  return OpenSeadragon({
    element,
    tileSources: { type: "image", url: source },
    drawer: "canvas",
    showNavigationControl: false,
    gestureSettingsMouse: { clickToZoom: false },
    gestureSettingsTouch: { pinchRotate: false },
    maxZoomPixelRatio: 8,
    minZoomImageRatio: 0.7,
    visibilityRatio: 0.3,
    imageSmoothingEnabled: false,
    animationTime: 0.25,
    ...options,
  });
}
