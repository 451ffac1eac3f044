// Runs a workflow of GitHub as its runner does: jobs in the order of `needs`, matrices, conditions, and each `run:` step in a
// shell with the variables that GitHub gives. What `uses:` steps do, a table says; another one fails the spec.
import { cpSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import { asText, evaluate, holds, type Contexts, type Status } from "./expressions";
import { inShell } from "./shell";
import type { GitHub, GitHubEvent, Job, JobRun, Step, Texts, Workflow } from "./workflow";

const readYaml = (file: string) => parse(readFileSync(file, "utf8")) as unknown;

/** Runs the one job of a workflow that calls another one, for an event. */
export async function runCaller(file: string, event: GitHubEvent, on: GitHub): Promise<JobRun[]> {
  const [caller] = Object.values((readYaml(file) as Workflow).jobs);
  if (caller?.uses === undefined) throw new Error(`${file} calls no workflow`);
  const { inputs: declared = {} } = (readYaml(caller.uses) as Workflow).on.workflow_call ?? {};
  const secrets = caller.secrets === "inherit" ? on.secrets : {};
  const given = await evaluated(caller.with ?? {}, { vars: {} }, { failed: false });
  const defaults = Object.fromEntries(
    Object.entries(declared).map(([name, one]) => [name, one.default]),
  );
  const inputs = { ...defaults, ...given, ...on.inputs };
  return new Run(readYaml(caller.uses) as Workflow, event, on, { inputs, secrets }).all();
}

/** Runs the steps of a composite action in a job; gives its outputs, too. */
export async function runAction(
  file: string,
  given: Texts,
  event: GitHubEvent,
  on: GitHub,
): Promise<JobRun & { readonly outputs: Texts }> {
  const action = readYaml(file) as {
    inputs: Readonly<Record<string, { default?: unknown }>>;
    outputs: Readonly<Record<string, { value: string }>>;
    runs: { steps: readonly Step[] };
  };
  const defaults = Object.entries(action.inputs).map(([name, one]) => [name, one.default ?? ""]);
  const outputs = Object.entries(action.outputs).map(([name, one]) => [name, one.value]);
  const job: Job = { steps: action.runs.steps, outputs: Object.fromEntries(outputs) as Texts };
  const contexts = { github: githubContext(event, on), secrets: {} };
  const inputs = await evaluated(
    { ...(Object.fromEntries(defaults) as Texts), ...given },
    contexts,
    { failed: false },
  );
  const run = new Run({ on: {}, jobs: { action: job } }, event, on, { inputs, secrets: {} });
  const [done] = await run.all();
  if (done === undefined) throw new Error("the action did not run");
  return { ...done, outputs: run.outputsOf("action") };
}

const githubContext = ({ name, payload, actor = "dev" }: GitHubEvent, on: GitHub) => ({
  event_name: name,
  event: payload,
  actor,
  repository: on.repository,
  token: "github-token-of-the-job",
});

class Run {
  private readonly done = new Map<string, { result: JobRun["result"]; outputs: Texts }>();
  private readonly artifacts: string;

  constructor(
    private readonly workflow: Workflow,
    private readonly event: GitHubEvent,
    private readonly on: GitHub,
    private readonly given: { readonly inputs: Texts; readonly secrets: Texts },
  ) {
    this.artifacts = join(on.clone.temp, "artifacts");
    rmSync(this.artifacts, { recursive: true, force: true });
  }

  outputsOf(job: string): Texts {
    return this.done.get(job)?.outputs ?? {};
  }

  async all(): Promise<JobRun[]> {
    const runs: JobRun[] = [];
    // Jobs stand below those that they need.
    for (const [name, job] of Object.entries(this.workflow.jobs)) {
      const needs = [job.needs ?? []].flat();
      const failed = needs.some((one) => this.done.get(one)?.result !== "success");
      const contexts = { ...this.contexts(needs), matrix: {} };
      if (!(await holds(job.if, contexts, { failed }))) {
        this.done.set(name, { result: "skipped", outputs: {} });
        runs.push({ name, environment: undefined, result: "skipped", log: "", summary: "" });
        continue;
      }
      const own = await this.matrixRuns(name, job, contexts);
      const bad = own.some(({ result }) => result === "failure");
      const outputs = this.done.get(name)?.outputs ?? {};
      this.done.set(name, { result: bad ? "failure" : "success", outputs });
      runs.push(...own);
    }
    return runs;
  }

  private async matrixRuns(name: string, job: Job, contexts: Contexts): Promise<JobRun[]> {
    const matrix = await evaluated(job.strategy?.matrix ?? {}, contexts, { failed: false });
    const [key, values] = Object.entries(matrix)[0] ?? [];
    if (key === undefined) return [await this.runJob(name, name, job, contexts)];
    const runs: JobRun[] = [];
    for (const value of values as readonly string[])
      runs.push(
        await this.runJob(name, `${name} ${value}`, job, { ...contexts, matrix: { [key]: value } }),
      );
    return runs;
  }

  private contexts(needs: readonly string[]): Contexts {
    const needed = needs.map((one) => [one, this.done.get(one)] as const);
    return {
      github: githubContext(this.event, this.on),
      ...this.given,
      needs: Object.fromEntries(needed),
    };
  }

  private async runJob(id: string, name: string, job: Job, outer: Contexts): Promise<JobRun> {
    const { clone } = this.on;
    const files = { output: join(clone.temp, "output"), summary: join(clone.temp, "summary") };
    writeFileSync(files.summary, "");
    const steps: Record<string, { outputs: Texts }> = {};
    let [failed, log] = [false, ""];
    for (const step of job.steps) {
      const contexts = { ...outer, steps };
      if (!(await holds(step.if, contexts, { failed }))) continue;
      const text = async (value: unknown) =>
        asText(await evaluate(String(value), contexts, { failed }));
      if (step.uses !== undefined) {
        this.use(step.uses, await evaluated(step.with ?? {}, contexts, { failed }));
        continue;
      }
      writeFileSync(files.output, "");
      const variables = { ...this.workflow.env, ...step.env };
      const env: Record<string, string> = this.variables(files);
      for (const [key, value] of Object.entries(variables)) env[key] = await text(value);
      const folder = step["working-directory"] ?? job.defaults?.run["working-directory"] ?? ".";
      const cwd = join(clone.folder, await text(folder));
      const ended = await inShell(await text(step.run), cwd, env);
      log += ended.output;
      if (ended.code !== 0) failed = true;
      if (step.id !== undefined) steps[step.id] = { outputs: outputsIn(files.output) };
    }
    const outputs = await evaluated(job.outputs ?? {}, { ...outer, steps }, { failed });
    this.done.set(id, { result: failed ? "failure" : "success", outputs });
    const environment =
      job.environment && asText(await evaluate(job.environment, outer, { failed }));
    const summary = readFileSync(files.summary, "utf8");
    return { name, environment, result: failed ? "failure" : "success", log, summary };
  }

  /** What GitHub documents as its default variables, as far as steps may need them. */
  private variables(files: {
    readonly output: string;
    readonly summary: string;
  }): Record<string, string> {
    const { clone, api, repository } = this.on;
    const event = join(clone.temp, "event.json");
    writeFileSync(event, JSON.stringify(this.event.payload));
    return {
      ...this.on.machine,
      ...{ PATH: clone.path, HOME: clone.temp, LOG: clone.log, CI: "true", GITHUB_ACTIONS: "true" },
      ...{ GITHUB_EVENT_NAME: this.event.name, GITHUB_EVENT_PATH: event, GITHUB_API_URL: api },
      ...{
        GITHUB_REPOSITORY: repository,
        GITHUB_SHA: "0123456789abcdef",
        GITHUB_WORKSPACE: clone.folder,
      },
      ...{
        GITHUB_BASE_REF: this.event.base ?? "",
        GITHUB_OUTPUT: files.output,
        GITHUB_STEP_SUMMARY: files.summary,
      },
    };
  }

  /** Does what an action of others does, as far as later steps see it. */
  private use(action: string, given: Texts): void {
    const { clone } = this.on;
    const path = join(clone.folder, asText(given.path));
    switch (action) {
      case "actions/checkout@v4":
        return clone.checkOut(this.event.branch);
      case "actions/setup-node@v4":
      case "pulumi/actions@v7":
        return;
      case "actions/upload-artifact@v4":
        if (existsSync(path))
          cpSync(path, join(this.artifacts, asText(given.name)), { recursive: true });
        return;
      case "actions/download-artifact@v4":
        mkdirSync(this.artifacts, { recursive: true });
        return cpSync(this.artifacts, path, { recursive: true });
      default:
        throw new Error(`no spec knows what ${action} does`);
    }
  }
}

/** The outputs that a step has set. */
function outputsIn(file: string): Texts {
  const lines = readFileSync(file, "utf8")
    .split("\n")
    .filter((line) => line !== "");
  return Object.fromEntries(
    lines.map((line) => line.split(/=([^]*)/).slice(0, 2) as [string, string]),
  );
}

async function evaluated(texts: Texts, contexts: Contexts, status: Status): Promise<Texts> {
  const values = Object.entries(texts).map(async ([key, value]) => [
    key,
    typeof value === "string" ? await evaluate(value, contexts, status) : value,
  ]);
  return Object.fromEntries(await Promise.all(values)) as Texts;
}
