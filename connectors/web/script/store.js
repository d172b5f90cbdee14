// What stays in this browser: the token of the conversation, messages not sent yet, the draft, what was seen.
// Every unsent message has a key of its own, so that two open tabs never overwrite each other's.

const PREFIX = "ventanilla.";
const UNSENT = "unsent.";

// Private windows may refuse storage: then everything lasts as long as the page.
const storage = (() => {
  try {
    localStorage.setItem(PREFIX + "test", "1");
    localStorage.removeItem(PREFIX + "test");
    return localStorage;
  } catch {
    return null;
  }
})();
const memory = new Map();

const store = {
  get(key) {
    return memory.get(PREFIX + key) ?? (storage ? storage.getItem(PREFIX + key) : null);
  },

  set(key, value) {
    try {
      storage.setItem(PREFIX + key, value);
      memory.delete(PREFIX + key);
    } catch {
      memory.set(PREFIX + key, String(value));
    }
  },

  remove(key) {
    memory.delete(PREFIX + key);
    if (storage) storage.removeItem(PREFIX + key);
  },

  keep(message) {
    this.set(UNSENT + message.id, JSON.stringify(message));
  },

  has({ id }) {
    return Boolean(this.get(UNSENT + id));
  },

  sent({ id }) {
    this.remove(UNSENT + id);
    files.remove(id);
  },

  // What the office has, and will be in its record: forgotten here when it is, or when nobody can tell any more.
  forgetKept(before = Infinity) {
    for (const message of this.unsent()) if (message.kept && message.order < before) this.sent(message);
  },

  // In the order in which they were written.
  unsent() {
    const keys = [...memory.keys(), ...Object.keys(storage || {})].filter((key) => key.startsWith(PREFIX + UNSENT));
    return keys
      .map((key) => read(this.get(key.slice(PREFIX.length))))
      .filter((message) => message && message.id)
      .sort((a, b) => a.order - b.order);
  },

  // A place behind all that wait, even where this device's clock was put back.
  next() {
    return Math.max(Date.now(), ...this.unsent().map((message) => message.order + 1));
  },

  clear() {
    for (const message of this.unsent()) this.sent(message);
    for (const key of ["token", "draft", "seen"]) this.remove(key);
  },
};

function read(json) {
  try {
    return JSON.parse(json);
  } catch {
    return null;
  }
}

// crypto.randomUUID exists only on secure pages; this works on all.
function newId() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 15) | 64;
  bytes[8] = (bytes[8] & 63) | 128;
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-");
}

// One tab at a time, where the browser can tell (secure pages); elsewhere the office sorts out what comes twice.
const alone = (what, work) => (navigator.locks ? navigator.locks.request(PREFIX + what, work) : work());
