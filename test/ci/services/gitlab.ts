// Runs a pipeline of GitLab as its runner does: the jobs whose rules hold, each with the variables that GitLab gives.
import { readFileSync } from "node:fs";
import { withInputs, type Inputs } from "../../../scripts/pipelines/gitlab";
import type { Clone } from "./clone";
import { inShell } from "./shell";

type Variables = Readonly<Record<string, string>>;

interface Job {
  readonly extends?: string;
  readonly variables?: Variables;
  readonly before_script?: readonly string[];
  readonly script: readonly string[];
  readonly rules: readonly { readonly if: string; readonly when?: string }[];
  readonly parallel?: { readonly matrix: readonly [Readonly<Record<string, readonly string[]>>] };
  readonly environment?: { readonly name: string };
}

/** One job of a pipeline, as the log shows it. */
export interface JobRun {
  readonly name: string;
  readonly when: string;
  readonly environment: string | undefined;
  readonly code: number;
  readonly log: string;
}

/** Runs the jobs whose rules hold, in the order of the file; artifacts go from one to the next. */
export async function runPipeline(
  file: string,
  inputs: Inputs,
  clone: Clone,
  branch: string,
  variables: Variables,
): Promise<JobRun[]> {
  const { pipeline } = withInputs(readFileSync(file, "utf8"), inputs);
  const jobs = pipeline as Readonly<Record<string, Job>>;
  clone.checkOut(branch);
  const runs: JobRun[] = [];
  for (const [name, own] of Object.entries(jobs).filter(([key]) => !key.startsWith("."))) {
    const job = { ...jobs[own.extends ?? ""], ...own };
    const rule = job.rules.find((one) => holds(one.if, variables));
    if (rule === undefined) continue;
    const [[key, values] = ["", [""]]] = Object.entries(job.parallel?.matrix[0] ?? {});
    for (const value of values) {
      const env = { ...job.variables, ...variables, ...(key === "" ? {} : { [key]: value }) };
      const script = [...(job.before_script ?? []), ...job.script].join("\n");
      const { code, output } = await inShell(script, clone.folder, {
        ...{ PATH: clone.path, HOME: clone.temp, LOG: clone.log, CI: "true", GITLAB_CI: "true" },
        ...env,
      });
      const environment = job.environment?.name.replace(
        /\$(\w+)/g,
        (_, one: string) => env[one as keyof typeof env] ?? "",
      );
      const when = rule.when ?? "on_success";
      runs.push({ name: `${name} ${value}`.trim(), when, environment, code, log: output });
    }
  }
  return runs;
}

/** Whether a rule holds: comparisons of variables and texts, all of which must hold. */
function holds(rule: string, variables: Variables): boolean {
  const valueOf = (side: string) =>
    side.startsWith("$") ? variables[side.slice(1)] : side.replace(/^"(.*)"$/, "$1");
  return rule.split(" && ").every((part) => {
    const [left = "", right = "", ...more] = part.split(" == ");
    if (right === "" || more.length > 0) throw new Error(`no spec knows the rule ${part}`);
    return valueOf(left) === valueOf(right);
  });
}
