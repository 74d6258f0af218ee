// The network of a report: look around in it, choose a state or a step, read about it below.
(() => {
  const graph = document.getElementById("graph");
  if (!graph) return;
  const { states, steps } = JSON.parse(document.getElementById("data").textContent);
  const panel = document.getElementById("panel");
  const nodes = states.map((_, k) => document.getElementById(`state-${k}`));
  const edges = steps.map((_, k) => document.getElementById(`step-${k}`));
  const matrices = nodes.map((node) => node.transform.baseVal.consolidate().matrix);
  const places = matrices.map(({ e, f }) => ({ x: e, y: f }));
  const isShown = (k) => getComputedStyle(nodes[k]).display !== "none";

  // --- what is seen: the view box

  let view = bounds();
  let fitted = true; // until the reader looks around
  const scale = () => Math.min(graph.clientWidth / view.w, graph.clientHeight / view.h);

  function look({ x, y, w, h }, whole = false) {
    if (![x, y, w, h].every(Number.isFinite)) return; // a graph that is not laid out has no size
    fitted = whole;
    view = { x, y, w, h };
    graph.setAttribute("viewBox", [x, y, w, h].map((v) => v.toFixed(2)).join(" "));
  }

  // Around all that is drawn, letters too.
  function bounds() {
    const { x, y, width, height } = graph.getBBox();
    return { x: x - 16, y: y - 12, w: width + 32, h: height + 24 };
  }

  // A box around another, of the graph's own shape, so that one px is equally long both ways.
  function shaped(box) {
    const { clientWidth: width, clientHeight: height } = graph;
    const size = Math.min(1.3, width / box.w, height / box.h);
    const [w, h] = [width / size, height / size];
    return { x: box.x - (w - box.w) / 2, y: box.y - (h - box.h) / 2, w, h };
  }

  function begin() {
    graph.style.height = "";
    const box = bounds();
    const height = box.h * Math.min(1.3, graph.clientWidth / box.w);
    graph.style.height = `${Math.max(200, Math.min(graph.clientHeight, height))}px`;
    look(shaped(box), true);
  }

  function zoom(factor, at = { x: view.x + view.w / 2, y: view.y + view.h / 2 }) {
    const size = Math.min(4, Math.max(0.04, scale() * factor)) / scale();
    const [x, y] = [at.x - (at.x - view.x) / size, at.y - (at.y - view.y) / size];
    look({ x, y, w: view.w / size, h: view.h / size });
  }

  function pointAt(event) {
    const { x, y } = new DOMPoint(event.clientX, event.clientY)
      .matrixTransform(graph.getScreenCTM().inverse());
    return { x, y };
  }

  const press = (id, action) => document.getElementById(id).addEventListener("click", action);
  press("zoom-in", () => zoom(1.4));
  press("zoom-out", () => zoom(1 / 1.4));
  press("fit", () => look(shaped(bounds()), true));
  let touched = false; // before that, the wheel scrolls the page
  document.addEventListener("pointerdown", (event) => (touched = graph.contains(event.target)));
  graph.addEventListener("wheel", (event) => {
    if (!event.ctrlKey && !touched) return;
    event.preventDefault();
    zoom(Math.exp(-event.deltaY * (event.deltaMode ? 0.05 : 0.002)), pointAt(event));
  }, { passive: false });

  // Drag with one pointer, pinch with two. A press that does not move is a click.
  const pointers = new Map();
  let moved = 0;
  graph.addEventListener("pointerdown", (event) => {
    pointers.set(event.pointerId, event);
    if (pointers.size === 1) moved = 0;
  });
  graph.addEventListener("pointermove", (event) => {
    const before = pointers.get(event.pointerId);
    if (!before) return;
    const [across, down] = [event.clientX - before.clientX, event.clientY - before.clientY];
    if (moved + Math.hypot(across, down) < 4) return;
    moved += Math.hypot(across, down);
    graph.setPointerCapture(event.pointerId);
    graph.classList.add("dragging");
    pointers.set(event.pointerId, event);
    const size = scale() * pointers.size; // of two fingers, each moves the middle half as far
    look({ ...view, x: view.x - across / size, y: view.y - down / size });
    const other = [...pointers.values()].find((p) => p.pointerId !== event.pointerId);
    if (!other) return;
    const apart = (p) => Math.hypot(p.clientX - other.clientX, p.clientY - other.clientY);
    zoom(apart(event) / Math.max(1, apart(before)), pointAt(other));
  });
  for (const name of ["pointerup", "pointercancel"])
    document.addEventListener(name, (event) => {
      pointers.delete(event.pointerId);
      graph.classList.remove("dragging");
    });
  graph.addEventListener("click", (event) => {
    const chosen = event.target.closest(".state, .edge");
    if (!chosen || moved >= 4) return;
    const [kind, number] = chosen.id.split("-");
    (kind === "state" ? tellState : tellStep)(Number(number));
  });

  // --- what is improbable

  const onWay = new Set([0]);
  edges.forEach((edge, k) => {
    if (edge.classList.contains("way")) onWay.add(steps[k].from).add(steps[k].to);
  });
  const show = (element, shown) => {
    element.classList.toggle("revealed", shown);
    element.classList.toggle("veiled", !shown);
  };
  document.getElementById("least").addEventListener("change", (event) => {
    const bound = Number(event.target.value);
    nodes.forEach((node, k) => show(node, onWay.has(k) || node.dataset.reached >= bound));
    edges.forEach((edge, k) => show(edge, isShown(steps[k].from) && isShown(steps[k].to)));
    const hidden = nodes.filter((_, k) => !isShown(k)).length;
    document.getElementById("hidden-states").textContent = `${hidden} hidden`;
    if (!isShown(current)) current = 0;
    begin();
  });

  // --- what is told below the graph

  function make(tag, text = "", attributes = {}) {
    const element = document.createElement(tag);
    element.textContent = text;
    for (const pair of Object.entries(attributes)) element.setAttribute(...pair);
    return element;
  }

  function drawing([name, width, height], label) {
    const box = make("div", "", { class: "wide" });
    const picture = document.createElementNS(graph.namespaceURI, "svg");
    const use = picture.appendChild(document.createElementNS(graph.namespaceURI, "use"));
    use.setAttribute("href", `#${name}`);
    const told = { class: "drawing", role: "img", "aria-label": label };
    const size = { viewBox: `0 0 ${width} ${height}`, width, height };
    for (const pair of Object.entries({ ...told, ...size })) picture.setAttribute(...pair);
    box.append(picture);
    return box;
  }

  function copyable(text) {
    const box = make("span", "", { class: "copy" });
    box.append(make("code", text), make("button", "Copy", { type: "button" }));
    return box;
  }

  function go(share, text, action) {
    const button = make("button", "", { type: "button", class: "go" });
    button.append(make("b", share), ` ${text}`);
    button.onclick = action;
    return button;
  }

  function tell(title, chosen, parts) {
    forget();
    chosen.classList.add("chosen");
    const closing = make("button", "Close", { type: "button", class: "close" });
    closing.onclick = close;
    panel.replaceChildren(closing, make("h3", title), ...parts);
    panel.hidden = false;
    const still = matchMedia("(prefers-reduced-motion:reduce)").matches;
    const below = panel.getBoundingClientRect().top - innerHeight * 0.55; // keep sight of the graph
    if (below > 0) scrollBy({ top: below, behavior: still ? "auto" : "smooth" });
  }

  const forget = () =>
    document.querySelectorAll(".chosen").forEach((element) => element.classList.remove("chosen"));

  function close() {
    if (panel.hidden) return;
    panel.hidden = true;
    forget();
    nodes[current].focus();
  }

  function stepParts({ kind, words, drawing: held, why }) {
    const told = make("p", words, { class: "words" });
    const instead = make("p", why || "Not drawn, to keep the page small.", { class: "soft" });
    return [told, held ? drawing(held, `${kind}: ${words}`) : instead];
  }

  function tellStep(number) {
    const step = steps[number];
    const [from, to] = [states[step.from].name, states[step.to].name];
    const share = `Comes next with ${step.probability}; is taken at all with ${step.flow}.`;
    const ends = make("div", "", { class: "lists" });
    ends.append(
      go("Before:", from, () => tellState(step.from)),
      go("After:", to, () => tellState(step.to)),
    );
    const mapped = step.mapped ? [make("h3", "Mapped step"), copyable(step.mapped)] : [];
    const parts = [make("p", share), ...stepParts(step), ends, ...mapped];
    tell(`${step.kind}, from ${from} to ${to}`, edges[number], parts);
  }

  const flow = (k) => Number(edges[k].dataset.flow);
  const ways = (end, state) =>
    steps.map((_, k) => k).filter((k) => steps[k][end] === state).sort((a, b) => flow(b) - flow(a));

  function wayList(heading, numbers, describe) {
    const [box, list] = [make("div"), make("ul")];
    for (const k of numbers) {
      const [share, text] = describe(steps[k]);
      const entry = make("li");
      entry.append(go(share, text, () => tellStep(k)));
      list.append(entry);
    }
    box.append(make("h3", heading), numbers.length ? list : make("p", "None.", { class: "soft" }));
    return box;
  }

  function tellState(number) {
    const state = states[number];
    focus(number);
    const shares = [`Reached with ${state.reached}`];
    if (state.ended) shares.push(`ends here with ${state.ended}`);
    if (state.left) shares.push(`left unfinished here with ${state.left}`);
    const molecules = make("div", "", { class: "molecules" });
    for (const [smiles, held] of state.new) {
      const figure = make("figure", "", { class: "molecule" });
      if (held) figure.append(drawing(held, smiles));
      figure.append(copyable(smiles));
      molecules.append(figure);
    }
    const [into, out] = [ways("to", number), ways("from", number)];
    const made = into.length ? steps[into[0]] : null;
    const lists = make("div", "", { class: "lists" });
    lists.append(
      wayList("How the flask gets here", into, (step) =>
        [step.flow, `${step.kind} from ${states[step.from].name}: ${step.words}`]),
      wayList("What may come next", out, (step) =>
        [step.probability, `${step.kind} to ${states[step.to].name}: ${step.words}`]),
    );
    tell(state.name, nodes[number], [
      make("p", `${shares.join("; ")}.`),
      ...(state.new.length ? [make("h3", "New since the reactants"), molecules] : []),
      ...(made ? [make("h3", `Made by ${made.kind}`), ...stepParts(made)] : []),
      lists, make("h3", "The whole flask"), copyable(state.smiles),
    ]);
  }

  // --- keys: Tab reaches one state, arrows move on from it

  let current = 0;
  function focus(number) {
    nodes[current].tabIndex = -1;
    current = number;
    nodes[number].tabIndex = 0;
    nodes[number].focus({ preventScroll: true });
    const { x, y } = places[number];
    const within = x > view.x && x < view.x + view.w && y > view.y && y < view.y + view.h;
    if (!within) look({ ...view, x: x - view.w / 2, y: y - view.h / 2 });
  }

  function neighbour(key) {
    const { x, y } = places[current];
    const ends = { ArrowRight: ["from", "to", 1], ArrowLeft: ["to", "from", -1] }[key];
    if (ends) {
      const [here, there, way] = ends;
      const others = ways(here, current).map((k) => steps[k][there]).filter(isShown);
      return others.find((k) => (places[k].x - x) * way > 0);
    }
    const way = key === "ArrowDown" ? 1 : -1;
    return places.map((_, k) => k)
      .filter((k) => isShown(k) && Math.abs(places[k].x - x) < 75 && (places[k].y - y) * way > 1)
      .sort((a, b) => (places[a].y - places[b].y) * way)[0];
  }

  graph.addEventListener("keydown", (event) => {
    if (event.key.startsWith("Arrow")) focus(neighbour(event.key) ?? current);
    else if (event.key === "Enter" || event.key === " ") tellState(current);
    else if (event.key === "+") zoom(1.4);
    else if (event.key === "-") zoom(1 / 1.4);
    else return;
    event.preventDefault();
  });
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") close();
  });

  let screen = [view, fitted];
  addEventListener("beforeprint", () => {
    screen = [view, fitted];
    look(bounds());
  });
  addEventListener("afterprint", () => look(...screen));
  addEventListener("resize", () => {
    if (matchMedia("print").matches) return;
    if (fitted) begin();
    else look(shaped(view));
  });
  begin();
})();
