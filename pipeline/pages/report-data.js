"use strict";
// The data of the page: inert blocks, deflated and in base64, unpacked when they are needed.

async function unpack(element) {
  const packed = readBase64(element.textContent);
  return new Response(new Blob([packed]).stream().pipeThrough(new DecompressionStream("deflate"))).text();
}

function readBase64(text) {
  if (Uint8Array.fromBase64) return Uint8Array.fromBase64(text);
  const characters = atob(text);
  const bytes = new Uint8Array(characters.length);
  for (let at = 0; at < bytes.length; at += 1) bytes[at] = characters.charCodeAt(at);
  return bytes;
}

const started = new Map();

/** Start a library that stands in the page; the policy allows its text, and no other. */
function start(name) {
  if (!started.has(name)) {
    started.set(name, unpack(document.getElementById(`library-${name}`)).then((text) => {
      document.head.append(Object.assign(document.createElement("script"), { textContent: text }));
    }));
  }
  return started.get(name);
}

/** The blocks of the table as one: each column an array over all rows. */
async function loadRows(tell) {
  const rows = { ids: [], titles: [], openings: [], authors: [], days: [], records: [], dumps: [], marks: [], texts: [] };
  for (const element of document.querySelectorAll("script.rows")) {
    const block = JSON.parse(await unpack(element));
    element.remove();
    for (const name of Object.keys(block)) for (const value of block[name]) rows[name].push(value);
    for (let at = rows.texts.length; at < rows.ids.length; at += 1) rows.texts.push(fold(`${rows.ids[at]}\n${rows.titles[at]}${rows.openings[at]}\n${rows.authors[at]}`));
    tell(rows.ids.length);
    await new Promise((resolve) => { setTimeout(resolve); });
  }
  return rows;
}

const blocks = new Map();

/** A paper with its records and quotes, by its place among those that have a page. */
async function loadPaper(page, place) {
  const number = Math.floor(place / page.per_block);
  if (!blocks.has(number)) blocks.set(number, unpack(document.getElementById(`details-${number}`)).then(JSON.parse));
  return (await blocks.get(number))[place % page.per_block];
}
