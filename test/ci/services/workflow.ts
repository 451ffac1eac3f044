// What workflows of GitHub look like, what starts them, and what becomes of them.
import type { Workspace } from "./workspace";

/** Values by name, of any type. */
export type Texts = Readonly<Record<string, unknown>>;

/** A step of a job. */
export interface Step {
  readonly id?: string;
  readonly if?: string | boolean;
  readonly uses?: string;
  readonly run?: string;
  readonly with?: Texts;
  readonly env?: Texts;
  readonly "working-directory"?: string;
}

/** A job of a workflow. */
export interface Job {
  readonly needs?: string | readonly string[];
  readonly if?: string | boolean;
  readonly uses?: string;
  readonly with?: Texts;
  readonly secrets?: "inherit";
  readonly environment?: string;
  readonly outputs?: Texts;
  readonly permissions?: Texts;
  readonly strategy?: { readonly matrix: Texts };
  readonly defaults?: { readonly run: Texts };
  readonly steps: readonly Step[];
}

/** What a spec needs of a workflow. */
export interface Workflow {
  readonly on: {
    readonly workflow_call?: { readonly inputs: Readonly<Record<string, { default?: unknown }>> };
  };
  readonly env?: Texts;
  readonly jobs: Readonly<Record<string, Job>>;
}

/** What happened in the repository, as GitHub describes it. */
export interface GitHubEvent {
  readonly name: string;
  readonly payload: Readonly<Record<string, unknown>>;
  /** The branch that the runner checks out. */
  readonly branch: string;
  readonly base?: string;
  readonly actor?: string;
}

/** One job of a run, as the log shows it. */
export interface JobRun {
  readonly name: string;
  readonly environment: string | undefined;
  readonly result: "success" | "failure" | "skipped";
  readonly log: string;
  readonly summary: string;
}

/** What the runs of one spec share. */
export interface GitHub {
  readonly clone: Workspace;
  readonly api: string;
  readonly repository: string;
  /** Secrets that every job of this repository gets. */
  readonly secrets: Readonly<Record<string, string>>;
  /** Variables of the machine, beside those that GitHub gives. */
  readonly machine?: Readonly<Record<string, string>>;
  /** Inputs of the caller in place of its own. */
  readonly inputs?: Texts;
}
