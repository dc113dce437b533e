"use strict";
// Which values of an entry (JSON, XML) became which fields: their places in its source, found by the paths in the locators.

const TOKEN = /"(?:[^"\\]|\\.)*"|[{}[\],:]|[^\s{}[\],:"]+/gs;
const TAG = /<!--.*?-->|<!\[CDATA\[.*?\]\]>|<(\/?)([\w:.-]+)((?:"[^"]*"|'[^']*'|[^"'>])*?)(\/?)>/gs;
const ATTRIBUTE = /([\w:.-]+)\s*=\s*("[^"]*"|'[^']*')/g;
const PIECE = /^(.*?)(?:\{\d+,\d+\})?$/s;

/** The entry's source in parts, each with the fields it became, or none; where it is neither JSON nor XML, all of it as one. */
function markEntry(source, fields) {
  const places = source.trimStart().startsWith("<") ? findElements(source) : findValues(source);
  const names = new Map();
  for (const [name, field] of Object.entries(fields)) {
    for (const path of listPaths(field.locator)) {
      const key = places.get(path)?.join();
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

/** The JSON Pointers or XPaths that a locator leads to in the entry it begins with. */
function listPaths(locator) {
  const steps = locator.split("&");
  const value = steps.length === 2 ? /^(?:json|xml)=(.*)$/s.exec(steps[1]) : null;
  return value === null ? [] : value[1].split(/[;+]/).map((piece) => PIECE.exec(piece)[1].replace(/%([0-9A-F]{2})/g, (_, code) => String.fromCharCode(parseInt(code, 16))));
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

/** Where the content of each element and each attribute stands, by its path: an element has a number where its parent has several of its name. */
function findElements(source) {
  const found = [];
  let inside = { path: () => "", counts: new Map(), parent: null };
  for (const { 0: tag, 1: isEnd, 2: name, 3: attributes, 4: isEmpty, index } of source.matchAll(TAG)) {
    if (!name) continue;
    if (isEnd) {
      inside.end = index;
      inside = inside.parent ?? inside;
      continue;
    }
    const { counts, path } = inside;
    const number = (counts.get(name) ?? 0) + 1;
    counts.set(name, number);
    const element = { path: () => `${path()}/${name}${counts.get(name) > 1 ? `[${number}]` : ""}`, counts: new Map(), parent: inside, start: index + tag.length };
    for (const match of attributes.matchAll(ATTRIBUTE)) {
      const start = index + 1 + name.length + match.index + match[0].length - match[2].length;
      found.push({ path: () => `${element.path()}/@${match[1]}`, start: start + 1, end: start + match[2].length - 1 });
    }
    found.push(element);
    if (!isEmpty) inside = element;
  }
  return new Map(found.filter((one) => one.end > one.start).map((one) => [one.path(), [one.start, one.end]]));
}
