"use strict";
const { createHash } = require("node:crypto");
const { mkdirSync, readFileSync, renameSync, writeFileSync } = require("node:fs");
const { basename, dirname, join, resolve } = require("node:path");
const { install } = require("source-map-support");

/**
 * Runs the program's TypeScript: transpiled, not type-checked (`npm test` does that), each file once for each of its
 * contents. Only .ts files are touched: a loader that looks at every module of the SDK costs half a second of CPU for
 * each update, and Pulumi's ts-node another 50 MB, because it needs the whole compiler.
 */
const options = {
  loader: "ts",
  format: "cjs",
  target: "node20",
  sourcemap: "inline",
  tsconfigRaw: { compilerOptions: { strict: true } },
};

/** Where what was transpiled is kept; deleting it costs the next update a second. */
const cache = join(
  dirname(require.resolve("@pulumi/pulumi/package.json")),
  "../../.cache/gray-release",
);

/** What each file became, for the positions in stack traces. */
const outputs = new Map();

require.extensions[".ts"] = (module, file) => {
  const source = readFileSync(file, "utf8");
  const output = transpile(source, file);
  outputs.set(resolve(file), output);
  module._compile(output, file);
};

install({ environment: "node", retrieveFile: (file) => outputs.get(file) ?? null });

function transpile(source, file) {
  const key = createHash("sha256");
  key.update(JSON.stringify([require("esbuild/package.json").version, options, basename(file)]));
  const kept = join(cache, `${key.update(source).digest("hex")}.cjs`);
  try {
    return readFileSync(kept, "utf8");
  } catch (error) {
    if (error.code !== "ENOENT") throw error;
  }
  const { code } = require("esbuild").transformSync(source, {
    ...options,
    sourcefile: basename(file),
  });
  keep(kept, code);
  return code;
}

/** Written aside and renamed, since two updates may run at once. */
function keep(file, code) {
  const aside = `${file}.${process.pid}`;
  try {
    mkdirSync(cache, { recursive: true });
    writeFileSync(aside, code);
    renameSync(aside, file);
  } catch (error) {
    // Packages that belong to somebody else: the program runs all the same, a little later.
    if (error.code !== "EACCES" && error.code !== "EROFS") throw error;
  }
}
