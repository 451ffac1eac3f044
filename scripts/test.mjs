// `npm test`: everything that must hold, from a fresh clone. This part runs before any package is installed.
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { checkNode, install, run, runInBackground } from "./install.mjs";
import { specs } from "./specs.mjs";

checkNode();
await install();

const counts = mkdtempSync(join(tmpdir(), "gray-test-"));
/** @param {"unit" | "e2e"} name */
const tier = (name) => ({ args: specs(name, { output: join(counts, name) }), counts: name });
/**
 * @typedef {object} Step
 * @property {string} name
 * @property {readonly string[]} args of `node`
 * @property {number} [open] the exit code that says that it could not be done
 * @property {string} [counts] the file in which it counts specs
 * @property {Readonly<Record<string, string>>} [env]
 */
/**
 * Steps that need one core each. They run beside the specs, which often wait: one after the other, at a low priority, so that
 * they take only the time that the specs leave. Each prints when it has ended.
 *
 * @type {readonly Step[]}
 */
const besideSpecs = [
  {
    name: "format",
    // The parser of this plugin leads to the same format, for two thirds of the time.
    args: [
      "node_modules/prettier/bin/prettier.cjs",
      ...["--plugin", "@prettier/plugin-oxc", "--check", "."],
    ],
  },
  { name: "lint", args: ["node_modules/oxlint/bin/oxlint", "."] },
  {
    name: "imports between rooms",
    args: ["node_modules/dependency-cruiser/bin/dependency-cruise.mjs", "."],
  },
  { name: "types", args: ["node_modules/typescript-7/bin/tsc"] },
  { name: "pipelines of CI services", args: ["--import", "tsx", "scripts/pipelines/main.ts"] },
  { name: "audit of dependencies", args: ["--import", "tsx", "scripts/audit.ts"], open: 3 },
];
// Cases that are the same in each run tell little new: a nightly workflow tries all of them, with other seeds.
const { GRAY_SEED = "1", GRAY_CASES = "0.3" } = process.env;
const cases = { GRAY_SEED, GRAY_CASES };
/**
 * Steps that use the whole machine: they run one after the other.
 *
 * @type {readonly Step[]}
 */
const inTurn = [
  { name: "unit specs", ...tier("unit"), env: cases },
  { name: "end-to-end specs", ...tier("e2e"), env: cases },
];

let passed = 0;
let failed = 0;
/**
 * Steps that could not be done, which says nothing either way.
 *
 * @type {string[]}
 */
const open = [];
/** @type {{ name: string, seconds: number }[]} */
const durations = [];
/**
 * Counts how a step ended.
 *
 * @param {Step} step
 * @param {number} code
 */
function count(step, code) {
  if (step.open !== undefined && code === step.open) {
    open.push(step.name);
    return;
  }
  const counted = step.counts ? readCounts(join(counts, step.counts)) : undefined;
  passed += counted?.passed ?? (code === 0 ? 1 : 0);
  // A step that ends badly without a count (a crash before the first spec), or that ran no spec, has failed all the same.
  failed += counted?.failed || (code === 0 && counted?.passed !== 0 ? 0 : 1);
}

/** @param {number} begunMs */
const secondsSince = (begunMs) => Math.round((Date.now() - begunMs) / 1000);

async function runBesideSpecs() {
  for (const step of besideSpecs) {
    const begunMs = Date.now();
    const { code, output } = await runInBackground(process.execPath, step.args);
    durations.push({ name: `${step.name} (beside the specs)`, seconds: secondsSince(begunMs) });
    console.log(`\n=== ${step.name}\n${output.trimEnd()}`);
    count(step, code);
    if (code === 130) return;
  }
}

async function runSpecs() {
  for (const step of inTurn) {
    console.log(`\n=== ${step.name}`);
    const begunMs = Date.now();
    const code = await run(process.execPath, step.args, step.env);
    durations.push({ name: step.name, seconds: secondsSince(begunMs) });
    count(step, code);
    if (code === 130) return;
  }
}

await Promise.all([runBesideSpecs(), runSpecs()]);
rmSync(counts, { recursive: true, force: true });
console.log("\n=== durations");
for (const { name, seconds } of durations) console.log(`${String(seconds).padStart(6)} s  ${name}`);
for (const name of open) console.log(`\nnot done: ${name} (see above)`);
console.log(`\n${passed} passed, ${failed} failed`);
process.exitCode = failed === 0 ? 0 : 1;

/**
 * @param {string} file
 * @returns {{ passed: number, failed: number } | undefined}
 */
function readCounts(file) {
  try {
    return /** @type {{ passed: number, failed: number }} */ (
      JSON.parse(readFileSync(file, "utf8"))
    );
  } catch {
    // The runner ended before it could count; its exit code tells.
    return undefined;
  }
}
