"use strict";
const { isAscii } = require("node:buffer");
const { createHash } = require("node:crypto");
const { createRequire } = require("node:module");
const { dirname } = require("node:path");
const vm = require("node:vm");
const { read, write, overwrite } = require("./cache.cjs");

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
  const stored = name === undefined ? undefined : intact(read(name));
  const script = new vm.Script(output, {
    filename: file,
    // Columns are those of the bundle, as its source map has them.
    columnOffset: -head.length,
    cachedData: stored?.data,
    importModuleDynamically: vm.constants.USE_MAIN_CONTEXT_DEFAULT_LOADER,
  });
  const known = script.cachedDataRejected ? undefined : stored;
  if (name !== undefined) process.once("exit", () => keep(script, name, known));
  script.runInThisContext()(module.exports, createRequire(file), module, file, dirname(file));
}

/**
 * What V8 made of a bundle.
 *
 * @typedef {object} Stored
 * @property {Buffer} data
 * @property {number} runs how many processes have used it
 */

/**
 * V8 compiles a function when it is first called: what another command than the last ones called is added. To ask V8
 * for what it has takes a twentieth of the CPU of `gray abort`, so that is done after 1, 2, 4, 8 … runs that used what
 * is kept.
 *
 * @param {vm.Script} script
 * @param {string} name
 * @param {Stored | undefined} known what is kept already
 */
function keep(script, name, known) {
  const runs = (known?.runs ?? 0) + 1;
  if (known && !Number.isInteger(Math.log2(runs))) return counted(name, runs);
  const made = script.createCachedData();
  if (known && made.length <= known.data.length * 1.02) return counted(name, runs);
  write(name, Buffer.concat([digest(made), countOf(0), made]));
}

/**
 * @param {string} name
 * @param {number} runs
 */
function counted(name, runs) {
  overwrite(name, digestLength, countOf(runs));
}

/** @param {number} runs */
function countOf(runs) {
  const count = Buffer.alloc(countLength);
  count.writeUInt32LE(runs);
  return count;
}

/**
 * V8 does not look whether what it reads was cut off or changed.
 *
 * @param {Buffer | undefined} stored
 * @returns {Stored | undefined}
 */
function intact(stored) {
  if (stored === undefined || stored.length <= digestLength + countLength) return undefined;
  const data = stored.subarray(digestLength + countLength);
  if (!digest(data).equals(stored.subarray(0, digestLength))) return undefined;
  return { data, runs: stored.readUInt32LE(digestLength) };
}

/** Bytes of the digest, and of the count of runs behind it. */
const [digestLength, countLength] = [20, 4];

/** @param {Buffer} data */
function digest(data) {
  return createHash("sha1").update(data).digest();
}

module.exports = { asFunction, runCompiled, textOf };
