// Installs the npm packages, for `npm start` and `npm test`. Plain JavaScript with a runner of its own (`run`) beside that of
// engine/, since it runs before any package is installed, so before any TypeScript can.
import { spawn } from "node:child_process";
import { existsSync, statSync } from "node:fs";
import { constants, setPriority } from "node:os";

/** Oldest Node.js that the project supports. */
const oldest = /** @type {const} */ ([20, 20]);

/** Ends the process if this Node.js is too old. */
export function checkNode() {
  const [major = 0, minor = 0] = process.versions.node.split(".").map(Number);
  if (major > oldest[0] || (major === oldest[0] && minor >= oldest[1])) return;
  console.error(
    `Node.js ${process.versions.node} is too old: at least ${oldest.join(".")} is needed.`,
  );
  process.exit(1);
}

/** Whether node_modules is what package-lock.json asks for, judged by its age. */
export function isInstalled() {
  const installed = "node_modules/.package-lock.json";
  return (
    existsSync(installed) && statSync(installed).mtimeMs >= statSync("package-lock.json").mtimeMs
  );
}

/** Installs the packages of package-lock.json where they are missing or older than it. */
export async function install() {
  if (isInstalled()) return;
  console.log("$ npm ci");
  const code = await run("npm", ["ci", "--no-audit", "--no-fund", "--loglevel=error"]);
  if (code === 0) return;
  console.error(
    "npm ci failed (see above): check the network and the npm registry, then try again.",
  );
  process.exit(code);
}

/**
 * Runs a command on this terminal; gives its exit code, as a shell does after a signal.
 *
 * @param {string} command
 * @param {readonly string[]} args
 * @param {Readonly<Record<string, string>>} env variables beside those of this process
 * @returns {Promise<number>}
 */
export function run(command, args, env = {}) {
  return ended(spawn(command, args, { stdio: "inherit", env: { ...process.env, ...env } }));
}

/**
 * Runs a command that has no terminal, at a low priority; gives its exit code as {@link run} does, and all that it printed.
 *
 * @param {string} command
 * @param {readonly string[]} args
 * @returns {Promise<{ code: number, output: string }>}
 */
export async function runInBackground(command, args) {
  const child = spawn(command, args, { stdio: ["ignore", "pipe", "pipe"] });
  if (child.pid !== undefined) setPriority(child.pid, constants.priority.PRIORITY_LOW);
  /** @type {Buffer[]} */
  const chunks = [];
  for (const stream of [child.stdout, child.stderr])
    stream.on("data", (chunk) => chunks.push(chunk));
  const code = await ended(child);
  return { code, output: Buffer.concat(chunks).toString("utf8") };
}

/**
 * @param {import("node:child_process").ChildProcess} child
 * @returns {Promise<number>}
 */
function ended(child) {
  return new Promise((done, fail) => {
    // Ctrl-C reaches the child too, which says when it is done with cleaning up.
    const ignore = () => {};
    process.on("SIGINT", ignore);
    /** @param {NodeJS.Signals} signal */
    const forward = (signal) => child.kill(signal);
    process.on("SIGTERM", forward);
    child.once("error", fail);
    child.once("close", (code, signal) => {
      process.off("SIGINT", ignore);
      process.off("SIGTERM", forward);
      done(code ?? 128 + (signal === null ? 0 : constants.signals[signal]));
    });
  });
}
