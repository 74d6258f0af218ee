// The page: reactants drawn or written, a button, and the mechanism as `flower predict --report`
// draws it. Text of a user or a server is only ever set as text; a report is parsed, its scripts
// are dropped, and the page's policy would run none.
const $ = (id) => document.getElementById(id);
const form = $("ask");
const input = $("reactants");
const button = $("predict");
const ASKED_AGAIN_MS = 300;

// --- the editor and the line of SMILES, each of which follows the other

let ketcher = null;
let asWritten = ""; // the line when it was drawn last
let asDrawn = ""; // the SMILES of the editor then: another spelling, which must not replace it
let edited = false; // in the editor, since the line was written
let late = 0;

async function draw() {
  const smiles = input.value.trim();
  if (!ketcher || smiles === asWritten) return;
  asWritten = smiles;
  try {
    await ketcher.setMolecule(smiles);
    asDrawn = await ketcher.getSmiles();
    edited = false;
  } catch {
    // Half a SMILES, while it is being written, is nothing to draw; the answer tells what is wrong.
  }
}

async function write() {
  edited = false;
  let smiles;
  try {
    smiles = await ketcher.getSmiles();
  } catch {
    return; // nothing that has a SMILES; the line keeps the last that had
  }
  if (smiles === asDrawn) return;
  asDrawn = asWritten = input.value = smiles;
}

const soon = (follow) => {
  clearTimeout(late);
  late = setTimeout(follow, ASKED_AGAIN_MS);
};
input.addEventListener("input", () => soon(draw));
for (const example of document.querySelectorAll(".example"))
  example.addEventListener("click", () => {
    input.value = example.dataset.smiles;
    draw();
  });

async function open() {
  try {
    const { startEditor } = await import("./editor.js");
    const element = document.createElement("div");
    element.className = "ketcher";
    $("editor").append(element);
    ketcher = await startEditor(element, (message) => say(String(message)));
    $("editor-state").remove();
    ketcher.editor.subscribe("change", () => {
      edited = true;
      soon(write);
    });
    await draw();
  } catch {
    $("editor-state").textContent =
      "The structure editor could not be started in this browser; write SMILES below.";
  }
}

// --- the question and the answer

let asked = null;

function say(sentence) {
  $("error").textContent = sentence;
  $("error").hidden = !sentence;
}

async function refusal(response) {
  try {
    return (await response.json()).error;
  } catch {
    return `The server answered ${response.status}.`;
  }
}

const asHost = (css) => css.replaceAll(":root", ":host");
const nearer = new CSSStyleSheet();
nearer.replaceSync("main{padding-top:0;padding-bottom:0}");

// Show what a report tells of the outcomes; styles in a shadow do not meet those of the editor.
function show(html) {
  const page = new DOMParser().parseFromString(html, "text/html");
  const style = new CSSStyleSheet();
  style.replaceSync(asHost(page.querySelector("style").textContent));
  const told = page.querySelector("main");
  told.querySelectorAll("h1, header section, header > .soft, .tiles, #network, footer, script")
    .forEach((element) => element.remove());
  const root = $("result").shadowRoot ?? $("result").attachShadow({ mode: "open" });
  root.adoptedStyleSheets = [style, nearer];
  root.replaceChildren(document.adoptNode(told));
  const whole = $("report");
  URL.revokeObjectURL(whole.href);
  whole.href = URL.createObjectURL(new Blob([html], { type: "text/html" }));
}

function wait(since) {
  const seconds = Math.round((performance.now() - since) / 1000);
  $("status").textContent = `Predicting … ${seconds > 1 ? `${seconds} s` : ""}`;
}

async function predict() {
  asked?.abort();
  const mine = (asked = new AbortController());
  clearTimeout(late);
  if (edited) await write();
  else draw();
  const since = performance.now();
  const clock = setInterval(() => wait(since), 1000);
  say("");
  wait(since);
  document.body.classList.add("waiting");
  try {
    const response = await fetch("v1/report", {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ reactants: input.value.trim() }),
      signal: mine.signal,
    });
    if (response.ok) show(await response.text());
    else say(await refusal(response));
    $("result").hidden = $("keep").hidden = !response.ok;
    if (response.ok) $("result").focus({ preventScroll: true });
    if (response.ok) $("result").scrollIntoView({ block: "start" });
  } catch (error) {
    if (mine.signal.aborted) return;
    say("The server cannot be reached; is it still running?");
  } finally {
    clearInterval(clock);
    if (asked === mine) {
      $("status").textContent = "";
      document.body.classList.remove("waiting");
    }
  }
}

form.addEventListener("submit", (event) => {
  event.preventDefault();
  predict();
});

// --- at the start

fetch("healthz")
  .then((response) => response.json())
  .then(({ model, version }) => ($("model").textContent = `Model ${model}, flower ${version} ·`))
  .catch(() => {});
open();
