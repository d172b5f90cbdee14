// The switches that make a provider fail: one for each kind of fault and channel.

import { KINDS, tally } from "./faults.js";
import { element } from "./dom.js";

const CHANNELS = { telegram: "Telegram", whatsapp: "WhatsApp", sms: "SMS", voice: "Llamada" };
// What a channel's provider can do wrong; all of it, where nothing is said.
const ONLY = { telegram: ["slow", "429", "500", "timeout_after_accept", "media"], voice: ["callbacks_twice", "callbacks_never"] };
const LOOK_EVERY = 1500;

class Switches {
  constructor(dialog, opener) {
    this.dialog = dialog;
    this.count = opener.querySelector(".count-on");
    this.faults = [];
    this.switches = new Map();
    this.build();
    opener.addEventListener("click", () => { dialog.showModal(); this.look(); });
    dialog.addEventListener("click", (event) => event.target === dialog && dialog.close());
    setInterval(() => !document.hidden && this.look(), LOOK_EVERY);
    this.look();
  }

  build() {
    this.share = this.makeChoice("A cuáles", [["1", "A todos los envíos"], ["2", "A 1 de cada 2"], ["5", "A 1 de cada 5"], ["10", "A 1 de cada 10"]]);
    this.time = this.makeChoice("Hasta cuándo", [["", "Hasta apagarlo"], ["once", "Una sola vez"], ["30", "30 segundos"], ["120", "2 minutos"]]);
    this.problem = element("p", { className: "problem", role: "alert" });
    this.dialog.append(
      element("div", { className: "switches-head" },
        element("h2", {}, "Fallas del proveedor"),
        element("button", { type: "button", onclick: () => this.dialog.close() }, "Cerrar")),
      element("p", { className: "about" }, "Cada interruptor hace fallar al proveedor simulado, para ver qué hace la oficina. Lo elegido aquí vale para el siguiente interruptor."),
      element("div", { className: "choices" }, this.share.label, this.time.label),
      element("div", { className: "channels" }, ...Object.keys(CHANNELS).map((channel) => this.makeChannel(channel))),
      element("button", { type: "button", className: "all-off", onclick: () => this.change("DELETE", "/api/faults") }, "Apagar todo"),
      this.problem);
  }

  makeChoice(title, options) {
    const select = element("select", {}, ...options.map(([value, words]) => element("option", { value }, words)));
    return { select, label: element("label", {}, title, select) };
  }

  makeChannel(channel) {
    const kinds = ONLY[channel] ?? Object.keys(KINDS);
    return element("fieldset", {}, element("legend", {}, CHANNELS[channel]), ...kinds.map((kind) => this.makeSwitch(channel, kind)));
  }

  makeSwitch(channel, kind) {
    const { name, about } = KINDS[kind];
    const state = element("small", {}, about);
    const knob = element("button", { type: "button", className: "switch", role: "switch", ariaChecked: "false", title: about },
      element("span", { className: "knob", ariaHidden: "true" }), element("span", {}, element("strong", {}, name), state));
    knob.addEventListener("click", () => this.flip(channel, kind));
    this.switches.set(`${channel} ${kind}`, { knob, state, about });
    return knob;
  }

  on(channel, kind) {
    return this.faults.filter((fault) => fault.channel === channel && fault.kind === kind);
  }

  async flip(channel, kind) {
    const thrown = this.on(channel, kind);
    if (thrown.length) {
      for (const { id } of thrown) await this.change("DELETE", `/api/faults/${id}`);
      return;
    }
    const time = this.time.select.value;
    await this.change("POST", "/api/faults", {
      channel, kind, seconds: KINDS[kind].seconds ?? null, code: KINDS[kind].code, every: Number(this.share.select.value),
      count: time === "once" ? 1 : null, lasting: Number(time) || null,
    });
  }

  async change(method, url, content) {
    const options = { method, headers: { "Content-Type": "application/json" }, body: content && JSON.stringify(content) };
    const response = await fetch(url, options).catch(() => null);
    this.problem.textContent = response?.ok || response?.status === 404 ? "" : "No se pudo cambiar. Intente de nuevo.";
    await this.look();
  }

  async look() {
    const response = await fetch("/api/faults").catch(() => null);
    if (!response?.ok) return;
    this.faults = await response.json();
    this.count.textContent = this.faults.length || "";
    for (const [key, { knob, state, about }] of this.switches) {
      const thrown = this.on(...key.split(" "));
      knob.setAttribute("aria-checked", String(thrown.length > 0));
      state.textContent = thrown.map(tally).join(" · ") || about;
    }
  }
}

const dialog = document.getElementById("switches");
if (dialog) new Switches(dialog, document.getElementById("open-switches"));
