"use strict";
// Which values of a JSON entry became which fields: their places in its source, found by the pointers in the locators.

const TOKEN = /"(?:[^"\\]|\\.)*"|[{}[\],:]|[^\s{}[\],:"]+/gs;
const PIECE = /^(.*?)(?:\{\d+,\d+\})?$/s;

/** The entry's source in parts, each with the fields it became, or none; where it is no JSON, all of it as one. */
function markEntry(source, fields) {
  const places = findValues(source);
  const names = new Map();
  for (const [name, field] of Object.entries(fields)) {
    for (const pointer of listPointers(field.locator)) {
      const key = places.get(pointer)?.join();
      if (key !== undefined && !COMPLETENESS.has(name)) names.set(key, [...(names.get(key) ?? []), name]);
    }
  }
  const parts = [];
  let at = 0;
  for (const [key, own] of [...names].sort(([a], [b]) => parseInt(a, 10) - parseInt(b, 10))) {
    const [start, end] = key.split(",").map(Number);
    if (start < at) continue; // Inside of a value that is marked as a whole.
    parts.push([source.slice(at, start), ""], [source.slice(start, end), own.join(", ")]);
    at = end;
  }
  return [...parts, [source.slice(at), ""]].filter(([text]) => text);
}

/** The JSON Pointers that a locator leads to in the entry it begins with. */
function listPointers(locator) {
  const steps = locator.split("&");
  if (steps.length !== 2 || !steps[1].startsWith("json=")) return [];
  return steps[1].slice("json=".length).split(/[;+]/).map((piece) => PIECE.exec(piece)[1].replace(/%([0-9A-F]{2})/g, (_, code) => String.fromCharCode(parseInt(code, 16))));
}

/** Where each value stands, by its pointer. A source that is cut, or no JSON, gives those that are whole. */
function findValues(source) {
  const places = new Map();
  const stack = [];
  for (const { 0: token, index } of source.matchAll(TOKEN)) {
    const inside = stack.at(-1);
    if (token === ":") continue;
    if (token === ",") {
      if (inside?.isList) inside.key += 1;
      else if (inside) inside.key = null;
    } else if (token === "}" || token === "]") {
      const closed = stack.pop();
      if (closed) places.set(closed.path, [closed.start, index + 1]);
    } else if (inside && inside.key === null) {
      inside.key = readKey(token);
    } else {
      const path = inside ? `${inside.path}/${String(inside.key).replaceAll("~", "~0").replaceAll("/", "~1")}` : "";
      if (token === "{" || token === "[") stack.push({ path, start: index, isList: token === "[", key: token === "[" ? 0 : null });
      else places.set(path, [index, index + token.length]);
    }
  }
  return places;
}

function readKey(token) {
  try { return JSON.parse(token); } catch { return token; }
}
