"use strict";
const { createHash } = require("node:crypto");
const { readFileSync } = require("node:fs");
const { Module } = require("node:module");
const { asFunction, runCompiled, textOf } = require("./compiled.cjs");

/**
 * Runs a bundle that was made when the package was, with what V8 made of it before.
 *
 * @param {string} file
 */
function runPacked(file) {
  const module = Object.assign(new Module(file), { filename: file });
  const data = readFileSync(file);
  const name = createHash("sha1").update(file).update(data).digest("hex");
  runCompiled(textOf(asFunction(data)), module, file, `${name}.v8`);
}

module.exports = { runPacked };
