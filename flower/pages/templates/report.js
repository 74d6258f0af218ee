"use strict";
// A report's buttons: SMILES to copy, outcomes to open; what is open is printed. The page is whole without any script;
// nothing is loaded and nothing is stored.
(() => {
  const controls = ".copy button, .scripted, .controls, .controls button";
  for (const element of document.querySelectorAll(controls)) element.hidden = false;

  document.addEventListener("click", async (event) => {
    const button = event.target.closest(".copy button");
    if (!button) return;
    const code = button.previousElementSibling;
    try {
      await navigator.clipboard.writeText(code.textContent);
      button.textContent = "Copied";
    } catch {
      getSelection().selectAllChildren(code); // the reader copies it
      button.textContent = "Selected";
    }
    setTimeout(() => (button.textContent = "Copy"), 1500);
  });

  const outcomes = [...document.querySelectorAll("details.outcome")];
  const setOpen = (open) => outcomes.forEach((outcome) => (outcome.open = open));
  document.getElementById("open-all")?.addEventListener("click", () => setOpen(true));
  document.getElementById("close-all")?.addEventListener("click", () => setOpen(false));
})();
