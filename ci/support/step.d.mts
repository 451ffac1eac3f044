// What a step of a pipeline gets, and what it gives.

/** The change under test, as the CI service describes it by variables. */
export interface Context {
  /** Absolute path of the folder with Pulumi.yaml and the stack files. */
  readonly folder: string;
  /** What the change is compared with: a branch or a commit; undefined where there is nothing to compare with. */
  readonly base: string | undefined;
  /** Where a comment of the pull request goes; undefined where there is no pull request. */
  readonly pull: Pull | undefined;
  /** Stacks by name, in the order in which they are updated; undefined: every stack file. */
  readonly stacks: readonly string[] | undefined;
  /** Folders of policy packs that previews and updates run. */
  readonly policyPacks: readonly string[];
  /** The commit under test, where the service tells it. */
  readonly commit: string | undefined;
  /** Absolute path of the folder in which steps keep what the comment gets. */
  readonly notes: string;
  /** GitHub: the file that takes the outputs of a step. */
  readonly outputFile: string | undefined;
  /** GitHub: the file that takes the Markdown of a job's summary. */
  readonly summaryFile: string | undefined;
  /** Whether lines of the form `::error file=…` become annotations. */
  readonly annotates: boolean;
}

/** A pull request of GitHub, or a merge request of GitLab. */
export interface Pull {
  readonly forge: "github" | "gitlab";
  /** Address of the API, without a slash at its end. */
  readonly api: string;
  /** `owner/name` on GitHub, the path or number of the project on GitLab. */
  readonly repository: string;
  readonly number: string;
  /** The token that may write a comment; undefined where this run has none. */
  readonly token: string | undefined;
}

/** What a step may use. */
export interface StepInput {
  readonly context: Context;
  /** The stack that the command line names. */
  readonly stack: string | undefined;
  /** Whether to do nothing where the change does not touch the stack. */
  readonly ifChanged: boolean;
  /** Takes every secret of this run out of a text. */
  readonly hide: (text: string) => string;
  /** Writes to the log. */
  readonly print: (text: string) => void;
  /** Adds Markdown to the job's summary, where the service has one. */
  readonly summary: (markdown: string) => void;
  /** Sets an output of the step, where the service has them. */
  readonly output: (name: string, value: string) => void;
}

/** Does a step, and gives its exit code: 0 done, 1 found something, 2 could not be done. */
export type Step = (input: StepInput) => number | Promise<number>;

/** What a step says in the comment. */
export interface Note {
  /** Reports stand before previews. */
  readonly step: "report" | "preview";
  /** The stack that it is about; undefined: all that the change touches. */
  readonly stack?: string;
  /** Markdown that the comment always shows. */
  readonly text: string;
  /** What a reader may unfold; it is left out first where a comment would be too long. */
  readonly details?: { readonly title: string; readonly markdown: string };
}
