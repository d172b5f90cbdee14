// A message as its channel shows it: what came, its time and ticks, and what can be pressed below it.

import { element, icon } from "./dom.js";
import { clockTime, linked, sizeOf, withEntities, withMarks } from "./text.js";

const TICKS = {
  sent: ["✓", "Enviado"],
  delivered: ["✓✓", "Entregado a la oficina"],
  failed: ["!", "No llegó: la oficina no respondió"],
};
const SMS_TICKS = { failed: "No entregado", delivered: "Entregado" };
const MARKS = { sent: "✓", delivered: "✓✓", read: "✓✓", failed: "!", undelivered: "!" };
const TOLD = { sent: "enviado", delivered: "entregado", read: "leído", failed: "fallido", undelivered: "no entregado" };

// The bubble of a message on a phone; `phone` has press() and openList().
export function bubbleOf(phone, message) {
  if (message.direction === "note") return element("li", { className: "day note" }, element("span", {}, message.text));
  const body = element("div", { className: "bubble" });
  if (message.template) body.append(element("p", { className: "template" }, "Plantilla aprobada"));
  if (message.document) body.append(documentOf(message.document));
  if (message.location) body.append(placeOf(message.location));
  if (message.contact) body.append(element("p", { className: "contact" }, "Contacto compartido"));
  if (message.text) body.append(element("p", { className: "text" }, wordsOf(phone.channel, message)));
  body.append(metaOf(phone.channel, message));
  const item = element("li", { className: `message ${message.direction} ${message.status}` }, body);
  item.append(...buttonsOf(phone, message));
  return item;
}

export function buttonOf(phone, button) {
  const symbol = button.kind === "link" ? icon("link") : button.kind === "location" ? icon("place") : button.kind === "contact" ? icon("contact")
    : phone.channel === "whatsapp" ? icon("reply") : null;
  return element("button", { type: "button", onclick: (event) => phone.press(button, event.currentTarget) }, symbol, button.title);
}

function wordsOf(channel, { text, entities }) {
  if (channel === "telegram") return withEntities(text, entities);
  return channel === "whatsapp" ? withMarks(text) : linked(text);
}

function metaOf(channel, message) {
  const meta = element("span", { className: "meta" }, message.edited ? "editado " : "", element("time", { dateTime: message.time }, clockTime(message.time)));
  if (message.segments) meta.append(element("span", { className: "segments", title: "Mensajes de texto que se cobran" }, ` · ${message.segments} SMS`));
  if (message.direction === "sent") {
    const [mark, title] = TICKS[message.status] || TICKS.sent;
    const shown = channel === "sms" ? ` · ${SMS_TICKS[message.status] ?? "Enviando…"}` : ` ${mark}`;
    meta.append(element("span", { className: "ticks", title, role: "img", ariaLabel: title }, shown));
  } else if (message.told.length) {
    // The newest last: what came before it is history, even if it was told later.
    const last = ["failed", "undelivered", "read", "delivered", "sent"].find((status) => message.told.includes(status));
    const title = `Avisos que recibió la oficina: ${message.told.map((status) => TOLD[status] ?? status).join(", ")}`;
    meta.append(element("span", { className: `ticks told ${last}`, title, role: "img", ariaLabel: title }, ` ${MARKS[last]}`));
  }
  return meta;
}

function documentOf({ name, mime, size, url, kind }) {
  if (kind === "sticker") return element("img", { className: "sticker", src: url, alt: "Sticker" });
  if (mime.startsWith("image/") && kind !== "document") return element("a", { className: "photo", href: url, target: "_blank", rel: "noopener" }, element("img", { src: url, alt: name }));
  if (mime.startsWith("audio/") || kind === "voice") return element("audio", { src: url, controls: true, ariaLabel: kind === "voice" ? "Nota de voz" : name });
  if (mime.startsWith("video/")) return element("video", { src: url, controls: true, ariaLabel: name });
  return element("a", { className: "document", href: url, target: "_blank", rel: "noopener" }, icon("file"),
    element("span", {}, element("strong", {}, name), element("small", {}, `${(mime.split("/")[1] || "archivo").toUpperCase()} · ${sizeOf(size)}`)));
}

function placeOf({ latitude, longitude }) {
  return element("div", { className: "place" }, icon("place"), element("span", {}, `${latitude.toFixed(5)}, ${longitude.toFixed(5)}`));
}

function buttonsOf(phone, message) {
  if (!message.buttons.length) return [];
  if (message.list_label) return [element("div", { className: "buttons" }, element("button", { type: "button", ariaHaspopup: "dialog", onclick: () => phone.openList(message) }, icon("list"), message.list_label))];
  let next = 0;
  const rows = message.rows.map((count) => element("div", { className: "row" }, ...message.buttons.slice(next, (next += count)).map((button) => buttonOf(phone, button))));
  return [element("div", { className: "buttons" }, ...rows)];
}
