// The commands `metrics up`, `down`, `stop` and `start`: measure the mesh of a running lab.
import { type Command, InvalidArgumentError } from "commander";

interface Options {
  readonly state?: string;
  readonly namespace?: string[];
}

/** Adds the commands to the lab's. */
export function addMetrics(program: Command, stateHelp: string): void {
  const metrics = program
    .command("metrics")
    .description("measure the mesh: Istio's metrics in a Prometheus for each cluster");
  const namespaceHelp = "its proxies and all gateways, may be repeated (default: the whole mesh)";
  metrics
    .command("up")
    .description("begin to measure")
    .option("--state <dir>", stateHelp)
    .option("--namespace <name>", namespaceHelp, more)
    .option("--scrape <seconds>", "time between two scrapes (default: 1)", seconds)
    .action(async ({ state, namespace, scrape }: Options & { scrape?: number }) => {
      const [{ startMetrics }, { status }] = await Promise.all([
        import("./metrics.js"),
        import("../lab.js"),
      ]);
      const scrapeMs = scrape === undefined ? undefined : scrape * 1000;
      await startMetrics({ folder: state, namespaces: namespace, scrapeMs });
      const { clusters } = await status(state ? { folder: state } : {});
      for (const { name, prometheusUrl } of clusters) console.log(`${name}  ${prometheusUrl}`);
    });
  metrics
    .command("down")
    .description("end to measure; what was measured stays")
    .option("--state <dir>", stateHelp)
    .option("--namespace <name>", "measure it no more, may be repeated (default: all)", more)
    .action(async ({ state, namespace }: Options) => {
      const { stopMetrics } = await import("./metrics.js");
      await stopMetrics({ folder: state, namespaces: namespace });
    });
  for (const [command, what] of [
    ["stop", "end a cluster's Prometheus and keep it away"],
    ["start", "start it again"],
  ] as const) {
    metrics
      .command(command)
      .description(what)
      .argument("<cluster>")
      .option("--state <dir>", stateHelp)
      .action(async (cluster: string, { state }: Options) => {
        const { startPrometheus, stopPrometheus } = await import("./metrics.js");
        await (command === "stop" ? stopPrometheus : startPrometheus)(state, cluster);
      });
  }
}

function more(name: string, before: string[] = []): string[] {
  return [...before, name];
}

function seconds(text: string): number {
  const value = Number(text);
  if (!(value >= 0.1 && value <= 3600))
    throw new InvalidArgumentError("It must be a number of seconds from 0.1 to 3600.");
  return value;
}
