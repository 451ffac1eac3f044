#!/usr/bin/env node
"use strict";
const { existsSync } = require("node:fs");
const { join } = require("node:path");

/** `gray abort` has a file of its own, so that it loads no other command. */
const name = process.argv[2] === "abort" ? "gray-abort" : "gray";

/** The bundle of the package; a checkout bundles its TypeScript itself. */
const packed = join(__dirname, "..", "dist", `${name}.cjs`);
const inPackage = !existsSync(join(__dirname, "gray.ts"));

try {
  // Also in the package: the module of a program's own release may be TypeScript.
  require("../startup/bundle.cjs");
} catch (error) {
  if (/** @type {NodeJS.ErrnoException} */ (error).code !== "MODULE_NOT_FOUND") throw error;
  process.stderr.write(
    `gray: its packages are not installed yet. Run \`npm ${inPackage ? "install" : "ci"}\` in the project's folder first.\n`,
  );
  process.exit(1);
}

if (inPackage) require("../startup/packed.cjs").runPacked(packed);
else require(`./${name}.ts`);
