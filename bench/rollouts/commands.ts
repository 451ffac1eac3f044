// The benchmarks of `npm run bench` that run whole rollouts on a lab.
import type { Command } from "commander";
import { count } from "../count";
import type { Session } from "../session";

/** Options of every benchmark on a lab. */
export interface Common {
  readonly folder: string;
  readonly lab?: string;
  readonly name: string;
}

/** How a command is declared, and how its benchmark runs. */
export interface Frame {
  readonly command: (name: string, results: string) => Command;
  readonly bench: (
    common: Common,
    run: (session: Session) => Promise<{ results: object; page: string }>,
  ) => Promise<void>;
}

/**
 * Adds them.
 *
 * @param today for the names of results
 */
export function addRollouts({ command, bench }: Frame, today: string): void {
  command("rollout-kills", `${today}-rollout-kills`)
    .description("rollouts under load whose drivers are killed in all phases, and go on elsewhere")
    .option("--kills <count>", "how many; a rollout has six", count, 30)
    .action(({ kills, ...common }: Common & { kills: number }) =>
      bench(common, async (session) => {
        const { runKills } = await import("./kills.js");
        const { killsPage } = await import("./kills-report.js");
        const results = await runKills(session, { kills });
        return { results, page: killsPage(results) };
      }),
    );

  command("rollout-waves", `${today}-rollout-waves`)
    .description("rollouts in waves over three clusters: a failure at the end, a cluster cut off")
    .option("--rounds <count>", "times that each is done", count, 4)
    .action(({ rounds, ...common }: Common & { rounds: number }) =>
      bench(common, async (session) => {
        const { runWaves } = await import("./waves.js");
        const { wavesPage } = await import("./waves-report.js");
        const results = await runWaves(session, rounds);
        return { results, page: wavesPage(results) };
      }),
    );

  command("rollout-abort", `${today}-rollout-abort`)
    .description("how long the routes take back by aborts in a rollout, and without one")
    .option("--rounds <count>", "times that each is done, in turns", count, 9)
    .action(({ rounds, ...common }: Common & { rounds: number }) =>
      bench(common, async (session) => {
        const { runRolloutAborts } = await import("./aborts.js");
        const { rolloutAbortsPage } = await import("./aborts-report.js");
        const results = await runRolloutAborts(session, rounds);
        return { results, page: rolloutAbortsPage(results) };
      }),
    );

  command("rollout-gates", `${today}-rollout-gates`)
    .description("how long the routes take back after metrics found a version with errors")
    .option("--rounds <count>", "rollouts that are taken back", count, 9)
    .action(({ rounds, ...common }: Common & { rounds: number }) =>
      bench(common, async (session) => {
        const { runGates } = await import("./gates.js");
        const { gatesPage } = await import("./gates-report.js");
        const results = await runGates(session, rounds);
        return { results, page: gatesPage(results) };
      }),
    );
}
