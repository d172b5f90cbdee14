// What stands on the page: the button that opens the chat, and the panel with its parts.

const ICON_CHAT = "M4 3h16a2 2 0 0 1 2 2v11a2 2 0 0 1-2 2h-7l-5 4v-4H4a2 2 0 0 1-2-2V5a2 2 0 0 1 2-2zm3 5v2h10V8H7zm0 4v2h7v-2H7z";
const ICON_SEND = "M3 20.5 22 12 3 3.5v6.6L15 12 3 13.9z";
const ICON_CLOSE = "M5.7 8.3 12 14.6l6.3-6.3 1.4 1.4L12 17.4 4.3 9.7z";
const ICON_WARN = "M12 2 1 21h22L12 2zm-1 7h2v6h-2V9zm0 8h2v2h-2v-2z";
const ICON_CLIP = "M16.5 6v11.5a4.5 4.5 0 0 1-9 0V5a3 3 0 0 1 6 0v10.5a1.5 1.5 0 0 1-3 0V6H9v9.5a3 3 0 0 0 6 0V5a4.5 4.5 0 0 0-9 0v12.5a6 6 0 0 0 12 0V6z";
const ICON_CAMERA = "M9 4 7.2 6H4a2 2 0 0 0-2 2v10a2 2 0 0 0 2 2h16a2 2 0 0 0 2-2V8a2 2 0 0 0-2-2h-3.2L15 4H9zm3 13a4 4 0 1 1 0-8 4 4 0 0 1 0 8z";
const ACCEPTED = "image/*,application/pdf,audio/*,video/*,.docx,.xlsx,.txt";
const LIMIT = 4000;
const WHOLE_SCREEN = matchMedia("(max-width: 640px), (max-height: 480px)");

class Panel {
  // `on` has what the citizen can do: open, close, say, submit, attach, drafted, forget, save, earlier.
  constructor(on, log, title) {
    this.on = on;
    this.log = log;
    this.launcher = button("launcher", null, () => on.open(), icon(ICON_CHAT), h("span", { class: "label" }, "Escríbanos"));
    this.badge = h("span", { class: "badge", hidden: true });
    this.launcher.append(this.badge);
    this.news = h("p", { class: "vh", role: "status" });
    this.title = h("h2", { id: "title", tabindex: "-1" }, title);
    this.speaker = h("p", { class: "speaker" }, "Asistente virtual");
    this.banner = h("div", { role: "status" });
    this.jump = button("jump", null, () => this.toEnd(), "Mensajes nuevos ↓");
    this.jump.hidden = true;
    this.typing = h("div", { class: "typing", hidden: true }, h("span", { class: "dots" }, h("i"), h("i"), h("i")), "Escribiendo…");
    this.error = h("p", { id: "error", role: "alert", hidden: true });
    this.welcome = this.greeting();
    this.earlier = button("earlier", null, () => on.earlier(), "Ver mensajes anteriores");
    log.element.append(this.welcome, this.earlier);
    log.element.addEventListener("scroll", () => log.atEnd && (this.jump.hidden = true));
    this.element = h(
      "section",
      {
        class: "panel", role: "dialog", "aria-labelledby": "title", hidden: true,
        onkeydown: (event) => this.key(event), ondragover: (event) => event.preventDefault(),
        ondrop: (event) => this.take(event, event.dataTransfer),
      },
      this.header(), this.banner, h("div", { class: "middle" }, log.element, this.jump), this.typing, this.error, this.form(), this.foot()
    );
    WHOLE_SCREEN.addEventListener("change", () => this.modality());
    this.modality();
  }

  header() {
    const close = button("tool", "Cerrar el chat", () => this.on.close(), icon(ICON_CLOSE));
    return h("div", { class: "top" }, h("span", { class: "mark" }, icon(ICON_CHAT)), h("div", { class: "who" }, this.title, this.speaker), close);
  }

  greeting() {
    const say = (text) => {
      this.on.say({ text });
      this.land();
    };
    const chips = office.suggestions.map((text) => button("chip", null, () => say(text), text));
    return h(
      "div",
      { class: "welcome" },
      h("p", { class: "lead" }, "Hola, ¿en qué le ayudamos?"),
      h("p", {}, "Escriba con sus palabras o elija una opción. Responde un asistente virtual; si lo pide, sigue una persona."),
      h("div", { class: "chips", role: "group", "aria-label": "Sugerencias" }, ...chips)
    );
  }

  form() {
    this.input = h("textarea", {
      id: "text", rows: "1", maxlength: LIMIT, placeholder: "Escriba su mensaje", autocomplete: "off", enterkeyhint: "send",
      "aria-describedby": "error", oninput: () => this.on.drafted(), onkeydown: (event) => this.enter(event),
      onpaste: (event) => this.take(event, event.clipboardData),
    });
    this.files = h("input", { type: "file", multiple: true, hidden: true, "aria-label": "Archivos", onchange: () => this.chosen() });
    return h(
      "form",
      { onsubmit: (event) => (event.preventDefault(), this.on.submit()) },
      this.files,
      button("tool", "Adjuntar una foto o un archivo", () => this.choose(ACCEPTED), icon(ICON_CLIP)),
      button("tool camera", "Tomar una foto", () => this.choose("image/*", "environment"), icon(ICON_CAMERA)),
      h("label", { for: "text", class: "vh" }, "Su mensaje"),
      this.input,
      h("button", { type: "submit", class: "send", "aria-label": "Enviar" }, icon(ICON_SEND))
    );
  }

  foot() {
    this.kept = h(
      "span",
      { class: "kept" },
      button(null, null, () => this.on.save(), "Descargar"),
      button(null, null, () => this.on.forget(), "Borrar de este equipo")
    );
    return h("div", { class: "foot" }, external(null, office.privacy, "Datos personales"), this.kept);
  }

  // ---- files

  choose(accept, capture) {
    this.files.accept = accept;
    this.files.toggleAttribute("capture", false);
    if (capture) this.files.setAttribute("capture", capture);
    this.files.click();
  }

  chosen() {
    this.on.attach([...this.files.files]);
    this.files.value = "";
  }

  // Dropped on the panel, or pasted.
  take(event, { files }) {
    if (!files.length) return;
    event.preventDefault();
    this.on.attach([...files]);
  }

  // ---- keyboard

  key(event) {
    if (event.key === "Escape") {
      event.stopPropagation();
      this.on.close();
    }
    if (event.key === "Tab" && WHOLE_SCREEN.matches) this.trap(event);
  }

  // Where the panel covers the page, the keyboard stays in it.
  trap(event) {
    const stops = [...this.element.querySelectorAll("a, button, textarea, .log")].filter((stop) => stop.offsetParent);
    const here = stops.indexOf(this.element.getRootNode().activeElement);
    if (event.shiftKey ? here > 0 : here >= 0 && here < stops.length - 1) return;
    event.preventDefault();
    stops[event.shiftKey ? stops.length - 1 : 0].focus();
  }

  modality() {
    this.element.setAttribute("aria-modal", String(WHOLE_SCREEN.matches));
  }

  enter(event) {
    if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    this.on.submit();
  }

  // On a phone the field would bring up the keyboard over what there is to read.
  land() {
    (WHOLE_SCREEN.matches ? this.title : this.input).focus();
  }

  // ---- what is shown

  get open() {
    return !this.element.hidden;
  }

  show(open) {
    this.element.hidden = !open;
    this.launcher.hidden = open;
  }

  grow() {
    this.input.style.height = "auto";
    if (this.input.value) this.input.style.height = Math.min(132, this.input.scrollHeight + 3) + "px";
  }

  // A mistake, or only a remark; nothing takes the last one away.
  tell(text, remark) {
    this.error.className = remark ? "remark" : "error";
    this.error.textContent = text;
    this.error.hidden = !text;
  }

  unread(count) {
    const [more, what] = [count > (this.count || 0), count === 1 ? " mensaje nuevo" : " mensajes nuevos"];
    this.count = count;
    this.badge.hidden = !count;
    this.badge.replaceChildren(...(count ? [String(count), hidden(what)] : []));
    if (more || !count) this.news.textContent = count ? `Tiene ${count}${what} en el chat.` : "";
  }

  warn(text) {
    this.banner.replaceChildren(...(text ? [h("div", { class: "banner" }, icon(ICON_WARN), h("span", {}, text))] : []));
  }

  tidy() {
    this.welcome.hidden = !this.log.empty;
    this.kept.hidden = this.log.empty;
  }

  toEnd() {
    if (this.jump.matches(":focus")) this.log.element.focus();
    this.jump.hidden = true;
    this.log.toEnd();
  }
}
