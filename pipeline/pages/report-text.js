"use strict";
// Elements and text. Whatever a dump holds comes to the page as text, through show(): never as markup.

/** An element with attributes and children; a string among them is text. Listeners are attributes that begin with "on". */
function make(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else if (value !== null && value !== false) element.setAttribute(name, value === true ? "" : value);
  }
  element.append(...children.filter((child) => child !== null));
  return element;
}

const UNSEEN = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u00ad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]/;

/** Text of a dump, in a direction of its own; a character that cannot be seen, or turns the line around, is a box with its name. */
function show(text) {
  const element = make("bdi", { dir: "auto" });
  for (const part of String(text).split(new RegExp(`(${UNSEEN.source})`))) {
    element.append(part.length === 1 && UNSEEN.test(part) ? showUnseen(part.charCodeAt(0)) : part);
  }
  return element;
}

function showUnseen(code) {
  const name = `U+${code.toString(16).toUpperCase().padStart(4, "0")}`;
  return make("span", { class: "unseen", title: `a character that cannot be seen: ${name}` }, code < 0x20 ? String.fromCharCode(0x2400 + code) : name);
}

/** A link, where the address is one of the web; else its text alone. */
function link(address, text = address) {
  let url = null;
  try { url = new URL(address); } catch { /* no address */ }
  const isWeb = url !== null && (url.protocol === "http:" || url.protocol === "https:");
  return isWeb ? make("a", { href: url.href, rel: "noreferrer noopener" }, show(text)) : show(text);
}

function count(number) {
  return number.toLocaleString("en");
}

/** A number with its noun. */
function tally(number, noun) {
  return `${count(number)} ${noun}${number === 1 ? "" : "s"}`;
}

/** A text as it is searched: small letters without accents. */
function fold(text) {
  const small = text.toLowerCase();
  return /^[\x00-\x7f]*$/.test(small) ? small : small.normalize("NFKD").replace(/\p{M}/gu, "");
}
