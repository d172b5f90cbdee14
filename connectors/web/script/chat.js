// The chat itself: the button that opens it, the panel, and what happens in it.

const ICON_CHAT = "M4 3h16a2 2 0 0 1 2 2v11a2 2 0 0 1-2 2h-7l-5 4v-4H4a2 2 0 0 1-2-2V5a2 2 0 0 1 2-2zm3 5v2h10V8H7zm0 4v2h7v-2H7z";
const ICON_SEND = "M3 20.500 22 12 3 3.500v6.600L15 12 3 13.900z";
const ICON_CLOSE = "M5.700 8.300 12 14.600l6.300-6.300 1.400 1.400L12 17.400 4.300 9.700z";
const ICON_WARN = "M12 2 1 21h22L12 2zm-1 7h2v6h-2V9zm0 8h2v2h-2v-2z";
const LIMIT = 4000;
const TYPING_LASTS = 30000;
const WHOLE_SCREEN = matchMedia("(max-width: 640px), (max-height: 480px)");

class Chat {
  constructor(base, host) {
    this.root = host.attachShadow({ mode: "open" });
    this.unread = 0;
    this.log = new Log({
      choose: ({ title, data }) => this.say({ text: title, choice: data }),
      locate: () => this.locate(),
      edit: (message) => this.edit(message),
    });
    this.build();
    this.connection = new Connection(base, {
      update: (update) => this.update(update),
      sent: (message, seq) => this.log.showOwn(message, "sent", seq ?? undefined),
      refused: (message) => this.log.showOwn(message, "refused"),
      retrying: (message) => this.log.showOwn(message, "retrying"),
      spoken: (message, text) => this.spoken(message, text),
      reset: () => this.reset(),
      reachable: (yes) => this.reachable(yes),
    });
    this.restore();
  }

  build() {
    const type = "button";
    this.launcher = h("button", { type, class: "launcher", onclick: () => this.open() }, icon(ICON_CHAT), h("span", { class: "label" }, "Escríbanos"));
    this.badge = h("span", { class: "badge", hidden: true });
    this.launcher.append(this.badge);
    this.news = h("p", { class: "vh", role: "status" });
    this.speaker = h("p", { class: "speaker" }, "Asistente virtual");
    this.banner = h("div", { role: "status" });
    this.jump = h("button", { type, class: "jump", hidden: true, onclick: () => this.toEnd() }, "Mensajes nuevos ↓");
    this.typing = h("div", { class: "typing", hidden: true }, h("span", { class: "dots" }, h("i"), h("i"), h("i")), "Escribiendo…");
    this.input = h("textarea", {
      id: "text", rows: "1", maxlength: LIMIT, placeholder: "Escriba su mensaje", autocomplete: "off", enterkeyhint: "send",
      oninput: () => this.drafted(), onkeydown: (event) => this.enter(event),
    });
    this.error = h("p", { class: "error", role: "alert", hidden: true });
    this.panel = h("section", { class: "panel", role: "dialog", "aria-labelledby": "title", hidden: true, onkeydown: (event) => this.key(event) });
    this.title = h("h2", { id: "title", tabindex: "-1" }, office.name);
    this.welcome = this.greeting();
    this.log.element.append(this.welcome);
    this.log.element.addEventListener("scroll", () => this.log.atEnd && (this.jump.hidden = true));
    this.panel.append(this.header(), this.banner, h("div", { class: "middle" }, this.log.element, this.jump), this.typing, this.form(), this.foot());
    this.style();
    this.root.append(this.launcher, this.news, this.panel);
    WHOLE_SCREEN.addEventListener("change", () => this.modality());
    this.modality();
  }

  // A style sheet made by script needs no permission from the page's Content-Security-Policy.
  style() {
    try {
      const sheet = new CSSStyleSheet();
      sheet.replaceSync(STYLE);
      this.root.adoptedStyleSheets = [sheet];
    } catch {
      this.root.append(h("style", {}, STYLE));
    }
  }

  header() {
    const close = h("button", { type: "button", class: "tool", "aria-label": "Cerrar el chat", onclick: () => this.close() }, icon(ICON_CLOSE));
    return h("header", {}, h("span", { class: "mark" }, icon(ICON_CHAT)), h("div", { class: "who" }, this.title, this.speaker), close);
  }

  greeting() {
    const chips = office.suggestions.map((text) =>
      h("button", { type: "button", class: "chip", onclick: () => this.say({ text }) }, text)
    );
    return h(
      "div",
      { class: "welcome" },
      h("p", { class: "lead" }, "Hola, ¿en qué le ayudamos?"),
      h("p", {}, "Escriba con sus palabras o elija una opción. Responde un asistente virtual; si lo pide, sigue una persona."),
      h("div", { class: "chips", role: "group", "aria-label": "Sugerencias" }, ...chips)
    );
  }

  form() {
    const send = (event) => {
      event.preventDefault();
      this.submit();
    };
    return h(
      "form",
      { onsubmit: send },
      h("label", { for: "text", class: "vh" }, "Su mensaje"),
      this.input,
      h("button", { type: "submit", class: "send", "aria-label": "Enviar" }, icon(ICON_SEND))
    );
  }

  foot() {
    const policy = h("a", { href: office.privacy, target: "_blank", rel: "noopener noreferrer" }, "Datos personales");
    this.forgetting = h("button", { type: "button", onclick: () => this.forget() }, "Borrar de este equipo");
    return h("div", { class: "foot" }, this.error, policy, this.forgetting);
  }

  restore() {
    this.input.value = store.get("draft") || "";
    this.grow();
    for (const message of store.unsent()) this.log.showOwn(message, message.refused ? "refused" : "sending");
    this.tidy();
    if (this.connection.known()) {
      // What was said before is shown, not read out.
      this.log.element.setAttribute("aria-busy", "true");
      this.connection.follow();
    }
    this.connection.deliver();
  }

  // ---- what the citizen does

  open(focus = true) {
    this.panel.hidden = false;
    this.launcher.hidden = true;
    this.unread = 0;
    this.badge.hidden = true;
    this.news.textContent = "";
    this.toEnd();
    // On a phone the field would bring up the keyboard over what there is to read.
    if (focus) (WHOLE_SCREEN.matches ? this.title : this.input).focus();
    store.set("open", "1");
  }

  close() {
    this.panel.hidden = true;
    this.launcher.hidden = false;
    this.launcher.focus();
    store.remove("open");
  }

  key(event) {
    if (event.key === "Escape") {
      event.stopPropagation();
      this.close();
    }
    if (event.key === "Tab" && WHOLE_SCREEN.matches) this.trap(event);
  }

  // Where the panel covers the page, the keyboard stays in it.
  trap(event) {
    const stops = [...this.panel.querySelectorAll("a, button, textarea, .log")].filter((stop) => stop.offsetParent);
    const here = stops.indexOf(this.root.activeElement);
    if (event.shiftKey ? here > 0 : here >= 0 && here < stops.length - 1) return;
    event.preventDefault();
    stops[event.shiftKey ? stops.length - 1 : 0].focus();
  }

  modality() {
    this.panel.setAttribute("aria-modal", String(WHOLE_SCREEN.matches));
  }

  enter(event) {
    if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    this.submit();
  }

  drafted() {
    store.set("draft", this.input.value);
    this.grow();
    const left = LIMIT - this.input.value.length;
    this.complain(left <= 100 ? `Quedan ${left} caracteres de ${LIMIT}.` : "");
  }

  grow() {
    this.input.style.height = "auto";
    if (this.input.value) this.input.style.height = Math.min(132, this.input.scrollHeight + 3) + "px";
  }

  submit() {
    const text = this.input.value.trim();
    if (!text) return this.complain("Escriba un mensaje antes de enviar.");
    this.input.value = "";
    store.remove("draft");
    this.grow();
    this.say({ text });
    this.input.focus();
  }

  say(content) {
    this.complain("");
    const message = { id: newId(), at: Date.now(), ...content };
    store.keep(message);
    this.log.showOwn(message, "sending");
    this.tidy();
    this.toEnd();
    this.connection.deliver();
  }

  edit(message) {
    store.remove("unsent." + message.id);
    this.log.remove(message.id);
    this.input.value = message.text || "";
    this.drafted();
    this.input.focus();
  }

  locate() {
    const failed = () => this.complain("No pudimos obtener su ubicación. Escriba la dirección, por favor.");
    if (!navigator.geolocation) return failed();
    this.complain("Buscando su ubicación…");
    navigator.geolocation.getCurrentPosition(
      ({ coords }) => this.say({ latitude: coords.latitude, longitude: coords.longitude }),
      failed,
      { timeout: 15000, maximumAge: 60000, enableHighAccuracy: true }
    );
  }

  forget() {
    if (!confirm("¿Borrar esta conversación de este equipo? Aquí no se podrá recuperar.")) return;
    store.clear();
    this.connection.restart();
    this.input.focus();
  }

  complain(text) {
    this.error.textContent = text;
    this.error.hidden = !text;
  }

  // ---- what the office does

  update({ messages, pending, speaker }) {
    const history = this.log.element.getAttribute("aria-busy") === "true";
    const stay = this.log.atEnd || history;
    const fresh = messages.filter((message) => message.author !== "citizen" && !this.log.has(message.id));
    for (const message of messages) {
      // Sent, although the answer was lost on the way.
      if (message.author === "citizen") store.remove("unsent." + message.id);
      this.log.show(message);
    }
    if (history) requestAnimationFrame(() => this.log.element.removeAttribute("aria-busy"));
    if (fresh.length && !history) this.announce(fresh.length, stay);
    this.who(speaker);
    this.isTyping(pending && speaker.role === "assistant");
    this.tidy();
    if (stay) this.toEnd();
  }

  announce(count, stay) {
    if (this.panel.hidden) {
      this.unread += count;
      this.badge.textContent = this.unread;
      this.badge.append(hidden(this.unread === 1 ? " mensaje nuevo" : " mensajes nuevos"));
      this.badge.hidden = false;
      this.news.textContent = this.unread === 1 ? "Tiene 1 mensaje nuevo en el chat." : `Tiene ${this.unread} mensajes nuevos en el chat.`;
    } else if (!stay) this.jump.hidden = false;
  }

  who({ role, name }) {
    const text = { queue: "En espera de una persona del equipo", agent: "Habla con " + (name || "nuestro equipo") }[role];
    this.speaker.textContent = text || "Asistente virtual";
  }

  isTyping(yes) {
    clearTimeout(this.typingEnds);
    this.typing.hidden = !yes;
    if (yes) this.typingEnds = setTimeout(() => (this.typing.hidden = true), TYPING_LASTS);
  }

  // Said in the response itself, while the office could not store the message: an emergency.
  spoken(message, text) {
    const key = "spoken-" + message.id;
    if (this.log.has(key)) return;
    this.log.show({ id: key, seq: UNNUMBERED, author: "assistant", purpose: "safety", text, choices: [], at: new Date() });
    this.toEnd();
  }

  reset() {
    this.log.clear();
    for (const message of store.unsent()) this.log.showOwn(message, message.refused ? "refused" : "sending");
    this.who({});
    this.isTyping(false);
    this.tidy();
  }

  reachable(yes) {
    if (yes === this.wasReachable) return;
    this.wasReachable = yes;
    const text = navigator.onLine
      ? "No logramos conectarnos. Reintentando…"
      : "Sin conexión a internet. Sus mensajes se guardan aquí y se envían solos al volver.";
    this.banner.replaceChildren(...(yes ? [] : [h("div", { class: "banner" }, icon(ICON_WARN), h("span", {}, text))]));
  }

  tidy() {
    this.welcome.hidden = !this.log.empty;
    this.forgetting.hidden = this.log.empty;
  }

  toEnd() {
    this.jump.hidden = true;
    this.log.toEnd();
  }
}

function begin(script) {
  const host = h("div", { id: "ventanilla-chat", lang: "es" });
  document.body.append(host);
  const chat = new Chat(new URL(script.src).origin, host);
  const wanted = script.dataset.open === "wide" && !WHOLE_SCREEN.matches && innerWidth >= 1000;
  if (wanted || (store.get("open") && !WHOLE_SCREEN.matches)) chat.open(false);
  // Anything on the page may open the chat, and say something in it.
  document.addEventListener("click", (event) => {
    const link = event.target.closest("[data-ventanilla]");
    if (!link) return;
    event.preventDefault();
    chat.open();
    if (link.dataset.ventanilla) chat.say({ text: link.dataset.ventanilla });
  });
}

// `currentScript` is known only now, not when the page is ready.
const script = document.currentScript;
if (document.body) begin(script);
else addEventListener("DOMContentLoaded", () => begin(script));
