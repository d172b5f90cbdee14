// The list of messages: one element for each, kept in the order of the conversation.

const UNNUMBERED = Number.MAX_SAFE_INTEGER;
const SPOKEN = "spoken-";

class Log {
  constructor(actions) {
    this.forms = new Items(actions);
    this.items = new Map();
    this.element = h("div", {
      class: "log", role: "log", "aria-live": "polite", "aria-label": "Mensajes de la conversación", tabindex: "0",
      onscroll: () => (this.stays = this.atEnd),
    });
    // Whoever reads the latest keeps doing so when something grows: a picture that has come, a remark below.
    this.stays = true;
    this.element.addEventListener("load", () => this.hold(), true);
    new ResizeObserver(() => this.hold()).observe(this.element);
  }

  get empty() {
    return this.items.size === 0;
  }

  get atEnd() {
    const { scrollHeight, scrollTop, clientHeight } = this.element;
    return scrollHeight - scrollTop - clientHeight < 60;
  }

  // The lowest number that is shown.
  get first() {
    return Math.min(...[...this.items.values()].map((element) => element.item.seq));
  }

  // The highest, and how many messages of the office have come after a number.
  get last() {
    return Math.max(0, ...[...this.items.values()].map(({ item }) => (item.seq < UNNUMBERED ? item.seq : 0)));
  }

  newer(seq) {
    return [...this.items.values()].filter(({ item }) => item.speaker !== "citizen" && item.seq > seq).length;
  }

  toEnd() {
    this.stays = true;
    this.element.scrollTop = this.element.scrollHeight;
  }

  hold() {
    if (this.stays) this.toEnd();
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
    const element = this.forms.theirs(message);
    element.item = { at: new Date(message.at), speaker: message.author + (message.author_name || ""), text: message.text };
    this.items.set(message.id, element);
    this.place(element, message.seq);
  }

  // What was said in a response is in the record now: it is not said, nor read out, a second time.
  adopt({ id, seq, text }) {
    const [key, element] = [...this.items].find(([key, { item }]) => key.startsWith(SPOKEN) && item.text === text) || [];
    if (!element || this.has(id)) return;
    this.items.delete(key);
    this.items.set(id, element);
    this.place(element, seq);
  }

  // A citizen's message: "sending", "retrying" or "refused" while only this browser has it, then "sent".
  // What is shown already is changed, not replaced: a screen reader would read it again.
  showOwn(message, state, seq = UNNUMBERED) {
    const about = () => h("p", { class: "meta" }, h("span"), this.forms.remedy(message));
    const element = this.items.get(message.id) || h("div", {}, h("div", { class: "bubble" }), about());
    if (!this.has(message.id)) element.firstChild.append(hidden("Usted: "), ...this.forms.own(message));
    if (element.state !== state) {
      element.className = "item citizen " + state;
      this.showState(element.lastChild.children, message, state);
      element.state = state;
    }
    if (message.choice) this.forms.mark(message.choice);
    element.item = { at: new Date(message.at), speaker: "citizen" };
    this.items.set(message.id, element);
    this.place(element, seq);
    this.hold();
  }

  // The button stays the same one: a new one would be gone under the finger or the key that is about to press it.
  showState([words, remedy], message, state) {
    words.replaceChildren(this.forms.state(message, state));
    const idle = state === "sent" || (state !== "refused" && !message.file);
    if (idle && remedy.matches(":focus")) this.element.focus();
    remedy.hidden = idle;
  }

  // How much of a file is on its way, from 0 to 1.
  progress(id, share) {
    const element = this.items.get(id);
    const bar = element && element.querySelector("progress");
    if (bar) bar.value = share;
  }

  remove(key) {
    this.items.get(key).remove();
    this.items.delete(key);
  }

  place(element, seq) {
    element.item.seq = seq;
    const after = [...this.element.children].find((other) => other !== element && other.item && other.item.seq > seq);
    if (!element.isConnected || (after && element.nextElementSibling !== after))
      this.element.insertBefore(element, after || null);
  }

  // Days above the first message of each, and the speaker's name once in a row.
  tidy() {
    let before;
    for (const element of this.element.children) {
      if (!element.item) continue;
      const day = dayName(element.item.at);
      const newDay = !before || dayName(before.at) !== day;
      const shown = element.querySelector(".day");
      if (shown && (!newDay || shown.textContent !== day)) shown.remove();
      if (newDay && !(shown && shown.isConnected)) element.prepend(h("p", { class: "day" }, day));
      element.classList.toggle("same", !newDay && before.speaker === element.item.speaker);
      before = element.item;
    }
  }
}
