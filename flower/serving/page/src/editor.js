// Ketcher, with what a flask of molecules needs. Loaded after the form, which works without it.
import { createElement } from "react";
import { createRoot } from "react-dom/client";
import { Editor } from "ketcher-react";
import { StandaloneStructServiceProvider } from "ketcher-standalone/dist/binaryWasmNoRender";
import "ketcher-react/dist/index.css";

const NEEDLESS = [
  "analyse", "recognize", "miew", "help", "about", "fullscreen", "sgroup", "reaction-plus", "arrows",
  "reaction-mapping-tools", "rgroup", "shape", "text", "create-monomer", "enhanced-stereo",
];

// Show the editor in an element; gives Ketcher when it can be asked.
export function startEditor(element, onError) {
  return new Promise((ready) => {
    const properties = {
      staticResourcesUrl: "",
      structServiceProvider: new StandaloneStructServiceProvider(),
      buttons: Object.fromEntries(NEEDLESS.map((name) => [name, { hidden: true }])),
      disableMacromoleculesEditor: true,
      errorHandler: onError,
      onInit: ready,
    };
    createRoot(element).render(createElement(Editor, properties));
  });
}
