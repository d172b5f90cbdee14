// The way to the office and back: sends what waits, one after the other, and follows what is new.

const REQUEST_TIMEOUT = 15000;
const UPLOAD_SILENCE = 30000;
const FIRST_BYTE_TIMEOUT = 10000; // the stream speaks at once; silence means that a proxy holds it back
const SILENCE_TIMEOUT = 40000; // a heartbeat comes every 15 s
const POLL_ACTIVE = 3000;
const POLL_HIDDEN = 30000;
const POLL_LASTS = 900000; // after that the stream is tried again
const REFUSALS = [400, 413, 422];

const backoff = (failures) => Math.min(30000, 1000 * 2 ** (failures - 1)) * (0.75 + Math.random() / 2);

// Pauses between tries, longer with every failure. One ends early when something happens that makes another try
// worthwhile; where a try is just under way, which may fail for what was before, the next pause is short.
class Pause {
  constructor() {
    this.failures = 0;
  }

  for(milliseconds) {
    return new Promise((done) => {
      this.end = done;
      setTimeout(done, milliseconds);
    });
  }

  afterFailure(milliseconds) {
    this.failures += 1;
    return this.for(milliseconds || backoff(this.failures));
  }

  wake() {
    this.failures = 0;
    if (this.end) this.end();
  }
}

class Connection {
  // `on` has: update, sent, refused, retrying, progress, spoken, reset, reachable.
  constructor(base, on) {
    this.base = base;
    this.on = on;
    this.last = 0;
    this.failures = 0;
    this.pollsUntil = 0;
    this.followPause = new Pause();
    // What is written never waits for a file.
    this.lanes = [false, true].map((files) => ({ files, pause: new Pause() }));
    addEventListener("online", () => this.wake());
    addEventListener("offline", () => on.reachable(false));
    addEventListener("storage", (event) => this.otherTab(event));
    document.addEventListener("visibilitychange", () => this.visibility());
  }

  wake() {
    for (const lane of this.lanes) lane.pause.wake();
    this.followPause.wake();
  }

  visibility() {
    clearTimeout(this.hiding);
    if (!document.hidden) return this.wake();
    // A browser allows few connections to one server: tabs that nobody sees give theirs back.
    this.hiding = setTimeout(() => this.stopStream(), 20000);
  }

  otherTab({ key, newValue }) {
    if (key === PREFIX + "token") this.restart();
    if (key && key.startsWith(PREFIX + UNSENT) && newValue) this.deliver();
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

  // Two tabs that begin at once begin one conversation.
  async token() {
    if (!this.known())
      await alone("session", async () => {
        if (this.known()) return;
        const { status, body } = await this.fetch("/chat/sessions", { method: "POST" });
        if (status !== 201) throw new Error("no session");
        if (!this.known()) store.set("token", body.session);
      });
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
      const text = await response.text();
      return { status: response.status, after: 1000 * response.headers.get("Retry-After"), text, body: read(text) || {} };
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
    store.forgetKept();
    this.last = 0;
    this.on.reset(true);
  }

  // ---- out

  deliver() {
    for (const lane of this.lanes) this.run(lane);
  }

  async run(lane) {
    if (lane.running) return lane.pause.wake();
    lane.running = true;
    const waiting = () => store.unsent().filter((one) => !one.refused && !one.kept && !one.file === !lane.files);
    for (let message; (message = waiting()[0]); ) {
      const outcome = await alone("send" + lane.files, () => this.attempt(message)).catch(() => ({ status: 0 }));
      // Settled here, sent by another tab, or taken back meanwhile.
      if (!outcome || !store.has(message)) {
        lane.pause.failures = 0;
        continue;
      }
      waiting().forEach(this.on.retrying);
      this.reached(outcome.status > 0 && outcome.status < 500);
      await lane.pause.afterFailure(outcome.after);
    }
    lane.running = false;
  }

  // Nothing if no more is to be done about the message, otherwise how the try ended.
  async attempt(message) {
    if (!store.has(message)) return;
    const outcome = await (message.file ? this.upload(message) : this.post(message));
    if (!this.settled(message, outcome)) return outcome;
  }

  post({ id, text, choice, latitude, longitude }) {
    return this.call("/chat/messages", { method: "POST", body: JSON.stringify({ id, text, choice, latitude, longitude }) });
  }

  async upload({ id, file: { name } }) {
    const file = await files.get(id);
    if (!file) return { status: 422, body: { detail: "El archivo ya no está en este equipo. Adjúntelo de nuevo." } };
    const token = await this.token();
    // `fetch` tells nothing of how far it is.
    const request = new XMLHttpRequest();
    let silence;
    const heard = () => {
      clearTimeout(silence);
      silence = setTimeout(() => request.abort(), UPLOAD_SILENCE);
    };
    const answer = await new Promise((done) => {
      request.open("POST", this.base + "/chat/files");
      const headers = { Authorization: "Bearer " + token, "Ventanilla-Id": id, "Ventanilla-Name": encodeURIComponent(name.slice(-80)) };
      for (const [header, value] of Object.entries(headers)) request.setRequestHeader(header, value);
      request.upload.onprogress = ({ loaded, total }) => {
        heard();
        if (!store.has({ id })) request.abort();
        this.on.progress(id, loaded / total);
      };
      request.onloadend = () =>
        done({ status: request.status, after: 1000 * request.getResponseHeader("Retry-After"), body: read(request.responseText) || {} });
      heard();
      request.send(file);
    });
    clearTimeout(silence);
    if (answer.status === 401) this.forget(token);
    return answer;
  }

  settled(message, { status, body }) {
    if (status === 202) {
      this.reached(true);
      // Answered although it could not be stored. Where it could not be kept either, it is sent again.
      if (body.reply) this.on.spoken(message, body.reply);
      if (!body.accepted) return false;
      // Kept by the office without a number yet: shown here until it is in the record, also after a reload.
      if (body.seq) store.sent(message);
      else if (store.has(message)) store.keep(Object.assign(message, { kept: true, reply: body.reply }));
      this.on.sent(message, body.seq);
      this.follow();
      return true;
    }
    if (!REFUSALS.includes(status)) return false;
    if (store.has(message)) {
      message.refused = body.detail || "no se pudo enviar.";
      store.keep(message);
      this.on.refused(message);
    }
    return true;
  }

  reached(yes) {
    this.failures = yes ? 0 : this.failures + 1;
    this.on.reachable(yes || (navigator.onLine && this.failures < 2));
  }

  // ---- in

  async follow() {
    if (this.following) return this.followPause.wake();
    this.following = true;
    for (let blocked = 0; this.known(); ) {
      const polls = document.hidden || Date.now() < this.pollsUntil;
      try {
        if (polls) await this.poll();
        else if (await this.stream()) blocked = 0;
        else {
          // No stream, but an answer: something on the way does not let streams through.
          await this.poll();
          blocked += 1;
          if (blocked > 1) this.pollsUntil = Date.now() + POLL_LASTS;
        }
        this.followPause.failures = 0;
        await this.followPause.for(document.hidden ? POLL_HIDDEN : polls ? POLL_ACTIVE : 1000);
      } catch ({ status, after }) {
        this.reached(status === 429);
        await this.followPause.afterFailure(after);
      }
    }
    this.following = false;
  }

  async poll() {
    for (let more = true; more; ) {
      const answer = await this.call("/chat/messages?after=" + this.last);
      if (answer.status === 401) return;
      if (answer.status !== 200) throw answer;
      more = this.take(answer.body) < answer.body.last && answer.body.messages.length > 0;
    }
  }

  // Whether the stream brought anything.
  async stream() {
    const abort = (this.streaming = new AbortController());
    const first = setTimeout(() => abort.abort(), FIRST_BYTE_TIMEOUT);
    let silence, heard;
    try {
      const token = await this.token();
      const response = await fetch(this.base + "/chat/stream?after=" + this.last, this.options(token, abort));
      if (response.status === 401) {
        this.forget(token);
        return true;
      }
      if (!response.ok || !response.body) return false;
      const reader = response.body.getReader();
      const decoder = new TextDecoder();
      for (let text = ""; ; heard = true) {
        silence = setTimeout(() => abort.abort(), SILENCE_TIMEOUT);
        const { done, value } = await reader.read();
        clearTimeout(silence);
        clearTimeout(first);
        if (done) return heard;
        text = this.events(text + decoder.decode(value, { stream: true }));
      }
    } catch {
      return heard || this.streaming !== abort;
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
