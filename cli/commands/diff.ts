// The command `gray diff`: what a change of stack files and presets will do, for a pull request.
import { compareStacks, type StackSides } from "../../model/diff/compare";
import type { StateFacts } from "../../model/diff/report/state";
import { defineCommand, type Streams } from "../frame/command";
import type { Outcome } from "../frame/exit-codes";
import { flag, outputOption, text, texts } from "../frame/options";
import { diffForms, diffReport, type DiffReport } from "../reports/diff";
import { openBase } from "../stack/diff/base";
import { sidesOfCheckouts, sidesOfState, stackNames } from "../stack/diff/sides";
import { askState } from "../stack/diff/state";
import { readApplied } from "../stack/state";

/**
 * `gray diff`: where requests will go, which versions and pods change, in which order and for how
 * long, what is forbidden and what to look at first. It compares two checkouts, and needs no engine,
 * no cluster and no secret for that; with `--state` it compares with what was applied last.
 */
export const diffCommand = defineCommand({
  name: "diff",
  description: "say what a change will do to which requests, as a report for a pull request",
  options: {
    base: text("--base <folder>", "compare with this checkout, whose packages are installed"),
    baseRef: text(
      "--base-ref <commit>",
      "compare with the merge base of HEAD and this commit (default: the remote's main branch)",
    ),
    stack: texts(
      "-s, --stack <name>",
      "the stack of Pulumi.<name>.yaml; may be repeated (default: every stack)",
    ),
    state: flag(
      "--state",
      "compare with what was applied last; tell drift, and what pulumi preview and policies say",
    ),
    policyPack: texts("--policy-pack <folder>", "with --state: policies to run; may be repeated"),
    output: outputOption(diffForms, "markdown"),
  },
  examples: [
    "npx gray diff",
    "npx gray diff --base-ref origin/main -s prod",
    "npx gray diff --base ../main -o json",
    "npx gray diff --state -s prod --policy-pack policy",
  ],
  exitCodes: {
    done: "compared, and nothing stops the change",
    found: "compared; a mistake, a limit, drift or a policy stops the change",
    failed: "could not compare",
  },
  run,
});

interface Options {
  readonly base: string | undefined;
  readonly baseRef: string | undefined;
  readonly stack: readonly string[];
  readonly state: true | undefined;
  readonly policyPack: readonly string[];
  readonly output: (typeof diffForms)[number];
}

async function run(options: Options, { stdout }: Streams): Promise<Outcome> {
  const { base, baseRef, state, policyPack, output } = options;
  if (state && (base !== undefined || baseRef !== undefined))
    throw new Error("--state compares with what was applied last: leave out --base and --base-ref");
  if (!state && policyPack.length > 0) throw new Error("--policy-pack needs --state");
  const report = state ? await withState(options) : await withCheckout(options);
  stdout.write(diffReport(report, output));
  return outcomeOf(report);
}

async function withCheckout({ base, baseRef, stack }: Options): Promise<DiffReport> {
  const checkout = await openBase({ base, baseRef }).catch((error: unknown) => {
    // A stack without a file may have one there; a name that may be wrong is told before git's reason.
    stackNames(stack, ["."]);
    throw error;
  });
  try {
    const names = stackNames(stack, [".", checkout.folder]);
    const sides = names.map((name) => sidesOfCheckouts(name, checkout.folder));
    const comparison = compareStacks(sides);
    return { comparison, before: checkout.name, after: "this checkout", state: [] };
  } finally {
    await checkout.remove();
  }
}

async function withState({ stack, policyPack: policyPacks }: Options): Promise<DiffReport> {
  const sides: StackSides[] = [];
  const state: StateFacts[] = [];
  // One after the other: each engine needs some hundred megabytes.
  for (const name of stackNames(stack, ["."])) {
    const applied = await readApplied(name);
    const one = sidesOfState(name, applied);
    sides.push(one);
    if (one.unreadable === undefined)
      state.push(await askState({ stack: name, applied, policyPacks }));
  }
  const comparison = compareStacks(sides);
  return { comparison, before: "what was applied last", after: "this checkout", state };
}

/** Whether something stops the change. */
function outcomeOf({ comparison: { stacks }, state }: DiffReport): Outcome {
  if (state.some(({ unread }) => unread.length > 0)) return "failed";
  const stopped = stacks.some(
    ({ forbidden, findings }) =>
      forbidden.length > 0 || findings.some(({ finding }) => finding.severity === "error"),
  );
  const refused = state.some(
    ({ drift, engine }) =>
      drift.length > 0 ||
      (engine?.errors.length ?? 0) > 0 ||
      engine?.policies.some(({ level }) => level === "mandatory"),
  );
  return stopped || refused ? "found" : "done";
}
