// Builds the page into ../assets, each file compressed, with the licences of all that is in it.
//   npm ci --ignore-scripts && npm run build
import { readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { gzipSync } from "node:zlib";

const OUT = resolve("../assets");
const ABSENT = resolve("src/absent.js");
// The viewer in three dimensions and the editor of sequences, which are half of Ketcher.
const LEFT_OUT = /^miew-react$|^\.\/index\.modern-[0-9a-f]+\.js$/;
const NO_TEXT =
  "(These packages hold no text of their licence. That of Apache-2.0 stands at indigo-ketcher, that\n" +
  "of ISC at d3.)";
// Libraries inside the WebAssembly, which no list of packages tells; tests/serving/test_notice.py
// holds it against the text in the WebAssembly.
const LINKED = readFileSync("linked.txt", "utf8");
const WORKER = /indigo/; // its module ends in a file of its own, which the list of modules lacks

function leaveOut() {
  return {
    name: "leave-out",
    enforce: "pre",
    resolveId: (id) => (LEFT_OUT.test(id) ? ABSENT : null),
  };
}

// The nearest folder above a module that is a package.
function packageOf(path) {
  for (let folder = dirname(path); folder.includes("node_modules"); folder = dirname(folder)) {
    try {
      const told = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
      if (told.name && told.version) return { ...told, folder };
    } catch {
      continue;
    }
  }
  return null;
}

function licencesOf(packages) {
  const sharing = new Map(); // text of a licence -> packages
  for (const { name, version, license, folder } of packages) {
    const file = readdirSync(folder).find((f) => /^(licen[cs]e|copying)/i.test(f));
    const text = file ? readFileSync(join(folder, file), "utf8").trim() : NO_TEXT;
    const told = `${name} ${version} (${license?.type ?? license ?? "see below"})`;
    sharing.set(text, [...(sharing.get(text) ?? []), told]);
  }
  const head =
    "The page of `flower serve` contains code of the following packages, joined, made smaller and\n" +
    "without the parts it does not use. Each stands over its licence.\n";
  const rule = "\n" + "=".repeat(80) + "\n\n";
  const parts = [...sharing].map(([text, names]) => names.sort().join("\n") + "\n\n" + text + "\n");
  return head + rule + parts.sort().join(rule) + rule + LINKED;
}

function pack() {
  const packages = new Map();
  const add = (path) => {
    const found = packageOf(path);
    if (found) packages.set(`${found.name} ${found.version}`, found);
  };
  return {
    name: "pack",
    apply: "build",
    moduleParsed: ({ id }) => add(id.replace("\0", "").split("?")[0]),
    closeBundle() {
      for (const name of readdirSync("node_modules").filter((n) => WORKER.test(n)))
        add(resolve("node_modules", name, "index.js"));
      for (const name of readdirSync(OUT)) {
        const path = join(OUT, name);
        writeFileSync(path + ".gz", gzipSync(readFileSync(path), { level: 9 }));
        rmSync(path);
      }
      writeFileSync(join(OUT, "NOTICE.txt"), licencesOf(packages.values()));
    },
  };
}

export default {
  base: "./", // so that the page also works below a path of a proxy
  plugins: [leaveOut(), pack()],
  define: {
    "process.env.NODE_ENV": '"production"',
    "process.env": "{}",
    global: "globalThis",
  },
  // Without PaperScript, a language that is compiled by `Function`, which the page's policy forbids.
  resolve: { alias: [{ find: /^paper$/, replacement: "paper/dist/paper-core.js" }] },
  worker: { format: "es" },
  build: {
    outDir: OUT,
    emptyOutDir: true,
    assetsDir: "",
    assetsInlineLimit: 0,
    modulePreload: false,
    chunkSizeWarningLimit: 9000,
    rolldownOptions: { onwarn() {} },
  },
};
