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
let drawing = 0; // molecules on their way into the editor, whose changes are not the reader's
let late = 0;

// What the editor shows as SMILES; null where it is not ready or has none.
async function shown() {
  try {
    const smiles = await ketcher.getSmiles();
    return typeof smiles === "string" && smiles !== "undefined" ? smiles : null;
  } catch {
    return null;
  }
}

async function draw() {
  const smiles = input.value.trim();
  if (!ketcher || smiles === asWritten) return;
  asWritten = smiles;
  drawing += 1;
  try {
    await ketcher.setMolecule(smiles);
    asDrawn = await shown();
    edited = false;
  } catch {
    // Half a SMILES, while it is being written, is nothing to draw; the answer tells what is wrong.
  } finally {
    drawing -= 1;
  }
}

async function write() {
  edited = false;
  const smiles = await shown();
  if (smiles === null || drawing) return; // the line keeps the last that had one
  asDrawn ??= smiles;
  if (smiles === asDrawn) return;
  asDrawn = asWritten = input.value = smiles;
}

const soon = (follow) => {
  clearTimeout(late);
  late = setTimeout(follow, ASKED_AGAIN_MS);
};
input.addEventListener("input", () => soon(draw));
for (const choice of form.querySelectorAll("select")) // the editor's tools have keys of their own
  choice.addEventListener("keydown", (event) => event.stopPropagation());
for (const example of document.querySelectorAll("[data-smiles]"))
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
      if (drawing) return;
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
nearer.replaceSync(
  "main{padding-top:0;padding-bottom:0}.keep-picture{padding:0 8px;min-height:24px;font-size:.78rem}",
);

// --- what can be done with an answer: SMILES to copy, pictures to keep, a link to pass on

async function copied(text, button, instead) {
  const before = button.textContent;
  try {
    await navigator.clipboard.writeText(text);
    button.textContent = "Copied";
  } catch {
    button.textContent = instead(); // the reader copies it
  }
  setTimeout(() => (button.textContent = before), 1500);
}

// A drawing of the report as a file of its own: its symbol unfolded, its colours written out.
function picture(drawing) {
  const shown = drawing.cloneNode();
  const symbol = drawing.getRootNode().querySelector(drawing.querySelector("use").getAttribute("href"));
  const colours = getComputedStyle(drawing);
  const shapes = symbol.innerHTML.replace(/var\((--[\w-]+)\)/g, (_, name) => {
    const told = colours.getPropertyValue(name).trim();
    return told === "transparent" ? "none" : told;
  });
  shown.innerHTML = shapes;
  shown.setAttribute("xmlns", "http://www.w3.org/2000/svg");
  return new Blob([new XMLSerializer().serializeToString(shown)], { type: "image/svg+xml" });
}

function offerPictures(root) {
  for (const [k, drawing] of [...root.querySelectorAll(".step .drawing")].entries()) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "keep-picture";
    button.textContent = "Picture";
    button.onclick = () => {
      const link = document.createElement("a");
      link.href = URL.createObjectURL(picture(drawing));
      link.download = `step-${k + 1}.svg`;
      link.click();
      setTimeout(() => URL.revokeObjectURL(link.href), 1000);
    };
    drawing.closest(".step").append(button);
  }
  for (const button of root.querySelectorAll(".copy button")) {
    button.hidden = false;
    const code = button.previousElementSibling;
    button.onclick = () =>
      copied(code.textContent, button, () => {
        getSelection().selectAllChildren(code);
        return "Selected";
      });
  }
}

let model = null; // that is named in a link or chosen; the service knows which is its first

const question = () => {
  const target = $("target").value.trim();
  const told = { reactants: input.value.trim(), top: Number($("top").value) };
  return { ...told, ...(target && { target }), ...(model && { model }) };
};

$("model").addEventListener("change", () => (model = $("model").value));

$("share").addEventListener("click", () => {
  location.hash = new URLSearchParams(question());
  copied(location.href, $("share"), () => "It stands in the address line");
});

function readLink() {
  const told = new URLSearchParams(location.hash.slice(1));
  if (!told.get("reactants")) return false;
  input.value = told.get("reactants");
  $("target").value = told.get("target") ?? "";
  model = told.get("model");
  if ([...$("top").options].some((one) => one.value === told.get("top")))
    $("top").value = told.get("top");
  $("options").open = Boolean($("target").value);
  return true;
}

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
  offerPictures(root);
  const whole = $("report");
  URL.revokeObjectURL(whole.href);
  whole.href = URL.createObjectURL(new Blob([html], { type: "text/html" }));
}

function wait(since, doing) {
  const seconds = Math.round((performance.now() - since) / 1000);
  $("status").textContent = `${doing} … ${seconds > 1 ? `${seconds} s` : ""}`;
}

// Ask the service what is written, and let `then` do something with its answer if it is none of
// an error; another question ends this one.
async function ask(path, told, doing, then) {
  asked?.abort();
  const mine = (asked = new AbortController());
  const since = performance.now();
  const clock = setInterval(() => wait(since, doing), 1000);
  say("");
  wait(since, doing);
  document.body.classList.add("waiting");
  try {
    const response = await fetch(path, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(told),
      signal: mine.signal,
    });
    if (response.ok) await then(response);
    else say(await refusal(response));
    if (!response.ok) $("result").hidden = $("keep").hidden = true;
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

// The line says what the editor shows.
async function settled() {
  clearTimeout(late);
  if (edited) await write();
  else draw();
}

async function predict() {
  await settled();
  await ask("v1/report", question(), "Predicting", async (response) => {
    show(await response.text());
    $("result").hidden = $("keep").hidden = false;
    $("result").focus({ preventScroll: true });
    $("result").scrollIntoView({ block: "start" });
  });
}

form.addEventListener("submit", (event) => {
  event.preventDefault();
  $("put-in").textContent = "";
  predict();
});

async function complete() {
  await settled();
  const { reactants } = question();
  let found = null;
  $("put-in").textContent = "";
  const told = { reactants, ...(model && { model }) };
  await ask("v1/complete", told, "Trying what may be missing", async (response) => {
    found = (await response.json()).outcomes;
  });
  if (found === null) return; // the reader knows why
  if (!found.length) return say("Nothing happens with what such flasks usually lack, either.");
  const { put_in } = found[0];
  $("put-in").textContent = put_in.length ? `Put in: ${put_in.join(" and ")}` : "Nothing is missing.";
  input.value = [reactants, ...put_in].join(".");
  draw();
  await predict();
}

$("complete").addEventListener("click", complete);

// --- at the start

// A link may name a model that is no longer there: then one is to be chosen.
function offerModels(names) {
  $("model").replaceChildren(...names.map((name) => new Option(name)));
  if (model) $("model").value = model; // none of the options where it is none of them
  $("models").hidden = names.length < 2 && $("model").selectedIndex >= 0;
}

const linked = readLink();
fetch("healthz")
  .then((response) => response.json())
  .then(({ models, version }) => {
    offerModels(models);
    const told = models.length < 2 ? `Model ${models[0]}, flower` : "flower";
    $("version").textContent = `${told} ${version} ·`;
  })
  .catch(() => {});
open();
if (linked) predict();
