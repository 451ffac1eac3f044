"use strict";
const { isAscii } = require("node:buffer");
const { createHash } = require("node:crypto");
const { createRequire } = require("node:module");
const { dirname } = require("node:path");
const vm = require("node:vm");
const { read, write } = require("./cache.cjs");

/** The function that Node.js makes of a module. */
const head = "(function (exports, require, module, __filename, __dirname) { ";

/**
 * The code of a bundle as the function of a module. A bundle is kept in this form: to join a text of a
 * megabyte with another one at each start takes longer than to read it.
 *
 * @param {string | Buffer} code
 */
function asFunction(code) {
  return Buffer.concat([Buffer.from(head), Buffer.from(code), Buffer.from("\n})")]);
}

/**
 * The text of a bundle. V8 keeps a big one outside of its heap where it comes from Latin-1, and then collects
 * garbage less often.
 *
 * @param {Buffer} data
 */
function textOf(data) {
  return data.toString(isAscii(data) ? "latin1" : "utf8");
}

/**
 * Runs a bundle as the module of its file. What V8 made of it is kept under a name, and used when the same bundle runs
 * again: without it `gray abort` needs a fifth more CPU until its routes are written. (`module.enableCompileCache` does
 * that from Node.js 22 on only.)
 *
 * @param {string} output the text of what {@link asFunction} made of the bundle's code
 * @param {NodeModule} module
 * @param {string} file
 * @param {string | undefined} name of one bundle alone: V8 takes any text of the same length for the same one
 */
function runCompiled(output, module, file, name) {
  const before = name === undefined ? undefined : intact(read(name));
  const script = new vm.Script(output, {
    filename: file,
    // Columns are those of the bundle, as its source map has them.
    columnOffset: -head.length,
    cachedData: before,
    importModuleDynamically: vm.constants.USE_MAIN_CONTEXT_DEFAULT_LOADER,
  });
  const known = before === undefined || script.cachedDataRejected ? 0 : before.length;
  if (name !== undefined) process.once("exit", () => keep(script, name, known));
  script.runInThisContext()(module.exports, createRequire(file), module, file, dirname(file));
}

/**
 * V8 compiles a function when it is first called: what another command than the last ones called is added.
 *
 * @param {vm.Script} script
 * @param {string} name
 * @param {number} known bytes that are kept already
 */
function keep(script, name, known) {
  const made = script.createCachedData();
  if (made.length > known * 1.02) write(name, Buffer.concat([digest(made), made]));
}

/**
 * V8 does not look whether what it reads was cut off or changed.
 *
 * @param {Buffer | undefined} stored
 */
function intact(stored) {
  if (stored === undefined) return undefined;
  const data = stored.subarray(digestLength);
  return data.length > 0 && digest(data).equals(stored.subarray(0, digestLength))
    ? data
    : undefined;
}

const digestLength = 20;

/** @param {Buffer} data */
function digest(data) {
  return createHash("sha1").update(data).digest();
}

module.exports = { asFunction, runCompiled, textOf };
