"use strict";
const fs = require("node:fs");
const { dirname, join } = require("node:path");

/** Where bundles are kept; deleting it costs the next update a quarter of a second. */
const folder = join(
  dirname(require.resolve("@pulumi/pulumi/package.json")),
  "../../.cache/gray-release",
);

/** Names of all that is kept. */
function names() {
  return fs.existsSync(folder) ? fs.readdirSync(folder) : [];
}

/**
 * Nothing where there is no such file, or another process has removed it meanwhile.
 *
 * @param {string} name
 */
function read(name) {
  try {
    return fs.readFileSync(join(folder, name));
  } catch (error) {
    if (codeOf(error) === "ENOENT") return undefined;
    throw error;
  }
}

/** What keeps a file from being written, but no program from running. */
const harmless = ["EACCES", "EROFS", "ENOSPC", "EDQUOT"];

/**
 * Written aside and renamed, since two updates may run at once; left undone where packages belong to another user.
 *
 * @param {string} name
 * @param {string | Buffer} data
 */
function write(name, data) {
  const aside = `${name}.${process.pid}`;
  try {
    fs.mkdirSync(folder, { recursive: true });
    fs.writeFileSync(join(folder, aside), data);
    fs.renameSync(join(folder, aside), join(folder, name));
  } catch (error) {
    if (!harmless.includes(codeOf(error) ?? "")) throw error;
    remove(aside);
  }
}

/**
 * Writes a few bytes into a file that is there; left undone as in {@link write}, and where another process has removed it.
 *
 * @param {string} name
 * @param {number} position
 * @param {Buffer} data
 */
function overwrite(name, position, data) {
  try {
    const file = fs.openSync(join(folder, name), "r+");
    fs.writeSync(file, data, 0, data.length, position);
    fs.closeSync(file);
  } catch (error) {
    if (![...harmless, "ENOENT"].includes(codeOf(error) ?? "")) throw error;
  }
}

/** @param {string} name */
function remove(name) {
  fs.rmSync(join(folder, name), { force: true });
}

/** @param {unknown} error */
function codeOf(error) {
  return /** @type {NodeJS.ErrnoException} */ (error).code;
}

module.exports = { names, read, write, overwrite, remove };
