// The list of messages: one element for each, kept in the order of the conversation.

const ICON_FILE = "M6 2h8l6 6v14H6V2zm7 1.5V9h5.5L13 3.5zM9 13v2h8v-2H9zm0 4v2h6v-2H9z";
const ICON_PLACE = "M12 2a7 7 0 0 0-7 7c0 5.2 7 13 7 13s7-7.8 7-13a7 7 0 0 0-7-7zm0 9.5A2.5 2.5 0 1 1 12 6.500a2.5 2.5 0 0 1 0 5z";
const ICON_DONE = "M9 16.200 4.800 12l-1.400 1.400L9 19 21 7l-1.400-1.400z";
const UNNUMBERED = Number.MAX_SAFE_INTEGER;

class Log {
  constructor(actions) {
    this.actions = actions;
    this.items = new Map();
    this.element = h("div", {
      class: "log", role: "log", "aria-live": "polite", "aria-label": "Mensajes de la conversación", tabindex: "0",
    });
  }

  get empty() {
    return this.items.size === 0;
  }

  get atEnd() {
    const { scrollHeight, scrollTop, clientHeight } = this.element;
    return scrollHeight - scrollTop - clientHeight < 60;
  }

  toEnd() {
    this.element.scrollTop = this.element.scrollHeight;
  }

  clear() {
    for (const element of this.items.values()) element.remove();
    this.items.clear();
  }

  has(key) {
    return this.items.has(key);
  }

  // A message of the office's record.
  show(message) {
    if (message.author === "citizen") return this.showOwn(message, "sent", message.seq);
    if (this.has(message.id)) return;
    const element = this.theirs(message);
    element.item = { at: new Date(message.at), speaker: message.author + (message.author_name || "") };
    this.items.set(message.id, element);
    this.place(element, message.seq);
  }

  // A citizen's message: "sending", "retrying" or "refused" while only this browser has it, then "sent".
  // What is shown already is changed, not replaced: a screen reader would read it again.
  showOwn(message, state, seq = UNNUMBERED) {
    const known = this.items.get(message.id);
    const element = known || h("div", {}, h("div", { class: "bubble" }), h("p", { class: "meta" }));
    const text = message.text || (message.choice ? "Opción elegida" : "Ubicación compartida");
    if (element.text !== text) element.querySelector(".bubble").replaceChildren(hidden("Usted: "), ...linked(text));
    element.text = text;
    element.className = "item citizen " + state;
    element.querySelector(".meta").replaceChildren(...this.state(message, state));
    element.item ??= { at: new Date(message.at), speaker: "citizen" };
    this.items.set(message.id, element);
    this.place(element, seq);
  }

  remove(key) {
    this.items.get(key).remove();
    this.items.delete(key);
    this.tidy();
  }

  place(element, seq) {
    element.item.seq = seq;
    const after = [...this.element.children].find((other) => other !== element && other.item && other.item.seq > seq);
    if (!element.isConnected || (after && element.nextElementSibling !== after))
      this.element.insertBefore(element, after || null);
    this.tidy();
  }

  // Days above the first message of each, and the speaker's name once in a row.
  tidy() {
    let before;
    for (const element of this.element.children) {
      if (!element.item) continue;
      const day = dayName(element.item.at);
      const newDay = !before || dayName(before.at) !== day;
      const shown = element.querySelector(".day");
      if (newDay && !shown) element.prepend(h("p", { class: "day" }, day));
      if (!newDay && shown) shown.remove();
      element.classList.toggle("same", !newDay && before.speaker === element.item.speaker);
      before = element.item;
    }
  }

  state(message, state) {
    if (state === "sending") return ["Enviando…"];
    if (state === "retrying") return ["Sin enviar. Reintentando…"];
    if (state === "sent") return [TIME.format(new Date(message.at)), " · Enviado"];
    const edit = () => this.actions.edit(message);
    return ["No se envió: " + message.refused, h("button", { type: "button", onclick: edit }, "Corregir")];
  }

  theirs(message) {
    const safety = message.purpose === "safety";
    const name = { agent: message.author_name || "Nuestro equipo", assistant: "Asistente virtual" }[message.author] || office.name;
    const item = h(
      "div",
      { class: "item " + message.author + (safety ? " safety" : "") },
      h("p", { class: "author" }, safety ? "Aviso de seguridad" : name, hidden(":")),
      message.text && h("div", { class: "bubble" }, ...linked(message.text))
    );
    if (message.document) item.append(this.document(message.document));
    for (const card of message.cards) item.append(this.card(card));
    if (message.choices.length || message.ask_location) item.append(this.choices(message));
    item.append(h("p", { class: "meta" }, TIME.format(new Date(message.at))));
    return item;
  }

  card({ title, text, image, choices }) {
    const card = h("section", { class: "card" }, image && h("img", { src: image.url, alt: "", loading: "lazy" }));
    card.append(h("h3", {}, title), h("p", {}, ...linked(text)));
    if (choices.length) card.append(this.choices({ choices, about: title }));
    return card;
  }

  document({ name, url, image }) {
    if (image) {
      const picture = h("img", { src: url, alt: name, loading: "lazy" });
      return h("a", { class: "picture", href: url, target: "_blank", rel: "noopener noreferrer" }, picture);
    }
    const link = h("a", { class: "document", href: url, target: "_blank", rel: "noopener noreferrer" }, icon(ICON_FILE));
    link.append(h("span", {}, name, hidden(" (documento, se abre en otra pestaña)")));
    return link;
  }

  choices({ choices, ask_location, list_button, about }) {
    const label = about || list_button || "Respuestas posibles";
    const listed = choices.some((choice) => choice.description);
    const group = h("div", { class: listed ? "choices listed" : "choices", role: "group", "aria-label": label });
    for (const choice of choices) {
      const press = () => {
        this.mark(group, button);
        this.actions.choose(choice);
      };
      const button = h("button", { type: "button", class: "choice", "aria-pressed": "false", onclick: press }, h("span", {}, choice.title, choice.description && h("small", {}, choice.description)));
      group.append(button);
    }
    if (ask_location)
      group.append(
        h("button", { type: "button", class: "choice", onclick: () => this.actions.locate() }, icon(ICON_PLACE), "Compartir mi ubicación")
      );
    return group;
  }

  mark(group, chosen) {
    for (const button of group.querySelectorAll("[aria-pressed]"))
      button.setAttribute("aria-pressed", String(button === chosen));
    if (!chosen.querySelector("svg")) chosen.prepend(icon(ICON_DONE));
  }
}
