// Sending a file from a phone: a photo, a document, a voice note, a sticker.

import { element } from "./dom.js";

export class Files {
  constructor(phone) {
    this.phone = phone;
    this.input = element("input", { type: "file", hidden: true, tabIndex: -1, ariaLabel: "Archivo" });
    this.input.onchange = () => this.attach(this.input);
  }

  pick(kind, accept) {
    this.input.dataset.kind = kind;
    this.input.accept = accept;
    this.input.click();
  }

  attach(input) {
    const [file] = input.files;
    input.value = "";
    if (file) this.sendFile(file, file.name, input.dataset.kind);
  }

  // What a phone offers behind its paper clip.
  chooseFile() {
    const option = (title, about, act) => element("button", { type: "button", className: "option", onclick: () => { this.phone.sheet.close(); act(); } },
      element("strong", {}, title), element("small", {}, about));
    this.phone.sheet.replaceChildren(
      element("h3", {}, "Enviar un archivo"),
      option("Foto", "Una imagen, tal como la toma el teléfono", () => this.pick("photo", "image/jpeg,image/png")),
      option("Documento", "Cualquier archivo, con su nombre", () => this.pick("document", "")),
      option("Nota de voz", "Una grabación de muestra, de dos segundos", () => this.sendSample("voice.ogg", "audio/ogg", "voice")),
      ...(window.MediaRecorder && navigator.mediaDevices ? [option("Grabar nota de voz", "Con el micrófono de este equipo", () => this.record())] : []),
      option("Sticker", "Una carita", () => this.sendSample("sticker.webp", "image/webp", "sticker")),
      element("button", { type: "button", onclick: () => this.phone.sheet.close() }, "Cerrar"));
    this.phone.openSheet();
  }

  async sendSample(name, type, kind) {
    const response = await fetch(`/assets/${name}`);
    if (response.ok) this.sendFile(new Blob([await response.arrayBuffer()], { type }), name, kind);
  }

  async record() {
    const stream = await navigator.mediaDevices.getUserMedia({ audio: true }).catch(() => null);
    if (!stream) return this.phone.say("El micrófono no está disponible.");
    const recorder = new MediaRecorder(stream);
    const pieces = [];
    let send = false;
    const end = (wanted) => { send = wanted; this.phone.sheet.close(); };
    recorder.ondataavailable = (event) => pieces.push(event.data);
    recorder.onstop = () => {
      stream.getTracks().forEach((track) => track.stop());
      if (send) this.sendFile(new Blob(pieces, { type: recorder.mimeType }), "nota.webm", "voice");
    };
    this.phone.sheet.addEventListener("close", () => recorder.stop(), { once: true });
    this.phone.sheet.replaceChildren(element("h3", { role: "status" }, "Grabando…"), element("div", { className: "actions" },
      element("button", { type: "button", onclick: () => end(false) }, "Cancelar"),
      element("button", { type: "button", className: "main", onclick: () => end(true) }, "Enviar")));
    recorder.start();
    this.phone.openSheet();
  }

  sendFile(file, name, kind) {
    const caption = kind === "voice" || kind === "sticker" ? "" : this.phone.input.value.trim();
    const reader = new FileReader();
    reader.onload = () => {
      const media = { name, mime: file.type.split(";")[0] || "application/octet-stream", data: reader.result.slice(reader.result.indexOf(",") + 1), kind };
      this.phone.post("messages", { text: caption, media });
      if (caption) { this.phone.input.value = ""; this.phone.typed(); }
    };
    reader.readAsDataURL(file);
  }
}
