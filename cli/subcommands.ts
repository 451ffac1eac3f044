/** The subcommands of `gray`. Each is loaded only when it is asked for. */
import { commandLines, type Commands } from "./frame/group";

/** The subcommands by name, in the order of the help. */
export const subcommands: Commands = {
  plan: async () => (await import("./commands/plan.js")).planCommand,
  check: async () => (await import("./commands/check.js")).checkCommand,
  diff: async () => (await import("./commands/diff.js")).diffCommand,
  preview: async () => (await import("./commands/preview.js")).previewCommand,
  up: async () => (await import("./commands/up.js")).upCommand,
  abort: async () => (await import("./commands/abort.js")).abortCommand,
  rollout: {
    description:
      "move weights in steps, as the stack declares them: start, watch, promote, go back",
    commands: {
      start: async () => (await import("./commands/rollout/start.js")).startCommand,
      run: async () => (await import("./commands/rollout/run.js")).runCommand,
      tick: async () => (await import("./commands/rollout/tick.js")).tickCommand,
      status: async () => (await import("./commands/rollout/status.js")).statusCommand,
      page: async () => (await import("./commands/rollout/page.js")).pageCommand,
      pause: async () => (await import("./commands/rollout/pause.js")).pauseCommand,
      resume: async () => (await import("./commands/rollout/resume.js")).resumeCommand,
      promote: async () => (await import("./commands/rollout/promote.js")).promoteCommand,
      abort: async () => (await import("./commands/rollout/abort.js")).abortCommand,
      undo: async () => (await import("./commands/rollout/undo.js")).undoCommand,
      retry: async () => (await import("./commands/rollout/retry.js")).retryCommand,
      history: async () => (await import("./commands/rollout/history.js")).historyCommand,
      manifest: async () => (await import("./commands/rollout/manifest.js")).manifestCommand,
    },
  },
  drift: async () => (await import("./commands/drift.js")).driftCommand,
  adopt: async () => (await import("./commands/adopt.js")).adoptCommand,
  schema: async () => (await import("./commands/schema.js")).schemaCommand,
  rbac: async () => (await import("./commands/rbac.js")).rbacCommand,
};

/** What asks for each command: its name, after that of its group if it is in one. */
export const commands: readonly string[] = commandLines(subcommands);
