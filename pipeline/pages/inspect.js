// Keys: j and k go to the next and the previous record, n and p to the next and the previous rejected stretch.
"use strict";
const links = { record: [...document.querySelectorAll("nav .records a")], reject: [...document.querySelectorAll("nav .rejects a")] };
const moves = { j: ["record", 1], k: ["record", -1], n: ["reject", 1], p: ["reject", -1] };
document.addEventListener("keydown", (event) => {
  const move = moves[event.key];
  if (!move || event.ctrlKey || event.metaKey || event.altKey || event.target.matches("textarea, input[type=text]")) return;
  const [kind, step] = move;
  const here = links[kind].findIndex((link) => link.hash === location.hash);
  const next = links[kind][here < 0 ? (step > 0 ? 0 : links[kind].length - 1) : here + step];
  if (!next) return;
  location.hash = next.hash;
  event.preventDefault();
});
