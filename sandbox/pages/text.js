// What is written in a bubble, in the ways of its channel, and times as people read them.

import { element } from "./dom.js";

const ENTITY_TAGS = { bold: "strong", italic: "em", underline: "u", strikethrough: "s", code: "code", pre: "pre", spoiler: "span", blockquote: "blockquote" };

export function linked(text) {
  const parts = document.createDocumentFragment();
  let last = 0;
  for (const found of text.matchAll(/https?:\/\/[^\s<>"]+[^\s<>".,;:!?)]/g)) {
    parts.append(text.slice(last, found.index), element("a", { href: found[0], target: "_blank", rel: "noopener" }, found[0]));
    last = found.index + found[0].length;
  }
  parts.append(text.slice(last));
  return parts;
}

export function withEntities(text, entities, start = 0, end = text.length) {
  const parts = document.createDocumentFragment();
  let at = start;
  for (let index = 0; index < entities.length; index++) {
    const entity = entities[index];
    if (entity.offset < at || entity.offset >= end) continue;
    const stop = Math.min(entity.offset + entity.length, end);
    parts.append(linked(text.slice(at, entity.offset)));
    const inner = withEntities(text, entities.slice(index + 1), entity.offset, stop);
    if (entity.type === "text_link") parts.append(element("a", { href: entity.url, target: "_blank", rel: "noopener" }, text.slice(entity.offset, stop)));
    else parts.append(element(ENTITY_TAGS[entity.type] || "span", { className: entity.type }, inner));
    at = stop;
  }
  parts.append(linked(text.slice(at, end)));
  return parts;
}

export function withMarks(text) {
  const parts = document.createDocumentFragment();
  let last = 0;
  for (const found of text.matchAll(/(?<![\p{L}\d])(?:\*(\S(?:[^*\n]*\S)?)\*|_(\S(?:[^_\n]*\S)?)_|~(\S(?:[^~\n]*\S)?)~)(?![\p{L}\d])/gu)) {
    const tag = found[1] ? "strong" : found[2] ? "em" : "s";
    parts.append(linked(text.slice(last, found.index)), element(tag, {}, found[1] || found[2] || found[3]));
    last = found.index + found[0].length;
  }
  parts.append(linked(text.slice(last)));
  return parts;
}

export const clockTime = (time) => new Intl.DateTimeFormat("es-CO", { hour: "numeric", minute: "2-digit" }).format(new Date(time));
export const shortDay = (time) => new Intl.DateTimeFormat("es-CO", { weekday: "short", day: "numeric", month: "short" }).format(new Date(time));
export const dayOf = (time) => new Intl.DateTimeFormat("es-CO", { weekday: "long", day: "numeric", month: "long" }).format(new Date(time));
export const sizeOf = (bytes) => (bytes < 1024 * 1024 ? `${Math.max(1, Math.round(bytes / 1024))} KB` : `${(bytes / 1024 / 1024).toFixed(1)} MB`);
