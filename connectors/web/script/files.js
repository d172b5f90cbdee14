// Photos and documents on their way: kept in this browser until the office has them.

const LARGE = 700000; // bytes; a photo above is made smaller before it is sent
const LONGEST_SIDE = 1920;

// Files do not fit where messages are kept. Private windows may refuse both: then they last as long as the page.
const files = {
  memory: new Map(),

  open() {
    this.opened ??= new Promise((done, fail) => {
      const request = indexedDB.open("ventanilla", 1);
      request.onupgradeneeded = () => request.result.createObjectStore("files");
      request.onsuccess = () => done(request.result);
      request.onerror = request.onblocked = fail;
    });
    return this.opened;
  },

  async run(mode, work) {
    const base = await this.open();
    return new Promise((done, fail) => {
      const change = base.transaction("files", mode);
      const request = work(change.objectStore("files"));
      change.oncomplete = () => done(request.result);
      change.onabort = fail;
    });
  },

  async keep(id, file) {
    this.memory.set(id, file);
    await this.run("readwrite", (kept) => kept.put(file, id)).catch(() => {});
  },

  async get(id) {
    return this.memory.get(id) || this.run("readonly", (kept) => kept.get(id)).catch(() => {});
  },

  async remove(id) {
    this.memory.delete(id);
    await this.run("readwrite", (kept) => kept.delete(id)).catch(() => {});
  },
};

// A large photo in the size in which it is looked at; anything else as it is.
async function smaller(file) {
  if (file.size < LARGE || !/^image\/(jpeg|png|webp|hei[cf]|bmp)$/.test(file.type)) return file;
  try {
    const picture = await createImageBitmap(file);
    const scale = Math.min(1, LONGEST_SIDE / Math.max(picture.width, picture.height));
    const canvas = document.createElement("canvas");
    canvas.width = picture.width * scale;
    canvas.height = picture.height * scale;
    const paper = canvas.getContext("2d");
    paper.fillStyle = "#fff";
    paper.fillRect(0, 0, canvas.width, canvas.height);
    paper.drawImage(picture, 0, 0, canvas.width, canvas.height);
    const made = await new Promise((done) => canvas.toBlob(done, "image/jpeg", 0.82));
    if (made && made.size < file.size) return new File([made], file.name.replace(/\.\w+$/, "") + ".jpg", { type: made.type });
  } catch {
    // A kind of picture that this browser does not know: the office may.
  }
  return file;
}
