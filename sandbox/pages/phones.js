// A simulated phone in each element with data-phone: shows what the sandbox sends, sends what a person does.

import { bubbleOf, buttonOf } from "./bubble.js";
import { element, icon } from "./dom.js";
import { describe } from "./faults.js";
import { Files } from "./files.js";
import { clockTime, dayOf, shortDay } from "./text.js";

const IDEAS = ["Hola", "¿Cuánto debo?", "Se fue la luz en mi barrio", "Quiero poner una queja"];
const WAITING_SECONDS = 15;
const SUBTITLES = { telegram: "bot", whatsapp: "Cuenta de empresa", sms: "Mensaje de texto" };
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
    this.pass = element("button", { type: "button", title: "Adelanta la hora de toda la demostración", onclick: () => this.passWindow() }, "Pasar 24 horas");
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
    const files = new Files(this);
    const photo = element("button", { type: "button", className: "round", title: "Enviar un archivo", ariaLabel: "Enviar un archivo" }, icon("photo"));
    photo.onclick = () => (this.channel === "sms" ? files.pick("photo", "image/*") : files.chooseFile());
    const place = element("button", { type: "button", className: "round", title: "Enviar ubicación", ariaLabel: "Enviar ubicación" }, icon("place"));
    place.onclick = () => this.askPlace();
    const send = element("button", { type: "submit", className: "round send", title: "Enviar", ariaLabel: "Enviar" }, icon("send"));
    this.count = element("span", { className: "count", ariaHidden: "true" });
    const form = element("form", { className: "composer" }, files.input, photo, this.channel === "sms" ? null : place,
      element("div", { className: "field" }, this.input, this.count), send);
    form.onsubmit = (event) => { event.preventDefault(); this.write(this.input.value); };
    return form;
  }

  typed() {
    this.input.style.height = "auto";
    const height = this.input.scrollHeight; // 0 while the phone does not show it
    if (height) this.input.style.height = `${Math.min(height, 110)}px`;
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

  async passWindow() {
    const closes = (new Date(this.state.window_closes) - new Date(this.state.now)) / 1000;
    const options = { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify({ seconds: Math.ceil(closes) + 1 }) };
    const response = await fetch("/api/clock", options).catch(() => null);
    if (!response?.ok) this.say("No se pudo adelantar la hora.");
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
    this.openSheet();
  }

  press(button, pressed) {
    if (this.channel === "telegram" && button.kind === "inline") this.wait(pressed);
    if (button.kind === "link") window.open(button.data, "_blank", "noopener");
    else if (button.kind === "location") this.askPlace();
    else this.post("press", { button: button.kind === "reply" || button.kind === "contact" ? button.title : button.data || button.title });
  }

  // Telegram's buttons turn until the bot has acknowledged the tap.
  wait(pressed) {
    pressed.classList.add("waiting");
    setTimeout(() => pressed.classList.remove("waiting"), WAITING_SECONDS * 1000);
  }

  // A sheet that comes up from the phone's lower edge.
  openSheet() {
    const { left, bottom, width } = this.chat.parentElement.getBoundingClientRect();
    const edge = this.chat.parentElement.clientLeft;
    Object.assign(this.sheet.style, { left: `${left + edge}px`, width: `${width - 2 * edge}px`, bottom: `${innerHeight - bottom + edge}px` });
    this.sheet.showModal();
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
    if (event.answered) {
      this.chat.querySelectorAll(".waiting").forEach((button) => button.classList.remove("waiting"));
      this.say(event.toast);
    }
    this.showIdeas();
  }

  showState(state) {
    this.state = state;
    const { blocked, keyboard, started } = state;
    this.subtitle.textContent = this.channel === "sms" ? SUBTITLES.sms : SUBTITLES[this.channel];
    if (this.blockButton) this.blockButton.textContent = blocked ? "Desbloquear" : "Bloquear";
    this.keyboard.hidden = blocked || keyboard.length === 0;
    this.keyboard.replaceChildren(...keyboard.map((row) => element("div", { className: "row" }, ...row.map((button) => buttonOf(this, button)))));
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
    const passes = this.channel === "whatsapp" && state.window_closes && state.window_open;
    this.notice.replaceChildren(text, ...(passes ? [" ", this.pass] : []));
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
    const bubble = bubbleOf(this, message);
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

  openList(message) {
    const options = message.buttons.map((button) => element("button", { type: "button", className: "option", onclick: () => { this.sheet.close(); this.press(button); } },
      element("span", {}, element("strong", {}, button.title), button.description ? element("small", {}, button.description) : null),
      element("span", { className: "radio", ariaHidden: "true" })));
    this.sheet.replaceChildren(element("h3", {}, message.list_label), ...options, element("button", { type: "button", onclick: () => this.sheet.close() }, "Cerrar"));
    this.openSheet();
  }
}

document.querySelectorAll("[data-phone]:not([data-channel=voice])").forEach((root) => new Phone(root));

const tabs = [...document.querySelectorAll(".channel-tabs button")];
function choose(channel) {
  document.body.dataset.shown = channel;
  for (const tab of tabs) {
    const chosen = tab.dataset.channel === channel;
    tab.setAttribute("aria-selected", String(chosen));
    tab.tabIndex = chosen ? 0 : -1;
  }
}
tabs.forEach((tab, index) => {
  tab.addEventListener("click", () => choose(tab.dataset.channel));
  tab.addEventListener("keydown", (event) => {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (!step) return;
    const next = tabs[(index + step + tabs.length) % tabs.length];
    choose(next.dataset.channel);
    next.focus();
  });
});
if (tabs.length) choose("whatsapp");
