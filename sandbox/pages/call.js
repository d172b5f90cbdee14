// A telephone in each element with data-channel="voice": a person speaks by typing, presses keys, and reads what is said.

import { element, icon } from "./dom.js";

const KEYS = ["1", "2", "3", "4", "5", "6", "7", "8", "9", "*", "0", "#"];
const PHASES = {
  ringing: "llamando…",
  talking: "en llamada",
  listening: "le escucha",
  dialing: "comunicando con la oficina…",
  with_person: "con una persona de la oficina",
  ended: "llamada terminada",
};
const AT_THE_OFFICE = {
  dialing: [["answer", "Contestar"], ["busy", "Ocupado"], ["no-answer", "No contestar"]],
  with_person: [["hangup", "Colgar"]],
};

class Telephone {
  constructor(root) {
    ({ phone: this.phone, office: this.office } = root.dataset);
    this.url = `/api/voice/${this.phone}`;
    this.lines = new Map();
    this.build(root);
    this.look();
  }

  // Browsers keep few connections to one address open: the telephone has one only while a call is going on.
  async look() {
    const read = (path) => fetch(`${this.url}/${path}`).then((response) => response.json()).catch(() => null);
    const [messages, state] = await Promise.all([read("messages"), read("state")]);
    this.receive({ messages: messages ?? [], state });
    if (this.going) this.listen();
  }

  listen() {
    this.events?.close();
    this.events = new EventSource(`${this.url}/events`);
    this.events.onmessage = (event) => this.receive(JSON.parse(event.data));
    this.events.onerror = () => { this.subtitle.textContent = "sin conexión…"; };
  }

  build(root) {
    this.subtitle = element("p", { className: "subtitle", role: "status" }, "teléfono");
    this.said = element("ol", { className: "chat said", role: "log", ariaLive: "polite", ariaLabel: "Lo que se dice", tabIndex: 0 });
    this.office_end = element("div", { className: "office-end", role: "group", ariaLabel: "En la oficina", hidden: true });
    this.input = element("input", { type: "text", maxLength: 1000, placeholder: "Diga algo", ariaLabel: "Escriba lo que dice", autocomplete: "off" });
    this.speak = element("button", { type: "submit", className: "round send", title: "Decir", ariaLabel: "Decir" }, icon("send"));
    const form = element("form", { className: "composer" }, element("div", { className: "field" }, this.input), this.speak);
    form.onsubmit = (event) => { event.preventDefault(); this.say(); };
    this.pad = element("div", { className: "pad", role: "group", ariaLabel: "Teclado del teléfono" }, ...KEYS.map((key) => this.makeKey(key)));
    this.silent = element("button", { type: "button", className: "quiet", onclick: () => this.post("silence") }, "Callar");
    this.call = element("button", { type: "button", className: "call", onclick: () => this.callOrHangUp() });
    root.classList.add("phone", "voice");
    root.append(
      element("header", { className: "bar" },
        element("span", { className: "avatar", ariaHidden: "true" }, this.office.charAt(0)),
        element("div", { className: "who" }, element("p", { className: "title" }, this.office), this.subtitle)),
      this.said, this.office_end, form, this.pad, element("div", { className: "line" }, this.call, this.silent));
    root.setAttribute("role", "region");
    root.setAttribute("aria-label", "Teléfono para llamar");
    this.show(null);
  }

  makeKey(key) {
    const name = { "*": "asterisco", "#": "numeral" }[key] || key;
    return element("button", { type: "button", ariaLabel: `Marcar ${name}`, onclick: () => this.post("keys", { keys: key }) }, key);
  }

  async callOrHangUp() {
    if (this.going) this.post("hangup");
    else if (await this.post("call")) this.listen();
  }

  async say() {
    const text = this.input.value.trim();
    if (!text) return;
    this.input.value = "";
    if (!(await this.post("say", { text }))) this.input.value ||= text;
  }

  async post(path, content) {
    const options = { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(content ?? {}) };
    const response = await fetch(`${this.url}/${path}`, options).catch(() => null);
    return response?.ok;
  }

  receive(event) {
    if (event.messages) {
      this.lines.clear();
      this.said.replaceChildren();
      event.messages.forEach((message) => this.add(message));
    }
    if (event.message) this.add(event.message);
    if (event.state) this.show(event.state.call);
  }

  add(message) {
    const line = element("li", { className: message.direction === "note" ? "day" : `message ${message.direction}` },
      message.direction === "note" ? element("span", {}, message.text) : element("div", { className: "bubble" }, element("p", { className: "text" }, message.text)));
    this.lines.get(message.id)?.remove();
    this.lines.set(message.id, line);
    this.said.append(line);
    this.said.scrollTop = this.said.scrollHeight;
  }

  show(call) {
    const phase = call?.phase ?? "none";
    const listens = phase === "listening";
    const went = this.going;
    this.going = call !== null && call !== undefined && phase !== "ended";
    if (went && !this.going) setTimeout(() => this.going || this.events?.close(), 1000); // the last note is on its way
    this.subtitle.textContent = PHASES[phase] ?? "teléfono";
    this.input.disabled = this.speak.disabled = !listens || call.keys_only;
    this.input.placeholder = listens ? "Diga algo" : this.going ? "Espere…" : "Llame para hablar";
    this.pad.querySelectorAll("button").forEach((key) => { key.disabled = !listens; });
    this.silent.hidden = !listens;
    this.call.textContent = this.going ? "Colgar" : "Llamar";
    this.call.classList.toggle("hang-up", this.going);
    const choices = AT_THE_OFFICE[phase] ?? [];
    this.office_end.hidden = !choices.length;
    this.office_end.replaceChildren(element("span", {}, "En la oficina:"),
      ...choices.map(([does, name]) => element("button", { type: "button", onclick: () => this.post("office", { does }) }, name)));
  }
}

document.querySelectorAll("[data-phone][data-channel=voice]").forEach((root) => new Telephone(root));
