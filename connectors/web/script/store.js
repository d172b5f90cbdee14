// What stays in this browser: the token of the conversation, messages not sent yet, the draft.
// Every unsent message has a key of its own, so that two open tabs never overwrite each other's.

const PREFIX = "ventanilla.";
const UNSENT = PREFIX + "unsent.";

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
    const kept = memory.get(PREFIX + key);
    return kept ?? (storage ? storage.getItem(PREFIX + key) : null);
  },

  set(key, value) {
    try {
      storage.setItem(PREFIX + key, value);
      memory.delete(PREFIX + key);
    } catch {
      memory.set(PREFIX + key, value);
    }
  },

  remove(key) {
    memory.delete(PREFIX + key);
    if (storage) storage.removeItem(PREFIX + key);
  },

  keep(message) {
    this.set("unsent." + message.id, JSON.stringify(message));
  },

  // In the order in which they were written.
  unsent() {
    const keys = [...memory.keys(), ...Object.keys(storage || {})].filter((key) => key.startsWith(UNSENT));
    return keys
      .map((key) => JSON.parse(this.get(key.slice(PREFIX.length)) || "null"))
      .filter(Boolean)
      .sort((a, b) => a.at - b.at);
  },

  clear() {
    for (const message of this.unsent()) this.remove("unsent." + message.id);
    for (const key of ["token", "draft"]) this.remove(key);
  },
};

// crypto.randomUUID exists only on secure pages; this works on all.
function newId() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 15) | 64;
  bytes[8] = (bytes[8] & 63) | 128;
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-");
}
