// The command `npm run bench`: reads the options and starts one of the benchmarks.
import { join, resolve } from "node:path";
import { Command, Option } from "commander";
import { count } from "./count";
import { addRollouts, type Common } from "./rollouts/commands";
import { addWithoutLab } from "./without-lab";
import type { Session } from "./session";

const today = new Date().toISOString().slice(0, 10);

const program = new Command("bench").description(
  "Measure this project on a lab. Each brings up a lab of its own and takes it down again; close what else uses the " +
    "machine.",
);

command("weight-change", today, { isDefault: true })
  .description(
    "a weight change beside bare Pulumi programs, its memory, and the planner alone (default)",
  )
  .option("--runs <count>", "measured runs of each program", count, 9)
  .action(({ runs, ...common }: Common & { runs: number }) =>
    bench(common, async (session) => {
      const { benchWeightChange } = await import("./bench-weight-change.js");
      const { markdown } = await import("./report.js");
      const results = await benchWeightChange(session, runs);
      return { results, page: markdown(results) };
    }),
  );

command("no-loss", `${today}-no-loss`)
  .description("every operation of a release under steady load, by this program and in naive order")
  .option("--rounds <count>", "times that each operation is done", count, 5)
  .option("--naive-rounds <count>", "the same, in naive order", count, 1)
  .option("--requests <count>", "requests at least, each time", count, 20_000)
  .option("--operation <name...>", "only these operations, and what leads to them")
  .action(({ folder, lab, name, ...options }: Common & import("./no-loss/run").RunOptions) =>
    bench({ folder, lab, name }, async (session) => {
      const { runOperations } = await import("./no-loss/run.js");
      const { noLossPage } = await import("./no-loss/report.js");
      const results = await runOperations(session, options);
      return { results, page: noLossPage(results) };
    }),
  );

command("chaos", `${today}-chaos`)
  .description("engine, provider and program killed at random moments of updates under steady load")
  .option("--kills <count>", "how many", count, 50)
  .option("--seed <number>", "of the moments", count, Date.now() % 1_000_000)
  .option("--minutes <count>", "no kill after so many minutes, however many there were", count)
  .action(({ folder, lab, name, ...options }: Common & import("./no-loss/chaos").ChaosOptions) =>
    bench({ folder, lab, name }, async (session) => {
      const { runChaos } = await import("./no-loss/chaos.js");
      const { chaosPage } = await import("./no-loss/chaos-report.js");
      const results = await runChaos(session, options);
      return { results, page: chaosPage(results) };
    }),
  );

command("api-server", `${today}-api-server`)
  .description(
    "the API server of one cluster killed around each stage of an update under steady load",
  )
  .option("--seconds <count>", "for how long, at each moment in each cluster", count, 20)
  .option("--long <count>", "for how long around the routes", count, 60)
  .option("--long-times <count>", "how often for so long", count, 5)
  .option("--cluster <name...>", "only the API servers of these clusters")
  .action(
    ({ folder, lab, name, ...options }: Common & import("./no-loss/api-server").ApiServerOptions) =>
      bench({ folder, lab, name }, async (session) => {
        const { runApiServer } = await import("./no-loss/api-server.js");
        const { apiServerPage } = await import("./no-loss/api-server-report.js");
        const results = await runApiServer(session, options);
        return { results, page: apiServerPage(results) };
      }),
  );

command("abort", `${today}-abort`)
  .description("how long the version that is left still answers, by gray abort and by pulumi up")
  .option("--rounds <count>", "times that each is done", count, 5)
  .action(({ rounds, ...common }: Common & { rounds: number }) =>
    bench(common, async (session) => {
      const { runAborts } = await import("./abort/run.js");
      const { abortPage } = await import("./abort/report.js");
      const results = await runAborts(session, rounds);
      return { results, page: abortPage(results) };
    }),
  );

command("abort-away", `${today}-abort-away`)
  .description("gray abort over three clusters, of which one is away in seven ways")
  .option("--rounds <count>", "times that each is done", count, 5)
  .option("--fault <name...>", "only these ways")
  .action(({ rounds, fault, ...common }: Common & { rounds: number; fault?: string[] }) =>
    bench(common, async (session) => {
      const { runAway } = await import("./abort/away.js");
      const { awayPage } = await import("./abort/away-report.js");
      const results = await runAway(session, rounds, fault);
      return { results, page: awayPage(results) };
    }),
  );

command("without", `${today}-without`)
  .description("random changes under load, with one of three clusters away and left out by name")
  .option("--times <count>", "how many changes", count, 10)
  .option("--seed <number>", "of the changes", count, 13)
  .action(({ times, seed, ...common }: Common & { times: number; seed: number }) =>
    bench(common, async (session) => {
      const { runWithout } = await import("./without/run.js");
      const { withoutPage } = await import("./without/report.js");
      const results = await runWithout(session, { times, seed });
      return { results, page: withoutPage(results) };
    }),
  );

command("rollout-step", `${today}-rollout-step`)
  .description("a step of a rollout in two clusters, and against many fake API servers")
  .option("--steps <count>", "steps of each rollout", count, 20)
  .option("--clusters <count>", "how many fake API servers", count, 40)
  .option("--fakes-only", "no lab: only the steps against fake API servers")
  .action(({ folder, lab, name, ...options }: Common & import("./rollout-step/run").StepOptions) =>
    bench({ folder, lab, name }, async (session) => {
      const { runSteps } = await import("./rollout-step/run.js");
      const { stepPage } = await import("./rollout-step/report.js");
      const results = await runSteps(session, options);
      return { results, page: stepPage(results) };
    }),
  );

command("shops", `${today}-shops`)
  .description("four public shops adopted from running namespaces under load")
  .option("--shop <name...>", "only these shops: boutique, podinfo, sock-shop, bookinfo")
  .action(({ shop = [], ...common }: Common & { shop?: string[] }) =>
    bench(common, async (session) => {
      const { runShops } = await import("./shops/run.js");
      const { shopsPage } = await import("./shops/report.js");
      const results = await runShops(session, shop);
      return { results, page: shopsPage(results) };
    }),
  );

command("busy-mesh", `${today}-busy-mesh`)
  .description("operations of a release beside hundreds of slow proxies and changing endpoints")
  .option("--times <count>", "times that each operation is done in each mesh", count, 5)
  .option("--case <name...>", "only these meshes")
  .option("--checkout <folder>", "another checkout whose program updates, with its packages")
  .action(
    ({ folder, lab, name, checkout, ...options }: Common & import("./busy-mesh/run").BusyOptions) =>
      bench({ folder, lab, name }, async (session) => {
        const { runBusyMesh } = await import("./busy-mesh/run.js");
        const { busyMeshPage } = await import("./busy-mesh/report.js");
        const other = checkout === undefined ? {} : { checkout: resolve(checkout) };
        const results = await runBusyMesh(session, { ...options, ...other });
        return { results, page: busyMeshPage(results) };
      }),
  );

command("beside", `${today}-beside`)
  .description(
    "this checkout and another one of this project beside each other: what a change cost",
  )
  .requiredOption("--checkout <folder>", "the other checkout, with its packages installed")
  .option("--rounds <count>", "measured rounds", count, 7)
  .action(({ checkout, rounds, ...common }: Common & { checkout: string; rounds: number }) =>
    bench(common, async (session) => {
      const { runBeside } = await import("./beside/run.js");
      const { besidePage } = await import("./beside/report.js");
      const checkouts = { this: join(__dirname, ".."), other: resolve(checkout) };
      const results = await runBeside(session, checkouts, rounds);
      return { results, page: besidePage(results) };
    }),
  );

command("start", `${today}-start`)
  .description("how long the program takes to start, packed and from this checkout; needs no lab")
  .option("--rounds <count>", "starts of each", count, 9)
  .action(({ rounds, ...common }: Common & { rounds: number }) =>
    bench(common, async (session) => {
      const { runStart } = await import("./start/run.js");
      const { startPage } = await import("./start/report.js");
      const results = await runStart(session, rounds);
      return { results, page: startPage(results) };
    }),
  );

addRollouts({ command, bench }, today);
addWithoutLab(program, today);

program.parseAsync().catch((error: Error) => {
  const interrupted = error.name === "AbortError";
  process.stderr.write(interrupted ? "Interrupted; nothing was written.\n" : `${error.message}\n`);
  process.exitCode = interrupted ? 130 : 1;
});

function command(name: string, results: string, options = {}): Command {
  return program
    .command(name, options)
    .option(
      "--folder <path>",
      "folder for programs and their state, of which nothing stays",
      join(__dirname, ".work"),
    )
    .addOption(new Option("--lab <path>", "state folder of a lab that runs already"))
    .option("--name <name>", "name of the results below bench/results", results);
}

async function bench(
  { folder, lab, name }: Common,
  run: (session: Session) => Promise<{ results: object; page: string }>,
): Promise<void> {
  const { inSession } = await import("./session.js");
  const { write } = await import("./written.js");
  const { results, page } = await inSession({ folder, ...(lab && { lab }) }, run);
  write(name, results, page);
}
