// A simulated phone in each element with data-phone: shows what the sandbox sends, sends what a person does.

import { describe } from "./faults.js";

const ICONS = {
  send: "M3 20l18-8L3 4v6l12 2-12 2z",
  photo: "M16.5 6.5v10a4.5 4.5 0 0 1-9 0V5.5a3 3 0 0 1 6 0v10a1.5 1.5 0 0 1-3 0v-9H9v9a3 3 0 0 0 6 0v-10a4.5 4.5 0 0 0-9 0v11a6 6 0 0 0 12 0v-10z",
  place: "M12 2a7 7 0 0 0-7 7c0 5 7 13 7 13s7-8 7-13a7 7 0 0 0-7-7zm0 9.5A2.5 2.5 0 1 1 12 6.500a2.5 2.5 0 0 1 0 5z",
  more: "M12 8a2 2 0 1 0 0-4 2 2 0 0 0 0 4zm0 6a2 2 0 1 0 0-4 2 2 0 0 0 0 4zm0 6a2 2 0 1 0 0-4 2 2 0 0 0 0 4z",
  file: "M6 2h8l5 5v15H6zM13 3.500V8h4.500z",
  list: "M4 6h2v2H4zm4 0h12v2H8zM4 11h2v2H4zm4 0h12v2H8zm-4 5h2v2H4zm4 0h12v2H8z",
  reply: "M10 9V5l-7 7 7 7v-4.100c5 0 8.500 1.600 11 5.100-1-5-4-10-11-11z",
  link: "M14 3h7v7h-2V6.400l-8.300 8.300-1.400-1.400L17.600 5H14zM5 5h6v2H7v10h10v-4h2v6H5z",
};
const IDEAS = ["Hola", "¿Cuánto debo?", "Se fue la luz en mi barrio", "Quiero poner una queja"];
const SUBTITLES = { telegram: "bot", whatsapp: "Cuenta de empresa", sms: "Mensaje de texto" };
const TICKS = {
  sent: ["✓", "Enviado"],
  delivered: ["✓✓", "Entregado a la oficina"],
  failed: ["!", "No llegó: la oficina no respondió"],
};

function element(tag, properties = {}, ...children) {
  const { dataset, ...rest } = properties;
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(rest)) {
    if (name.startsWith("aria") || name === "role" || name === "for") made.setAttribute(name.replace(/^aria(?=[A-Z])/, "aria-").toLowerCase(), value);
    else made[name] = value;
  }
  Object.assign(made.dataset, dataset);
  made.append(...children.filter((child) => child !== null && child !== undefined));
  return made;
}

function icon(name) {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  svg.setAttribute("viewBox", "0 0 24 24");
  svg.setAttribute("aria-hidden", "true");
  const path = document.createElementNS("http://www.w3.org/2000/svg", "path");
  path.setAttribute("d", ICONS[name]);
  svg.append(path);
  return svg;
}

// --- text -------------------------------------------------------------------------------------------------------

const ENTITY_TAGS = { bold: "strong", italic: "em", underline: "u", strikethrough: "s", code: "code", pre: "pre", spoiler: "span", blockquote: "blockquote" };

function linked(text) {
  const parts = document.createDocumentFragment();
  let last = 0;
  for (const found of text.matchAll(/https?:\/\/[^\s<>"]+[^\s<>".,;:!?)]/g)) {
    parts.append(text.slice(last, found.index), element("a", { href: found[0], target: "_blank", rel: "noopener" }, found[0]));
    last = found.index + found[0].length;
  }
  parts.append(text.slice(last));
  return parts;
}

function withEntities(text, entities, start = 0, end = text.length) {
  const parts = document.createDocumentFragment();
  let at = start;
  for (let index = 0; index < entities.length; index++) {
    const entity = entities[index];
    if (entity.offset < at || entity.offset >= end) continue;
    const stop = Math.min(entity.offset + entity.length, end);
    parts.append(linked(text.slice(at, entity.offset)));
    const inner = withEntities(text, entities.slice(index + 1), entity.offset, stop);
    if (entity.type === "text_link") parts.append(element("a", { href: entity.url, target: "_blank", rel: "noopener" }, text.slice(entity.offset, stop)));
    else parts.append(element(ENTITY_TAGS[entity.type] || "span", { className: entity.type }, inner));
    at = stop;
  }
  parts.append(linked(text.slice(at, end)));
  return parts;
}

function withMarks(text) {
  const parts = document.createDocumentFragment();
  let last = 0;
  for (const found of text.matchAll(/(?<![\p{L}\d])(?:\*(\S(?:[^*\n]*\S)?)\*|_(\S(?:[^_\n]*\S)?)_|~(\S(?:[^~\n]*\S)?)~)(?![\p{L}\d])/gu)) {
    const tag = found[1] ? "strong" : found[2] ? "em" : "s";
    parts.append(linked(text.slice(last, found.index)), element(tag, {}, found[1] || found[2] || found[3]));
    last = found.index + found[0].length;
  }
  parts.append(linked(text.slice(last)));
  return parts;
}

const clockTime = (time) => new Intl.DateTimeFormat("es-CO", { hour: "numeric", minute: "2-digit" }).format(new Date(time));
const shortDay = (time) => new Intl.DateTimeFormat("es-CO", { weekday: "short", day: "numeric", month: "short" }).format(new Date(time));
const dayOf = (time) => new Intl.DateTimeFormat("es-CO", { weekday: "long", day: "numeric", month: "long" }).format(new Date(time));
const sizeOf = (bytes) => (bytes < 1024 * 1024 ? `${Math.max(1, Math.round(bytes / 1024))} KB` : `${(bytes / 1024 / 1024).toFixed(1)} MB`);

// --- the phone --------------------------------------------------------------------------------------------------

class Phone {
  constructor(root) {
    ({ phone: this.phone, channel: this.channel, office: this.office } = root.dataset);
    this.place = root.dataset.location.split(",");
    this.url = `/api/${this.channel}/${this.phone}`;
    this.bubbles = new Map();
    this.build(root);
    this.listen();
  }

  build(root) {
    this.subtitle = element("p", { className: "subtitle" }, SUBTITLES[this.channel]);
    this.notice = element("p", { className: "notice", hidden: true });
    this.fault = element("p", { className: "fault", role: "status", hidden: true });
    this.chat = element("ol", { className: "chat", role: "log", ariaLive: "polite", ariaLabel: "Conversación", tabIndex: 0 });
    this.keyboard = element("div", { className: "keyboard", role: "group", ariaLabel: "Teclado de respuestas", hidden: true });
    this.toast = element("p", { className: "toast", role: "status", hidden: true });
    this.composer = this.makeComposer();
    this.start = element("button", { type: "button", className: "start", hidden: true });
    this.sheet = element("dialog", { className: "sheet" });
    this.sheet.addEventListener("click", (event) => event.target === this.sheet && this.sheet.close());
    this.atEnd = true;
    let top = 0;
    this.chat.addEventListener("scroll", () => {
      if (this.chat.scrollHeight - this.chat.scrollTop - this.chat.clientHeight < 40) this.atEnd = true;
      else if (this.chat.scrollTop < top) this.atEnd = false;
      top = this.chat.scrollTop;
    });
    this.chat.addEventListener("load", () => this.stay(), true);
    new ResizeObserver(() => this.stay()).observe(this.chat);
    root.classList.add("phone", this.channel);
    root.append(
      element("header", { className: "bar" },
        element("span", { className: "avatar", ariaHidden: "true" }, this.office.charAt(0)),
        element("div", { className: "who" }, element("p", { className: "title" }, this.office), this.subtitle),
        this.channel === "telegram" ? this.makeMenu() : null),
      this.fault, this.notice, this.chat, this.toast, this.keyboard, this.composer, this.start, this.sheet);
    root.setAttribute("role", "region");
    root.setAttribute("aria-label", `Teléfono con ${{ telegram: "Telegram", whatsapp: "WhatsApp", sms: "SMS" }[this.channel]}`);
  }

  makeMenu() {
    this.blockButton = element("button", { type: "button", className: "text" }, "Bloquear");
    this.blockButton.onclick = () => this.post(this.state?.blocked ? "unblock" : "block");
    return this.blockButton;
  }

  makeComposer() {
    this.input = element("textarea", { rows: 1, maxLength: 4096, placeholder: "Mensaje", ariaLabel: "Escriba aquí su mensaje" });
    this.input.addEventListener("input", () => this.typed());
    this.input.addEventListener("keydown", (event) => {
      if (event.key === "Enter" && !event.shiftKey && !event.isComposing) { event.preventDefault(); form.requestSubmit(); }
    });
    const file = element("input", { type: "file", hidden: true, tabIndex: -1, ariaLabel: "Archivo" });
    file.onchange = () => this.attach(file);
    this.pick = (kind, accept) => { file.dataset.kind = kind; file.accept = accept; file.click(); };
    const photo = element("button", { type: "button", className: "round", title: "Enviar un archivo", ariaLabel: "Enviar un archivo" }, icon("photo"));
    photo.onclick = () => (this.channel === "sms" ? this.pick("photo", "image/*") : this.chooseFile());
    const place = element("button", { type: "button", className: "round", title: "Enviar ubicación", ariaLabel: "Enviar ubicación" }, icon("place"));
    place.onclick = () => this.askPlace();
    const send = element("button", { type: "submit", className: "round send", title: "Enviar", ariaLabel: "Enviar" }, icon("send"));
    this.count = element("span", { className: "count", ariaHidden: "true" });
    const form = element("form", { className: "composer" }, file, photo, this.channel === "sms" ? null : place,
      element("div", { className: "field" }, this.input, this.count), send);
    form.onsubmit = (event) => { event.preventDefault(); this.write(this.input.value); };
    return form;
  }

  typed() {
    this.input.style.height = "auto";
    this.input.style.height = `${Math.min(this.input.scrollHeight, 110)}px`;
    const length = this.input.value.length;
    this.count.textContent = this.channel === "sms" && length > 100 ? String(length) : "";
  }

  // --- what a person does

  async post(path, content) {
    const options = { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(content ?? {}) };
    const response = await fetch(`${this.url}/${path}`, options).catch(() => null);
    if (!response?.ok) this.say("No se pudo enviar. Intente de nuevo.");
    return response?.ok;
  }

  async write(text) {
    if (!text.trim()) return;
    this.input.value = "";
    this.typed();
    if (!(await this.post("messages", { text }))) this.input.value ||= text;
  }

  attach(input) {
    const [file] = input.files;
    input.value = "";
    if (file) this.sendFile(file, file.name, input.dataset.kind);
  }

  // What a phone offers behind its paper clip.
  chooseFile() {
    const option = (title, about, act) => element("button", { type: "button", className: "option", onclick: () => { this.sheet.close(); act(); } },
      element("strong", {}, title), element("small", {}, about));
    this.sheet.replaceChildren(
      element("h3", {}, "Enviar un archivo"),
      option("Foto", "Una imagen, tal como la toma el teléfono", () => this.pick("photo", "image/jpeg,image/png")),
      option("Documento", "Cualquier archivo, con su nombre", () => this.pick("document", "")),
      option("Nota de voz", "Una grabación de muestra, de dos segundos", () => this.sendSample("voice.ogg", "audio/ogg", "voice")),
      ...(window.MediaRecorder && navigator.mediaDevices ? [option("Grabar nota de voz", "Con el micrófono de este equipo", () => this.record())] : []),
      option("Sticker", "Una carita", () => this.sendSample("sticker.webp", "image/webp", "sticker")),
      element("button", { type: "button", onclick: () => this.sheet.close() }, "Cerrar"));
    this.sheet.showModal();
  }

  async sendSample(name, type, kind) {
    const response = await fetch(`/assets/${name}`);
    if (response.ok) this.sendFile(new Blob([await response.arrayBuffer()], { type }), name, kind);
  }

  async record() {
    const stream = await navigator.mediaDevices.getUserMedia({ audio: true }).catch(() => null);
    if (!stream) return this.say("El micrófono no está disponible.");
    const recorder = new MediaRecorder(stream);
    const pieces = [];
    let send = false;
    const end = (wanted) => { send = wanted; this.sheet.close(); };
    recorder.ondataavailable = (event) => pieces.push(event.data);
    recorder.onstop = () => {
      stream.getTracks().forEach((track) => track.stop());
      if (send) this.sendFile(new Blob(pieces, { type: recorder.mimeType }), "nota.webm", "voice");
    };
    this.sheet.addEventListener("close", () => recorder.stop(), { once: true });
    this.sheet.replaceChildren(element("h3", { role: "status" }, "Grabando…"), element("div", { className: "actions" },
      element("button", { type: "button", onclick: () => end(false) }, "Cancelar"),
      element("button", { type: "button", className: "main", onclick: () => end(true) }, "Enviar")));
    recorder.start();
    this.sheet.showModal();
  }

  sendFile(file, name, kind) {
    const caption = kind === "voice" || kind === "sticker" ? "" : this.input.value.trim();
    const reader = new FileReader();
    reader.onload = () => {
      const media = { name, mime: file.type.split(";")[0] || "application/octet-stream", data: reader.result.slice(reader.result.indexOf(",") + 1), kind };
      this.post("messages", { text: caption, media });
      if (caption) { this.input.value = ""; this.typed(); }
    };
    reader.readAsDataURL(file);
  }

  askPlace() {
    const [latitude, longitude] = this.place.map((value, index) =>
      element("input", { type: "number", step: "any", required: true, value, min: index ? -180 : -90, max: index ? 180 : 90 }));
    const form = element("form", { method: "dialog" },
      element("h3", {}, "Enviar ubicación"),
      element("label", {}, "Latitud", latitude), element("label", {}, "Longitud", longitude),
      element("div", { className: "actions" },
        element("button", { type: "button", onclick: () => this.sheet.close() }, "Cancelar"),
        element("button", { className: "main" }, "Enviar")));
    form.onsubmit = () => this.post("messages", { location: { latitude: Number(latitude.value), longitude: Number(longitude.value) } });
    this.sheet.replaceChildren(form);
    this.sheet.showModal();
  }

  press(button) {
    if (button.kind === "link") window.open(button.data, "_blank", "noopener");
    else if (button.kind === "location") this.askPlace();
    else this.post("press", { button: button.kind === "reply" || button.kind === "contact" ? button.title : button.data || button.title });
  }

  // --- what the sandbox tells

  listen() {
    this.events = new EventSource(`${this.url}/events`);
    this.events.onmessage = (event) => this.receive(JSON.parse(event.data));
    this.events.onerror = () => { this.subtitle.textContent = "sin conexión…"; };
  }

  receive(event) {
    if (event.messages) {
      this.bubbles.clear();
      this.chat.replaceChildren();
      this.atEnd = true;
      event.messages.forEach((message) => this.show(message));
    }
    if (event.state) this.showState(event.state);
    if (event.faults) this.showFaults(event.faults);
    if (event.message) this.show(event.message);
    if (event.removed) { this.bubbles.get(event.removed)?.remove(); this.bubbles.delete(event.removed); }
    if (event.typing) this.showTyping();
    if (event.answered) this.say(event.toast);
    this.showIdeas();
  }

  showState(state) {
    this.state = state;
    const { blocked, keyboard, started } = state;
    this.subtitle.textContent = this.channel === "sms" ? SUBTITLES.sms : SUBTITLES[this.channel];
    if (this.blockButton) this.blockButton.textContent = blocked ? "Desbloquear" : "Bloquear";
    this.keyboard.hidden = blocked || keyboard.length === 0;
    this.keyboard.replaceChildren(...keyboard.map((row) => element("div", { className: "row" }, ...row.map((button) => this.makeButton(button)))));
    this.showNotice(state);
    const start = this.channel === "telegram" && (blocked || !started);
    this.start.hidden = !start;
    this.composer.hidden = start;
    this.start.textContent = blocked ? "Desbloquear" : "Iniciar";
    this.start.onclick = () => (blocked ? this.post("unblock") : this.write("/start"));
  }

  showNotice(state) {
    let text = "";
    if (this.channel === "whatsapp" && state.window_closes) {
      text = state.window_open
        ? `Ventana de 24 h abierta hasta ${shortDay(state.window_closes)}, ${clockTime(state.window_closes)}`
        : "Ventana de 24 h cerrada: la oficina solo puede enviarle plantillas aprobadas";
    }
    if (state.opted_out) text = "Usted escribió STOP: la oficina no puede enviarle SMS. Para volver, escriba START.";
    if (state.blocked) text = "Usted bloqueó este bot: no puede escribirle.";
    this.notice.classList.toggle("closed", state.opted_out || state.blocked || (this.channel === "whatsapp" && !state.window_open));
    this.notice.textContent = text;
    this.notice.hidden = !text;
  }

  showFaults(faults) {
    this.fault.textContent = faults.length ? `Falla simulada: ${faults.map(describe).join(" · ")}` : "";
    this.fault.hidden = !faults.length;
  }

  showIdeas() {
    this.ideas?.remove();
    if (this.bubbles.size || (this.channel === "telegram" && !this.state?.started)) {
      this.ideas = this.bubbles.size ? null : element("li", { className: "ideas" }, element("p", {}, "Pulse Iniciar para hablar con el bot."));
    } else {
      this.ideas = element("li", { className: "ideas" }, element("p", {}, "Para empezar, escriba o pulse:"),
        ...IDEAS.map((idea) => element("button", { type: "button", onclick: () => this.write(idea) }, idea)));
    }
    if (this.ideas) this.chat.append(this.ideas);
  }

  showTyping() {
    this.subtitle.textContent = "escribiendo…";
    clearTimeout(this.typing);
    this.typing = setTimeout(() => { this.subtitle.textContent = SUBTITLES[this.channel]; }, 5000);
  }

  say(text) {
    if (!text) return;
    this.toast.textContent = text;
    this.toast.hidden = false;
    clearTimeout(this.toasting);
    this.toasting = setTimeout(() => { this.toast.hidden = true; }, 4000);
  }

  show(message) {
    const bubble = this.makeBubble(message);
    const known = this.bubbles.get(message.id);
    this.bubbles.set(message.id, bubble);
    if (known) known.replaceWith(bubble);
    else this.append(bubble, message);
    if (message.direction === "received") this.subtitle.textContent = SUBTITLES[this.channel];
    if (message.direction === "sent") this.atEnd = true;
    this.stay();
  }

  // Keep the newest bubble in sight unless the person has scrolled up to read.
  stay() {
    if (this.atEnd) this.chat.scrollTop = this.chat.scrollHeight;
  }

  append(bubble, message) {
    const day = dayOf(message.time);
    if (day !== this.day || this.bubbles.size === 1) this.chat.append(element("li", { className: "day" }, element("span", {}, day)));
    this.day = day;
    this.chat.append(bubble);
  }

  makeBubble(message) {
    const body = element("div", { className: "bubble" });
    if (message.document) body.append(this.makeDocument(message.document));
    if (message.location) body.append(this.makePlace(message.location));
    if (message.contact) body.append(element("p", { className: "contact" }, "Contacto compartido"));
    if (message.text) body.append(element("p", { className: "text" }, this.channel === "telegram" ? withEntities(message.text, message.entities) : this.channel === "whatsapp" ? withMarks(message.text) : linked(message.text)));
    body.append(this.makeMeta(message));
    const item = element("li", { className: `message ${message.direction} ${message.status}` }, body);
    item.append(...this.makeButtons(message));
    return item;
  }

  makeMeta(message) {
    const meta = element("span", { className: "meta" }, message.edited ? "editado " : "", element("time", { dateTime: message.time }, clockTime(message.time)));
    if (message.direction === "sent") {
      const [mark, title] = TICKS[message.status] || TICKS.sent;
      const shown = this.channel === "sms" ? ` · ${message.status === "failed" ? "No entregado" : message.status === "delivered" ? "Entregado" : "Enviando…"}` : ` ${mark}`;
      meta.append(element("span", { className: "ticks", title, role: "img", ariaLabel: title }, shown));
    }
    return meta;
  }

  makeDocument({ name, mime, size, url, kind }) {
    if (kind === "sticker") return element("img", { className: "sticker", src: url, alt: "Sticker" });
    if (mime.startsWith("image/") && kind !== "document") return element("a", { className: "photo", href: url, target: "_blank", rel: "noopener" }, element("img", { src: url, alt: name }));
    if (mime.startsWith("audio/")) return element("audio", { src: url, controls: true });
    return element("a", { className: "document", href: url, target: "_blank", rel: "noopener" }, icon("file"),
      element("span", {}, element("strong", {}, name), element("small", {}, `${(mime.split("/")[1] || "archivo").toUpperCase()} · ${sizeOf(size)}`)));
  }

  makePlace({ latitude, longitude }) {
    return element("div", { className: "place" }, icon("place"), element("span", {}, `${latitude.toFixed(5)}, ${longitude.toFixed(5)}`));
  }

  makeButtons(message) {
    if (!message.buttons.length) return [];
    if (message.list_label) return [element("div", { className: "buttons" }, element("button", { type: "button", onclick: () => this.openList(message) }, icon("list"), message.list_label))];
    let next = 0;
    const rows = message.rows.map((count) => element("div", { className: "row" }, ...message.buttons.slice(next, (next += count)).map((button) => this.makeButton(button))));
    return [element("div", { className: "buttons" }, ...rows)];
  }

  makeButton(button) {
    const symbol = button.kind === "link" ? icon("link") : button.kind === "location" ? icon("place") : this.channel === "whatsapp" ? icon("reply") : null;
    return element("button", { type: "button", onclick: () => this.press(button) }, symbol, button.title);
  }

  openList(message) {
    const options = message.buttons.map((button) => element("button", { type: "button", className: "option", onclick: () => { this.sheet.close(); this.press(button); } },
      element("strong", {}, button.title), button.description ? element("small", {}, button.description) : null));
    this.sheet.replaceChildren(element("h3", {}, message.list_label), ...options, element("button", { type: "button", onclick: () => this.sheet.close() }, "Cerrar"));
    this.sheet.showModal();
  }
}

document.querySelectorAll("[data-phone]:not([data-channel=voice])").forEach((root) => new Phone(root));

const tabs = document.querySelectorAll(".channel-tabs button");
function choose(channel) {
  document.body.dataset.shown = channel;
  tabs.forEach((tab) => tab.setAttribute("aria-selected", String(tab.dataset.channel === channel)));
}
tabs.forEach((tab) => tab.addEventListener("click", () => choose(tab.dataset.channel)));
if (tabs.length) choose("whatsapp");

export { element, icon };
