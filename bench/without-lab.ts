// The benchmarks of `npm run bench` that need neither a lab nor an engine.
import type { Command } from "commander";
import { count } from "./count";

/**
 * Adds them to a program.
 *
 * @param today for the names of results
 */
export function addWithoutLab(program: Command, today: string): void {
  program
    .command("settling")
    .description("what an update computes while it waits for 10,000 proxies; needs no lab")
    .option("--rounds <count>", "how often each is computed", count, 9)
    .option("--name <name>", "name of the results below bench/results", `${today}-settling`)
    .action(async ({ rounds, name }: { rounds: number; name: string }) => {
      const { measureSettling } = await import("./settling/run.js");
      const { settlingPage } = await import("./settling/report.js");
      const { write } = await import("./written.js");
      const results = measureSettling(rounds);
      write(name, results, settlingPage(results));
    });

  program
    .command("check")
    .description("gray check on stack files of many kinds, beside gray --version; needs no lab")
    .option("--rounds <count>", "how often each is checked", count, 5)
    .option("--name <name>", "name of the results below bench/results", `${today}-check`)
    .action(async ({ rounds, name }: { rounds: number; name: string }) => {
      const { runChecks } = await import("./check/run.js");
      const { checkPage } = await import("./check/report.js");
      const { write } = await import("./written.js");
      const results = runChecks(rounds);
      write(name, results, checkPage(results));
    });

  program
    .command("diff")
    .description("gray diff of changes of 100 clusters × 50 services; needs no lab")
    .option("--rounds <count>", "how often each change is compared", count, 5)
    .option("--name <name>", "name of the results below bench/results", `${today}-diff`)
    .action(async ({ rounds, name }: { rounds: number; name: string }) => {
      const { runDiffs } = await import("./diff/run.js");
      const { diffPage } = await import("./diff/report.js");
      const { write } = await import("./written.js");
      const results = runDiffs(rounds);
      write(name, results, diffPage(results));
    });

  program
    .command("analysis-poll")
    .description("polls of 100 services at three real metrics servers; needs no lab")
    .option("--rounds <count>", "polls after the first one", count, 9)
    .option("--scrapes <count>", "scrapes that the servers have", count, 61)
    .option("--name <name>", "name of the results below bench/results", `${today}-analysis-poll`)
    .action(
      async ({ rounds, scrapes, name }: { rounds: number; scrapes: number; name: string }) => {
        const { runPolls } = await import("./analysis-poll/run.js");
        const { pollPage } = await import("./analysis-poll/report.js");
        const { write } = await import("./written.js");
        const results = await runPolls(rounds, scrapes);
        write(name, results, pollPage(results));
      },
    );
}
