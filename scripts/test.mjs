// `npm test`: everything that must hold, from a fresh clone. This part runs before any package is installed.
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { checkNode, install, run } from "./install.mjs";

checkNode();
await install();

const counts = mkdtempSync(join(tmpdir(), "gray-test-"));
const mocha = (config, file) => [
  "node_modules/mocha/bin/mocha.js",
  ...["--config", config, "--reporter", "test/support/counting-reporter.cjs"],
  ...["--reporter-option", `output=${join(counts, file)}`],
];
const steps = [
  { name: "format", args: ["node_modules/prettier/bin/prettier.cjs", "--check", "."] },
  { name: "lint", args: ["node_modules/eslint/bin/eslint.js", "."] },
  { name: "types", args: ["node_modules/typescript/bin/tsc"] },
  { name: "audit of dependencies", args: ["--import", "tsx", "scripts/audit.ts"], open: 3 },
  { name: "unit specs", args: mocha(".mocharc.json", "unit"), counts: "unit" },
  { name: "end-to-end specs", args: mocha("test/e2e/.mocharc.json", "e2e"), counts: "e2e" },
];

let passed = 0;
let failed = 0;
/** Steps that could not be done, which says nothing either way. */
const open = [];
for (const step of steps) {
  console.log(`\n=== ${step.name}`);
  const code = await run(process.execPath, step.args);
  if (step.open !== undefined && code === step.open) {
    open.push(step.name);
    continue;
  }
  const told = step.counts ? readCounts(join(counts, step.counts)) : undefined;
  passed += told?.passed ?? (code === 0 ? 1 : 0);
  // A step that ends badly without a count (a crash before the first spec), or that ran no spec, has failed all the same.
  failed += told?.failed || (code === 0 && told?.passed !== 0 ? 0 : 1);
  if (code === 130) break;
}
rmSync(counts, { recursive: true, force: true });
for (const name of open) console.log(`\nnot done: ${name} (see above)`);
console.log(`\n${passed} passed, ${failed} failed`);
process.exitCode = failed === 0 ? 0 : 1;

function readCounts(file) {
  try {
    return JSON.parse(readFileSync(file, "utf8"));
  } catch {
    // The runner ended before it could count; its exit code tells.
    return undefined;
  }
}
