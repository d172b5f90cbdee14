// The forms that a message can have: text, file, picture, card, choices, a place to be shared.

const ICON_FILE = "M6 2h8l6 6v14H6V2zm7 1.5V9h5.5L13 3.5zM9 13v2h8v-2H9zm0 4v2h6v-2H9z";
const ICON_PLACE = "M12 2a7 7 0 0 0-7 7c0 5.2 7 13 7 13s7-7.8 7-13a7 7 0 0 0-7-7zm0 9.5A2.5 2.5 0 1 1 12 6.5a2.5 2.5 0 0 1 0 5z";
const ICON_DONE = "M9 16.2 4.8 12l-1.4 1.4L9 19 21 7l-1.4-1.4z";

class Items {
  // `actions` has: choose, locate, edit, drop, address.
  constructor(actions) {
    this.actions = actions;
    this.offered = new Map();
  }

  // A message of the office.
  theirs(message) {
    const safety = message.purpose === "safety";
    const name = { agent: message.author_name || "Nuestro equipo", assistant: "Asistente virtual" }[message.author] || office.name;
    const item = h(
      "div",
      { class: "item " + message.author + (safety ? " safety" : "") },
      h("p", { class: "author" }, safety ? "Aviso de seguridad" : name, hidden(":")),
      message.text ? h("div", { class: "bubble" }, ...linked(message.text)) : null
    );
    if (message.document) item.append(this.document(message.document));
    for (const card of message.cards) item.append(this.card(card));
    if (message.choices.length || message.ask_location) item.append(this.choices(message));
    item.append(h("p", { class: "meta" }, TIME.format(new Date(message.at))));
    return item;
  }

  // What the citizen's own bubble holds: words, or the files themselves.
  own(message) {
    const sent = message.files || [];
    if (sent.length) return sent.map((file) => (file.url ? this.document(file) : this.name(file.name)));
    if (message.file) return [this.kept(message)];
    return linked(message.text || (message.choice ? "Opción elegida" : "Ubicación compartida"));
  }

  // A file that only this browser has yet; a picture is seen at once.
  kept({ id, file: { name, type } }) {
    const place = h("span", {}, this.name(name));
    if (type.startsWith("image/"))
      files.get(id).then((file) => {
        if (!file) return;
        const shown = h("img", { src: URL.createObjectURL(file), alt: name });
        shown.onload = () => place.replaceChildren(h("span", { class: "picture" }, shown));
      });
    return place;
  }

  name(name) {
    return h("span", { class: "name" }, icon(ICON_FILE), name);
  }

  card({ title, text, image, choices }) {
    const card = h("section", { class: "card", "aria-label": title }, image && this.picture(image, ""));
    card.append(h("h3", {}, title), h("p", {}, ...linked(text)));
    if (choices.length) card.append(this.choices({ choices, about: title }));
    return card;
  }

  document({ name, url, image }) {
    if (image) return external("picture", this.actions.address(url), this.picture({ name, url }, name));
    const about = h("span", {}, name, hidden(" (documento, se abre en otra pestaña)"));
    return external("document", this.actions.address(url), icon(ICON_FILE), about);
  }

  // By its name where the page's policy lets no picture of ours through, or it is no longer kept.
  picture({ name, url }, alt) {
    const picture = h("img", { src: this.actions.address(url), alt, loading: "lazy" });
    picture.onerror = () => (alt ? picture.replaceWith(this.name(name)) : picture.remove());
    return picture;
  }

  choices({ choices, ask_location, list_button, about }) {
    const listed = choices.length > 3 || choices.some((choice) => choice.description);
    const label = about || list_button || "Respuestas posibles";
    const group = h("div", { class: listed ? "choices listed" : "choices", role: "group", "aria-label": label });
    if (listed && list_button) group.append(h("p", { class: "about", "aria-hidden": "true" }, list_button));
    for (const choice of choices) {
      const words = h("span", {}, choice.title, choice.description && h("small", {}, choice.description));
      const offered = button("choice", null, () => this.actions.choose(choice), words);
      offered.setAttribute("aria-pressed", "false");
      this.offered.set(choice.data, offered);
      group.append(offered);
    }
    if (ask_location)
      group.append(button("choice", null, () => this.actions.locate(), icon(ICON_PLACE), "Compartir mi ubicación"));
    return group;
  }

  // The choice that was taken, and no other of its message.
  mark(data) {
    const chosen = this.offered.get(data);
    if (!chosen) return;
    for (const other of chosen.parentNode.querySelectorAll("[aria-pressed]")) {
      other.setAttribute("aria-pressed", String(other === chosen));
      if (other.firstChild.tagName === "svg") other.firstChild.remove();
    }
    chosen.prepend(icon(ICON_DONE));
  }

  // How it stands with a citizen's own message.
  state(message, state) {
    if (state === "sent") return TIME.format(new Date(message.at)) + " · Enviado";
    if (state === "retrying") return "Sin enviar. Reintentando…";
    if (state === "refused") return "No se envió: " + message.refused;
    return message.file ? h("progress", { "aria-label": "Enviando " + message.file.name }) : "Enviando…";
  }

  // What the citizen can do about it: take a file back, correct a text.
  remedy(message) {
    const [way, words] = message.file ? ["drop", "Quitar"] : ["edit", "Corregir"];
    return button(null, null, () => this.actions[way](message), words);
  }
}
