// The chat itself: what the citizen does, and what the office does.

const TYPING_LASTS = 30000;
const KEPT_LASTS = 86400000;
const OFFLINE = "Sin conexión a internet. Sus mensajes se guardan aquí y se envían solos al volver.";
const AWAY = "No logramos conectarnos. Sus mensajes se guardan aquí. Reintentando…";

class Chat {
  constructor(base, host, { title, nonce }) {
    this.root = host.attachShadow({ mode: "open" });
    this.log = new Log({
      choose: ({ title, data }) => this.say({ text: title, choice: data }),
      locate: () => this.locate(),
      edit: (message) => this.edit(message),
      drop: (message) => this.drop(message),
      address: (url) => (url[0] === "/" ? base + url : url),
    });
    this.panel = new Panel(this, this.log, title || office.name);
    this.style(nonce);
    this.root.append(this.panel.launcher, this.panel.news, this.panel.element);
    this.connection = new Connection(base, {
      update: (update) => this.update(update),
      sent: (message, seq) => this.log.showOwn(message, "sent", seq ?? undefined),
      refused: (message) => this.log.showOwn(message, "refused"),
      retrying: (message) => this.log.showOwn(message, "retrying"),
      progress: (id, share) => this.log.progress(id, share),
      spoken: (message, text) => this.spoken(message, text),
      reset: (expired) => this.reset(expired),
      reachable: (yes) => this.reachable(yes),
    });
    addEventListener("storage", ({ key }) => key === PREFIX + "seen" && this.count());
    this.restore();
  }

  // A style sheet made by script needs no permission from the page's Content-Security-Policy.
  style(nonce) {
    try {
      const sheet = new CSSStyleSheet();
      sheet.replaceSync(STYLE);
      this.root.adoptedStyleSheets = [sheet];
    } catch {
      this.root.append(h("style", { nonce }, STYLE));
    }
  }

  restore() {
    this.panel.input.value = store.get("draft") || "";
    this.panel.grow();
    store.forgetKept(Date.now() - KEPT_LASTS);
    this.showUnsent();
    if (this.connection.known()) {
      // What was said before is shown, not read out.
      this.log.element.setAttribute("aria-busy", "true");
      this.connection.follow();
    }
    this.connection.deliver();
  }

  showUnsent() {
    for (const message of store.unsent()) {
      this.log.showOwn(message, message.refused ? "refused" : message.kept ? "sent" : "sending");
      if (message.reply) this.spoken(message, message.reply);
    }
    this.tidy();
  }

  // ---- what the citizen does

  open(opener) {
    this.opener = opener;
    this.show();
    this.panel.land();
  }

  show() {
    this.panel.show(true);
    this.panel.toEnd();
    this.count();
    store.set("open", "1");
  }

  close() {
    this.panel.show(false);
    (this.opener && this.opener.isConnected ? this.opener : this.panel.launcher).focus();
    store.remove("open");
  }

  drafted() {
    const { value } = this.panel.input;
    store.set("draft", value);
    this.panel.grow();
    const left = LIMIT - value.length;
    this.panel.tell(left <= 100 ? `Quedan ${left} caracteres de ${LIMIT}.` : "");
  }

  submit() {
    const { input } = this.panel;
    const text = input.value.trim();
    if (!text) return this.panel.tell("Escriba un mensaje antes de enviar.");
    this.say({ text });
    input.value = "";
    store.remove("draft");
    this.panel.grow();
    input.focus();
  }

  say(content) {
    this.panel.tell("");
    const message = { id: newId(), order: store.next(), at: officeClock.now(), ...content };
    store.keep(message);
    this.log.showOwn(message, "sending");
    this.tidy();
    this.panel.toEnd();
    this.connection.deliver();
  }

  async attach(chosen) {
    for (const original of chosen) {
      const file = await smaller(original);
      if (file.size > office.largest) {
        this.panel.tell(`«${file.name}» es muy grande: recibimos hasta ${Math.floor(office.largest / 2 ** 20)} MB.`);
        continue;
      }
      const id = newId();
      await files.keep(id, file);
      this.say({ id, file: { name: file.name, type: file.type } });
    }
  }

  edit(message) {
    this.drop(message);
    this.panel.input.value = message.text || "";
    this.drafted();
    this.panel.input.focus();
  }

  drop(message) {
    store.sent(message);
    this.log.remove(message.id);
    this.tidy();
    this.panel.land();
  }

  locate() {
    const failed = () => this.panel.tell("No pudimos obtener su ubicación. Escriba la dirección, por favor.");
    if (!navigator.geolocation) return failed();
    this.panel.tell("Buscando su ubicación…", true);
    navigator.geolocation.getCurrentPosition(
      ({ coords }) => this.say({ latitude: coords.latitude, longitude: coords.longitude }),
      failed,
      { timeout: 15000, maximumAge: 60000, enableHighAccuracy: true }
    );
  }

  async save() {
    const { status, text } = await this.connection.call("/chat/transcript").catch(() => ({}));
    if (status !== 200) return this.panel.tell("No se pudo descargar la conversación. Intente de nuevo, por favor.");
    // The mark tells old editors that it is UTF-8.
    const href = URL.createObjectURL(new Blob(["\ufeff" + text], { type: "text/plain" }));
    h("a", { href, download: "conversacion.txt" }).click();
    setTimeout(() => URL.revokeObjectURL(href), 60000);
  }

  async earlier() {
    const { element } = this.log;
    const { status, body } = await this.connection.call("/chat/messages?before=" + this.log.first).catch(() => ({}));
    if (status !== 200) return this.panel.tell("No se pudieron traer. Intente de nuevo, por favor.");
    const below = element.scrollHeight - element.scrollTop;
    element.setAttribute("aria-busy", "true");
    body.messages.forEach((message) => this.log.show(message));
    this.tidy();
    element.scrollTop = element.scrollHeight - below;
    element.focus();
    requestAnimationFrame(() => element.removeAttribute("aria-busy"));
  }

  forget() {
    if (!confirm("¿Borrar esta conversación de este equipo? Aquí no se podrá recuperar.")) return;
    store.clear();
    this.connection.restart();
    this.panel.input.focus();
  }

  // ---- what the office does

  update({ messages, pending, speaker, now }) {
    const { element } = this.log;
    const history = element.getAttribute("aria-busy") === "true";
    const stay = this.log.stays || history;
    officeClock.set(now);
    for (const message of messages) {
      if (message.purpose === "safety") this.log.adopt(message);
      const fresh = message.author !== "citizen" && !this.log.has(message.id);
      // Sent, although the answer was lost on the way.
      if (message.author === "citizen") store.sent(message);
      this.log.show(message);
      if (fresh && !stay) this.panel.jump.hidden = false;
    }
    if (history) requestAnimationFrame(() => element.removeAttribute("aria-busy"));
    this.who(speaker);
    this.isTyping(pending && speaker.role === "assistant");
    this.tidy();
    this.count();
    if (stay) this.panel.toEnd();
  }

  // What the office said while the chat was closed, also in another tab or before a reload.
  count() {
    if (this.panel.open && this.log.last) store.set("seen", this.log.last);
    this.panel.unread(this.panel.open ? 0 : this.log.newer(store.get("seen") || 0));
  }

  who({ role, name }) {
    const text = { queue: "En espera de una persona del equipo", agent: "Habla con " + (name || "nuestro equipo") }[role];
    this.panel.speaker.textContent = text || "Asistente virtual";
  }

  isTyping(yes) {
    const { typing } = this.panel;
    clearTimeout(this.typingEnds);
    typing.hidden = !yes;
    if (yes) this.typingEnds = setTimeout(() => (typing.hidden = true), TYPING_LASTS);
  }

  // Said in the response itself, while the office could not store the message: an emergency.
  spoken(message, text) {
    const key = SPOKEN + message.id;
    if (this.log.has(key)) return;
    this.log.show({ id: key, seq: UNNUMBERED, author: "assistant", purpose: "safety", text, choices: [], cards: [], at: officeClock.now() });
    this.tidy();
    this.panel.toEnd();
  }

  reset(expired) {
    if (expired && !this.log.empty) this.panel.tell("La conversación anterior terminó. Puede seguir escribiendo.", true);
    this.log.clear();
    store.remove("seen");
    this.who({});
    this.isTyping(false);
    this.showUnsent();
    this.count();
  }

  reachable(yes) {
    const text = yes ? "" : navigator.onLine ? AWAY : OFFLINE;
    if (text) this.isTyping(false);
    if (text !== this.warning) this.panel.warn(text);
    this.warning = text;
  }

  tidy() {
    const { first } = this.log;
    this.log.tidy();
    this.panel.tidy();
    this.panel.earlier.hidden = !(first > 1 && first < UNNUMBERED);
  }
}

function begin(script) {
  const host = h("div", { id: "ventanilla-chat", lang: "es" });
  dress(host, script.dataset);
  document.body.append(host);
  const { title, open } = script.dataset;
  const chat = new Chat(new URL(".", script.src).href.slice(0, -1), host, { title, nonce: script.nonce });
  const wanted = open === "wide" && innerWidth >= 1000;
  if ((wanted || store.get("open")) && !WHOLE_SCREEN.matches) chat.show();
  // Anything on the page may open the chat, and say something in it.
  document.addEventListener("click", (event) => {
    const link = event.target.closest("[data-ventanilla]");
    if (!link) return;
    event.preventDefault();
    chat.open(link);
    if (link.dataset.ventanilla) chat.say({ text: link.dataset.ventanilla });
  });
}

// `currentScript` is known only now, not when the page is ready.
const script = document.currentScript;
if (document.body) begin(script);
else addEventListener("DOMContentLoaded", () => begin(script));
