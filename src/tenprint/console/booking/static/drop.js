// The whole box takes files: the input lies over it, this only shows that it would.
const box = document.querySelector(".drop");
for (const name of ["dragenter", "dragover"]) box.addEventListener(name, () => box.classList.add("over"));
for (const name of ["dragleave", "drop"]) box.addEventListener(name, () => box.classList.remove("over"));
// The same file again is a change, too.
box.addEventListener("htmx:afterRequest", (event) => { if (event.target === box) box.querySelector("input").value = ""; });
