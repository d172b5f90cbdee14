// Elements built by hand: whatever comes from outside is only ever set as text.

const SVG = "http://www.w3.org/2000/svg";

function h(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else if (value === true) element.setAttribute(name, "");
    else if (value !== false && value != null) element.setAttribute(name, value);
  }
  element.append(...children.filter((child) => child != null));
  return element;
}

function icon(path) {
  const svg = document.createElementNS(SVG, "svg");
  for (const [name, value] of Object.entries({ viewBox: "0 0 24 24", "aria-hidden": "true", focusable: "false" }))
    svg.setAttribute(name, value);
  const line = document.createElementNS(SVG, "path");
  line.setAttribute("d", path);
  svg.append(line);
  return svg;
}

const hidden = (text) => h("span", { class: "vh" }, text);

// The text with its web addresses as links.
function linked(text) {
  const parts = text.split(/(https?:\/\/[^\s<>"]*[^\s<>".,;:!?)\]])/);
  return parts.map((part, index) =>
    index % 2 ? external(null, part, part) : part
  );
}

const button = (className, label, onclick, ...children) =>
  h("button", { type: "button", class: className, "aria-label": label, onclick }, ...children);

const external = (className, href, ...children) =>
  h("a", { class: className, href, target: "_blank", rel: "noopener noreferrer" }, ...children);
