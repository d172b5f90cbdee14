// The way to the office and back: sends what waits, one after the other, and follows what is new.

const REQUEST_TIMEOUT = 15000;
const FIRST_BYTE_TIMEOUT = 10000; // the stream speaks at once; silence means that a proxy holds it back
const SILENCE_TIMEOUT = 40000; // a heartbeat comes every 15 s
const POLL_ACTIVE = 3000;
const POLL_HIDDEN = 30000;

const backoff = (failures) => Math.min(30000, 1000 * 2 ** (failures - 1)) * (0.75 + Math.random() / 2);

// A pause that ends early when something happens that makes another try worthwhile.
class Pause {
  for(milliseconds) {
    return new Promise((done) => {
      this.end = done;
      setTimeout(done, milliseconds);
    });
  }

  wake() {
    if (this.end) this.end();
  }
}

class Connection {
  // `on` has: update, sent, refused, retrying, spoken, reset, reachable.
  constructor(base, on) {
    this.base = base;
    this.on = on;
    this.last = 0;
    this.failures = 0;
    this.sendPause = new Pause();
    this.followPause = new Pause();
    addEventListener("online", () => this.wake());
    addEventListener("offline", () => on.reachable(false));
    addEventListener("storage", (event) => this.otherTab(event));
    document.addEventListener("visibilitychange", () => this.visibility());
  }

  wake() {
    this.sendPause.wake();
    this.followPause.wake();
  }

  visibility() {
    clearTimeout(this.hiding);
    if (!document.hidden) return this.wake();
    // A browser allows few connections to one server: tabs that nobody sees give theirs back.
    this.hiding = setTimeout(() => this.stopStream(), 20000);
  }

  otherTab(event) {
    if (event.key === PREFIX + "token") this.restart();
    if (event.key && event.key.startsWith(UNSENT) && event.newValue) this.deliver();
  }

  restart() {
    this.last = 0;
    this.on.reset();
    this.stopStream();
    this.follow();
  }

  // On purpose, so that it does not count as a failure of the network.
  stopStream() {
    const { streaming } = this;
    this.streaming = null;
    if (streaming) streaming.abort();
  }

  known() {
    return Boolean(store.get("token"));
  }

  async token() {
    const known = store.get("token");
    if (known) return known;
    this.opening ??= this.fetch("/chat/sessions", { method: "POST" }).then(({ status, body }) => {
      if (status !== 201) throw new Error("no session");
      store.set("token", body.session);
    });
    try {
      await this.opening;
    } finally {
      this.opening = null;
    }
    return store.get("token");
  }

  async call(path, options = {}) {
    const token = await this.token();
    const answer = await this.fetch(path, { ...options, token });
    if (answer.status === 401) this.forget(token);
    return answer;
  }

  async fetch(path, { method = "GET", token, body }) {
    const abort = new AbortController();
    const timer = setTimeout(() => abort.abort(), REQUEST_TIMEOUT);
    try {
      const options = { ...this.options(token, abort), method, body };
      if (body) options.headers["Content-Type"] = "application/json";
      const response = await fetch(this.base + path, options);
      const after = parseInt(response.headers.get("Retry-After"), 10);
      return { status: response.status, after: after * 1000, body: await response.json().catch(() => ({})) };
    } finally {
      clearTimeout(timer);
    }
  }

  options(token, abort) {
    const headers = token ? { Authorization: "Bearer " + token } : {};
    return { headers, signal: abort.signal, credentials: "omit", cache: "no-store", referrerPolicy: "no-referrer" };
  }

  // The office does not know this token (any more): the next call asks for a new one.
  forget(token) {
    if (store.get("token") !== token) return;
    store.remove("token");
    this.last = 0;
    this.on.reset();
  }

  // ---- out

  async deliver() {
    if (this.delivering) return this.sendPause.wake();
    this.delivering = true;
    for (let failures = 0, message; (message = store.unsent().find((waiting) => !waiting.refused)); ) {
      const outcome = await this.send(message).catch(() => ({ status: 0 }));
      if (this.settled(message, outcome)) {
        failures = 0;
        continue;
      }
      failures += 1;
      this.on.retrying(message);
      this.reached(outcome.status > 0 && outcome.status < 500);
      await this.sendPause.for(outcome.after > 0 ? outcome.after : backoff(failures));
    }
    this.delivering = false;
  }

  send({ id, text, choice, latitude, longitude }) {
    return this.call("/chat/messages", {
      method: "POST",
      body: JSON.stringify({ id, text, choice, latitude, longitude }),
    });
  }

  // Whether nothing more is to be done about the message.
  settled(message, { status, body }) {
    if (status === 202) {
      this.reached(true);
      // Answered although it could not be stored: it is sent again, so that the office learns of it.
      if (body.reply) this.on.spoken(message, body.reply);
      if (!body.accepted) return false;
      store.remove("unsent." + message.id);
      this.on.sent(message, body.seq);
      this.follow();
      return true;
    }
    if ([400, 413, 422].includes(status)) {
      message.refused = body.detail || "No se pudo enviar.";
      store.keep(message);
      this.on.refused(message);
      return true;
    }
    return false;
  }

  reached(yes) {
    this.failures = yes ? 0 : this.failures + 1;
    this.on.reachable(yes || (navigator.onLine && this.failures < 2));
  }

  // ---- in

  async follow() {
    if (this.following) return this.followPause.wake();
    this.following = true;
    for (let failures = 0; this.known(); ) {
      try {
        const polled = document.hidden || this.polling;
        await (polled ? this.poll() : this.stream());
        failures = 0;
        await this.followPause.for(document.hidden ? POLL_HIDDEN : polled ? POLL_ACTIVE : 1000);
      } catch {
        failures += 1;
        this.reached(false);
        await this.followPause.for(backoff(failures));
      }
    }
    this.following = false;
  }

  async poll() {
    for (let more = true; more; ) {
      const { status, body } = await this.call("/chat/messages?after=" + this.last);
      if (status === 401) return;
      if (status !== 200) throw new Error("status " + status);
      more = this.take(body) < body.last && body.messages.length > 0;
    }
  }

  async stream() {
    const abort = (this.streaming = new AbortController());
    const first = setTimeout(() => {
      this.polling = true;
      this.stopStream();
    }, FIRST_BYTE_TIMEOUT);
    let silence;
    try {
      const token = await this.token();
      const response = await fetch(this.base + "/chat/stream?after=" + this.last, this.options(token, abort));
      if (response.status === 401) return this.forget(token);
      if (!response.ok) throw new Error("status " + response.status);
      if (!response.body) return (this.polling = true); // an old browser
      const reader = response.body.getReader();
      const decoder = new TextDecoder();
      for (let text = ""; ; ) {
        silence = setTimeout(() => abort.abort(), SILENCE_TIMEOUT);
        const { done, value } = await reader.read();
        clearTimeout(silence);
        clearTimeout(first);
        if (done) return;
        text = this.events(text + decoder.decode(value, { stream: true }));
      }
    } catch (error) {
      if (this.streaming === abort) throw error;
    } finally {
      clearTimeout(first);
      clearTimeout(silence);
    }
  }

  // Takes the complete events out of what came; the rest waits for more.
  events(text) {
    const events = text.split("\n\n");
    const rest = events.pop();
    for (const event of events) {
      const data = event.split("\n").filter((line) => line.startsWith("data:"));
      if (data.length) this.take(JSON.parse(data.map((line) => line.slice(5)).join("\n")));
    }
    return rest;
  }

  // An update of the conversation; the number up to which everything is known now.
  take(update) {
    this.reached(true);
    if (update.last < this.last) {
      // The office has started afresh.
      this.last = 0;
      this.on.reset();
      this.stopStream();
      return update.last;
    }
    for (const message of update.messages) this.last = Math.max(this.last, message.seq);
    this.on.update(update);
    return this.last;
  }
}
