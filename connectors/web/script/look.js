// What the page says of the chat on its script tag: colour, side, title.

const WHITE = [255, 255, 255];

// How much lighter one colour is than another (WCAG 2.1, 1.4.3).
function contrast(one, other) {
  const light = (colour) =>
    colour
      .map((part) => part / 255)
      .map((part) => (part <= 0.03928 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4))
      .reduce((sum, part, index) => sum + part * [0.2126, 0.7152, 0.0722][index], 0);
  const [dark, bright] = [light(one), light(other)].sort((a, b) => a - b);
  return (bright + 0.05) / (dark + 0.05);
}

// The page's colour (#rrggbb), darker where white on it, or it on its own tint, could not be read.
function dress(host, { color, position }) {
  if (position === "left") host.dataset.side = "left";
  const hex = /^#([0-9a-f]{6})$/i.exec((color || "").trim());
  if (!hex) return;
  let main = [0, 2, 4].map((at) => parseInt(hex[1].slice(at, at + 2), 16));
  const mixed = (other, share) => main.map((part, index) => Math.round(part * (1 - share) + other[index] * share));
  const tint = () => mixed(WHITE, 0.9);
  while (contrast(main, tint()) < 4.6) main = mixed([0, 0, 0], 0.05);
  const set = (name, colour) => host.style.setProperty(name, `rgb(${colour.join(" ")})`);
  set("--main", main);
  set("--tint", tint());
  set("--dark", mixed([0, 0, 0], 0.3));
}
