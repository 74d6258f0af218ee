// A page of many reports: flasks to find and to sort, the one that is chosen opened. The page is
// whole without any script.
(() => {
  const body = document.querySelector("#index tbody");
  const rows = [...body.rows];
  const reports = rows.map((row) => document.getElementById(`report-${row.dataset.line}`));
  const said = document.getElementById("shown");

  document.getElementById("sought").addEventListener("input", (event) => {
    const words = event.target.value.toLowerCase().split(/\s+/).filter(Boolean);
    let shown = 0;
    rows.forEach((row, k) => {
      const found = words.every((word) => row.textContent.toLowerCase().includes(word));
      row.hidden = !found;
      if (reports[k]) reports[k].hidden = !found;
      shown += found;
    });
    said.textContent = words.length ? `${shown} of ${rows.length}` : "";
  });

  let sorted = "line";
  let way = 1;
  const value = (row, of) =>
    row.dataset[of] !== undefined ? Number(row.dataset[of]) : row.cells[of].textContent;
  for (const button of document.querySelectorAll(".sort"))
    button.addEventListener("click", () => {
      const { of } = button.dataset;
      way = of === sorted ? -way : of === "share" ? -1 : 1;
      sorted = of;
      const before = (a, b) =>
        typeof a === "number" ? a - b : a.localeCompare(b, undefined, { numeric: true });
      body.append(...[...rows].sort((a, b) => way * before(value(a, of), value(b, of))));
    });

  function open() {
    const chosen = document.getElementById(location.hash.slice(1));
    const report = chosen?.closest("details.report");
    if (!report) return;
    report.hidden = false;
    report.open = true;
    report.scrollIntoView();
  }
  addEventListener("hashchange", open);
  open();
})();
