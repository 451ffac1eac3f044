"use strict";
const { createHash } = require("node:crypto");
const fs = require("node:fs");
const { dirname, join, resolve } = require("node:path");

/**
 * Runs TypeScript: a file that is required from here is bundled with all that it imports, not type-checked (`npm test`
 * does that), and the bundle is used again until one of its files has changed. To find, read and compile some 200 files
 * one by one costs twice as long as all of it together, at each update and each `gray abort`; Pulumi's ts-node costs
 * another 50 MB, because it needs the whole compiler. Pulumi's packages stay outside: the engine loads them, too.
 */
const options = {
  bundle: true,
  platform: "node",
  format: "cjs",
  target: "node20",
  external: ["@pulumi/*"],
  sourcemap: "inline",
  sourcesContent: false,
  tsconfigRaw: { compilerOptions: { strict: true } },
};

/** Where bundles are kept; deleting it costs the next update a quarter of a second. */
const cache = join(
  dirname(require.resolve("@pulumi/pulumi/package.json")),
  "../../.cache/gray-release",
);

/** What each file became, for the positions in stack traces. */
const outputs = new Map();

require.extensions[".ts"] = (module, file) => {
  const output = bundled(file);
  outputs.set(resolve(file), output);
  // Under the file's own name: what it reads beside itself is there.
  module._compile(output, file);
};

/**
 * The SDK formats a stack trace for each promise and each resource that it makes, hundreds in an update, which nobody
 * sees: a promise's only where somebody looks for leaks. Errors have theirs at the place in the TypeScript.
 */
const unseen = process.env.PULUMI_DEBUG_PROMISE_LEAKS ? [] : ["debuggablePromise", "callsites"];

Error.prepareStackTrace = (error, frames) => {
  if (error.message === "" && unseen.includes(frames[0]?.getFunctionName())) return "Error";
  return mapped()(error, frames);
};

let mapping;

/** Loaded for the first trace that somebody sees: most processes never have one. */
function mapped() {
  if (mapping === undefined) {
    const ours = Error.prepareStackTrace;
    const retrieveFile = (file) => outputs.get(file) ?? null;
    const support = require("source-map-support");
    support.install({ environment: "node", retrieveFile, handleUncaughtExceptions: false });
    mapping = Error.prepareStackTrace;
    Error.prepareStackTrace = ours;
  }
  return mapping;
}

function bundled(file) {
  const key = JSON.stringify([require("esbuild/package.json").version, options, file]);
  const kept = join(cache, `${createHash("sha256").update(key).digest("hex")}.cjs`);
  return usable(kept) ?? bundle(file, kept);
}

/** The bundle that is kept, as long as all its files are as they were: their sizes and times stand in its last line. */
function usable(kept) {
  const output = textOf(kept);
  if (output === undefined) return undefined;
  const files = JSON.parse(output.slice(output.lastIndexOf(mark) + mark.length));
  const same = ([file, { size, mtimeMs }]) => {
    const now = fs.statSync(file, { throwIfNoEntry: false });
    return now?.size === size && now.mtimeMs === mtimeMs;
  };
  return Object.entries(files).every(same) ? output : undefined;
}

/** Begins the last line, which is behind the source map so that no line of the code is moved. */
const mark = "\n//";

/** Nothing where another process has removed it meanwhile. */
function textOf(file) {
  try {
    return fs.readFileSync(file, "utf8");
  } catch (error) {
    if (error.code === "ENOENT") return undefined;
    throw error;
  }
}

function bundle(file, kept) {
  const began = Date.now();
  const folder = dirname(file);
  const { metafile, outputFiles } = require("esbuild").buildSync({
    ...options,
    absWorkingDir: folder,
    entryPoints: [file],
    outfile: `${file}.cjs`,
    banner: { js: `//${file}` },
    metafile: true,
    write: false,
    logLevel: "silent",
  });
  const files = {};
  for (const input of Object.keys(metafile.inputs)) {
    const { size, mtimeMs } = fs.statSync(resolve(folder, input));
    files[resolve(folder, input)] = { size, mtimeMs };
  }
  const [{ text }] = outputFiles;
  const output = `${text.trimEnd()}${mark}${JSON.stringify(files)}`;
  // Else it is not known whether a file was read before or after it was written.
  if (Object.values(files).every(({ mtimeMs }) => mtimeMs < began)) keep(kept, output);
  return output;
}

/** Written aside and renamed, since two updates may run at once. */
function keep(file, output) {
  const aside = `${file}.${process.pid}`;
  try {
    fs.mkdirSync(cache, { recursive: true });
    forgetLost();
    fs.writeFileSync(aside, output);
    fs.renameSync(aside, file);
  } catch (error) {
    // Packages that belong to somebody else: the program runs all the same, a little later.
    if (error.code !== "EACCES" && error.code !== "EROFS") throw error;
  }
}

/** Removes the bundles of files that are gone, such as those of a copy of the project: their first line names them. */
function forgetLost() {
  for (const name of fs.readdirSync(cache)) {
    const text = name.endsWith(".cjs") ? textOf(join(cache, name)) : undefined;
    const [first] = text?.split("\n", 1) ?? [];
    if (first !== undefined && !fs.existsSync(first.slice(2)))
      fs.rmSync(join(cache, name), { force: true });
  }
}
