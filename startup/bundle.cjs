"use strict";
const { createHash, randomUUID } = require("node:crypto");
const fs = require("node:fs");
const { dirname, resolve } = require("node:path");
const cache = require("./cache.cjs");
const { asFunction, runCompiled, textOf } = require("./compiled.cjs");

/**
 * Runs TypeScript: a file that is required from here is bundled with all that it imports, not type-checked (`npm test`
 * does that), and the bundle is used again until one of its files has changed. To find, read and compile some 200 files
 * one by one costs twice as long as all of it together, at each update and each `gray abort`; Pulumi's ts-node costs
 * another 50 MB, because it needs the whole compiler. Pulumi's packages stay outside: the engine loads them, too.
 */
const options = /** @satisfies {import("esbuild").BuildOptions} */ ({
  bundle: true,
  platform: "node",
  format: "cjs",
  target: "node20",
  external: ["@pulumi/*"],
  // One character of a comment that is not ASCII doubles what the text takes in memory, and the time to read it.
  minifyWhitespace: true,
  // A line of the bundle is shown where an error is not caught.
  lineLimit: 120,
  sourcemap: "external",
  sourcesContent: false,
  tsconfigRaw: {
    compilerOptions: { strict: true, jsx: "react-jsx", jsxImportSource: "preact" },
  },
});

/**
 * @typedef {object} Bundle
 * @property {string} output its code as the function of a module
 * @property {() => string | undefined} map its source map
 * @property {string} [id] names what is kept beside it; undefined where nothing may be kept
 */

/** @typedef {{ size: number, mtimeMs: number }} FileState */

/**
 * Finds the source map of each file, for the positions in stack traces.
 *
 * @type {Map<string, () => string | undefined>}
 */
const maps = new Map();

require.extensions[".ts"] = (/** @type {NodeModule} */ module, /** @type {string} */ file) => {
  const { output, map, id } = bundled(file);
  maps.set(resolve(file), map);
  // Under the file's own name: what it reads beside itself is there.
  runCompiled(output, module, file, id && beside(id).compiled);
};

/**
 * The SDK formats a stack trace for each promise and each resource that it makes, hundreds in an update, which no user
 * sees: a promise's only where a program looks for leaks. Errors have theirs at the place in the TypeScript.
 */
const unseen = process.env.PULUMI_DEBUG_PROMISE_LEAKS ? [] : ["debuggablePromise", "callsites"];

/**
 * gRPC formats two stack traces for a call that fails, and in every update one call of the SDK fails without harm. To
 * read the bundle's source map for its frames would take longer than to load the bundle: they stay as they are.
 */
const unmapped = ["makeUnaryRequest", "callErrorFromStatus"];

/** Pulumi's runner of policy packs has installed source-map-support by now; its runner of programs does so later. */
const earlier = Error.prepareStackTrace;

Error.prepareStackTrace = (error, frames) => {
  const maker = frames[0]?.getFunctionName() ?? "";
  if (error.message === "" && unseen.includes(maker)) return "Error";
  if (unmapped.includes(maker)) return [error, ...frames].map(String).join("\n    at ");
  return /** @type {unknown} */ (mapped()?.(error, frames));
};

/** @type {typeof Error.prepareStackTrace} */
let mapping;

/** Loaded for the first trace that a user sees: most processes never have one. */
function mapped() {
  if (mapping === undefined) {
    const ours = Error.prepareStackTrace;
    /** @param {string} file */
    const retrieveSourceMap = (file) => {
      const map = maps.get(file)?.();
      return map ? { url: file, map } : null;
    };
    /** @type {{ install(options: object): void }} */
    // @ts-expect-error: the package has no types, and one call needs none of its own.
    const support = require("source-map-support");
    support.install({ environment: "node", retrieveSourceMap, handleUncaughtExceptions: false });
    // It sets the function only when it is installed first.
    mapping = Error.prepareStackTrace === ours ? earlier : Error.prepareStackTrace;
    Error.prepareStackTrace = ours;
  }
  return mapping;
}

/**
 * @param {string} file
 * @returns {Bundle}
 */
function bundled(file) {
  const key = JSON.stringify({ options, file });
  const name = `${createHash("sha256").update(key).digest("hex")}.cjs`;
  return usable(name) ?? bundle(file, name);
}

/**
 * The bundle that is kept, as long as all its files are as they were.
 *
 * @param {string} name
 * @returns {Bundle | undefined}
 */
function usable(name) {
  const data = cache.read(name);
  if (data === undefined) return undefined;
  const output = textOf(data);
  const { id, files = {} } = about(output) ?? {};
  /** @param {[string, FileState]} entry */
  const same = ([file, { size, mtimeMs }]) => {
    const now = fs.statSync(file, { throwIfNoEntry: false });
    return now !== undefined && now.size === size && now.mtimeMs === mtimeMs;
  };
  if (id === undefined || !Object.entries(files).every(same)) return undefined;
  return { output, id, map: () => cache.read(beside(id).map)?.toString() };
}

/** Begins the last line, behind the code so that no line of it is moved. */
const mark = "\n//";

/**
 * What stands in a bundle's last line: who it is, its file, and sizes and times of all that it was made of; nothing where
 * the line is lost, as after a loss of power.
 *
 * @param {string} output
 * @returns {{ id?: string, file?: string, files?: Record<string, FileState> } | undefined}
 */
function about(output) {
  try {
    return /** @type {{ id?: string }} */ (
      JSON.parse(output.slice(output.lastIndexOf(mark) + mark.length))
    );
  } catch {
    return undefined;
  }
}

/**
 * @param {string} file
 * @param {string} name
 * @returns {Bundle}
 */
function bundle(file, name) {
  const began = Date.now();
  const folder = dirname(file);
  const { metafile, outputFiles } = require("esbuild").buildSync({
    ...options,
    absWorkingDir: folder,
    entryPoints: [file],
    outfile: `${file}.cjs`,
    metafile: true,
    write: false,
    logLevel: "silent",
  });
  /** @type {Record<string, FileState>} */
  const files = {};
  // Another esbuild makes other bundles.
  for (const input of [...Object.keys(metafile.inputs), require.resolve("esbuild/package.json")]) {
    const { size, mtimeMs } = fs.statSync(resolve(folder, input));
    files[resolve(folder, input)] = { size, mtimeMs };
  }
  /** @param {string} end */
  const made = (end) => outputFiles.find(({ path }) => path.endsWith(end))?.text ?? "";
  const [text, mapText] = [asFunction(made(".cjs").trimEnd()).toString(), made(".map")];
  const map = () => mapText;
  // Else it is not known whether a file was read before or after it was written.
  if (!Object.values(files).every(({ mtimeMs }) => mtimeMs < began)) return { output: text, map };
  const id = randomUUID();
  const output = `${text}${mark}${JSON.stringify({ id, file, files })}`;
  cache.write(name, output);
  cache.write(beside(id).map, mapText);
  forgetLost(file, name);
  return { output, map, id };
}

/**
 * What is kept beside a bundle.
 *
 * @param {string} id
 */
function beside(id) {
  return { map: `${id}.map`, compiled: `${id}.v8` };
}

/**
 * Removes the bundles of files that are gone, such as those of a copy of the project, all but one of a file that is made
 * anew, and what stood beside them.
 *
 * @param {string} ours
 * @param {string} kept
 */
function forgetLost(ours, kept) {
  // Listed once: what another process adds from here on is none of what is lost.
  const names = cache.names();
  /** @type {Set<string>} */
  const used = new Set();
  for (const name of names.filter((one) => one.endsWith(".cjs"))) {
    const { id = "", file = "" } = about(cache.read(name)?.toString() ?? "") ?? {};
    if (fs.existsSync(file) && (file !== ours || name === kept))
      [name, ...Object.values(beside(id))].forEach((one) => used.add(one));
  }
  // What ends with neither is being written by another process.
  /** @param {string} name */
  const lost = (name) => /\.(cjs|map|v8)$/.test(name) && !used.has(name);
  names.filter(lost).forEach(cache.remove);
}
