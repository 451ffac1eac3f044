#!/usr/bin/env node
// `gray-ci <step>`: one step of a CI pipeline. Workflow files of GitHub, GitLab and Jenkins call it, and hold no logic themselves.
import { appendFileSync } from "node:fs";
import { readContext } from "./support/context.mjs";
import { hider } from "./support/secrets.mjs";
import { changed } from "./steps/changed.mjs";
import { comment } from "./steps/comment.mjs";
import { drift } from "./steps/drift.mjs";
import { preview } from "./steps/preview.mjs";
import { report } from "./steps/report.mjs";
import { up } from "./steps/up.mjs";

/** @typedef {import("./support/step.d.mts").Step} Step */

/** @type {Readonly<Record<string, Step>>} */
const steps = { changed, report, preview, comment, up, drift };

const usage = `Usage: gray-ci <step> [stack] [--if-changed]

One step of a CI pipeline for the stacks of this folder:

  changed           print the stacks that the change under test touches, one a line
  report            gray check and gray diff of the changed stacks; needs no secret and no cluster
  preview <stack>   pulumi preview, for the comment
  comment           put reports and previews into one comment of the pull request
  up <stack>        pulumi up
  drift <stack>     what another field manager changed in the clusters

  --if-changed      do nothing where the change under test does not touch the stack

docs/pull-requests.md has the variables that it reads.

Exit codes:
  0  done
  1  found what stops the change (report), or drift (drift)
  2  the step could not be done`;

const args = process.argv.slice(2);
// The action hands an empty stack over where a step needs none.
const [name = "", stack] = args.filter((arg) => arg !== "" && !arg.startsWith("--"));
const flags = args.filter((arg) => arg.startsWith("--"));
const step = Object.hasOwn(steps, name) ? steps[name] : undefined;
if (flags.includes("--help")) console.log(usage);
else if (step === undefined || flags.some((flag) => flag !== "--if-changed")) {
  console.error(`gray-ci: there is no step ${args.join(" ")}\n\n${usage}`);
  process.exitCode = 2;
} else {
  // Services hand over secrets that are not there as empty texts, which the engine would take for a passphrase.
  for (const [key, value] of Object.entries(process.env))
    if (value === "" && /^(PULUMI|GRAY|GITHUB|GITLAB)_/.test(key)) delete process.env[key];
  const context = readContext(process.env, process.cwd());
  const hide = hider(process.env);
  /** @param {string} text */
  const print = (text) => void process.stdout.write(hide(text));
  /** @param {string | undefined} file @param {string} text */
  const append = (file, text) => void (file && appendFileSync(file, hide(text)));
  try {
    process.exitCode = await step({
      context,
      stack,
      ifChanged: flags.includes("--if-changed"),
      hide,
      print,
      summary: (text) => append(context.summaryFile, `${text.trimEnd()}\n\n`),
      output: (key, value) => append(context.outputFile, `${key}=${value}\n`),
    });
  } catch (error) {
    process.stderr.write(hide(`gray-ci ${name}: ${/** @type {Error} */ (error).message}\n`));
    process.exitCode = 2;
  }
}
