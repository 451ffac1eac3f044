// `npm run lab`: the commands up, down, wipe, status, exec, load, mesh-load, metrics, usage and fault.
import { Argument, Command, InvalidArgumentError } from "commander";
import pc from "picocolors";
import { addMeshLoad } from "./mesh-load/command";
import { addMetrics } from "./metrics/metrics-command";
import type { Usage } from "./metrics/pod-metrics";
import { LabError } from "./types";

/** The orders of `fault`, and what carries each out. */
const faults = {
  kill: "killApiServer",
  restore: "restoreApiServer",
  freeze: "freezeApiServer",
  thaw: "thawApiServer",
} as const;

type Fault = keyof typeof faults;

const program = new Command("lab")
  .description("Real Kubernetes control planes, one Istio mesh and real Envoys on this machine")
  .showHelpAfterError()
  .enablePositionalOptions();

interface StateOption {
  state?: string;
}

const stateHelp = "state folder (default: .lab)";
const names = (text: string): string[] => text.split(",").filter(Boolean);
const inFolder = ({ state }: StateOption): { folder?: string } => (state ? { folder: state } : {});

program
  .command("up")
  .description("start the clusters, the mesh and the gateways, and wait until they answer")
  .option("--state <dir>", stateHelp)
  .option("--clusters <names>", "primary clusters", names, ["west", "east"])
  .option("--remote <names>", "clusters without an istiod of their own", names, [])
  .option("--metrics", "measure the whole mesh, with a Prometheus for each cluster")
  .option("--foreground", "stay attached; Ctrl-C ends the lab")
  .action(up);

program
  .command("down")
  .description("end the lab; its data stay for the next start")
  .option("--state <dir>", stateHelp)
  .option("--wipe", "remove the data, too")
  .action(down);

program
  .command("wipe")
  .description("end the lab and remove its data")
  .option("--state <dir>", stateHelp)
  .action((options: StateOption) => down({ ...options, wipe: true }));

program
  .command("status")
  .description("show whether the lab runs and how to reach it")
  .option("--state <dir>", stateHelp)
  .action(async (options: StateOption) => {
    const [{ status }, { statusText }] = await Promise.all([
      import("./lab.js"),
      import("./tables.js"),
    ]);
    const now = await status(inFolder(options));
    console.log(`${now.state}${now.pid ? ` (process ${now.pid}, since ${now.startedAt})` : ""}`);
    if (now.clusters.length > 0) console.log(statusText(now));
  });

program
  .command("exec")
  .description("run a command in the lab's network, outside the mesh, or in a pod's")
  .option("--state <dir>", stateHelp)
  .option("--pod <namespace/name>", "run it in this pod's network")
  .option("--cluster <name>", "the pod's cluster (default: the first that has it)")
  .argument("<command...>")
  .passThroughOptions()
  .action(async (command: string[], options: StateOption & { pod?: string; cluster?: string }) => {
    const { exec } = await import("./pods/exec.js");
    process.exitCode = await exec(command, { ...options, ...inFolder(options) });
  });

program
  .command("load")
  .description("send requests to a gateway and count the answers")
  .argument("<url>", "e.g. http://127.0.0.1:30080/hello")
  .option("-n, --count <n>", "requests to send", positive, 1000)
  .option("-c, --concurrency <n>", "connections", positive, 16)
  .option("-H, --header <name: value>", "extra header, may be repeated", header, {})
  .action(
    async (
      url: string,
      options: { count: number; concurrency: number; header: Record<string, string> },
    ) => {
      const [{ sendRequests }, { loadTable }] = await Promise.all([
        import("./load/load.js"),
        import("./tables.js"),
      ]);
      const { count, concurrency, header: headers } = options;
      const totals = await sendRequests({ url, count, concurrency, headers });
      console.log(loadTable(totals));
      if (totals.failed > 0) process.exitCode = 1;
    },
  );

addMeshLoad(program, stateHelp);
addMetrics(program, stateHelp);

program
  .command("usage")
  .description("say how much CPU and memory pods use, which their autoscalers read")
  .argument("<cluster>")
  .argument("<namespace>")
  .argument("<label=value...>", "labels of the pods")
  .option("--state <dir>", stateHelp)
  .option("--cpu <amount>", "use of each pod, e.g. 150m")
  .option("--memory <amount>", "use of each pod, e.g. 64Mi")
  .action(
    async (
      cluster: string,
      namespace: string,
      given: string[],
      { cpu, memory, ...options }: StateOption & Usage,
    ) => {
      const { usageIn } = await import("./metrics/command.js");
      const usage = { ...(cpu && { cpu }), ...(memory && { memory }) };
      const pods = await usageIn(inFolder(options).folder, { cluster, namespace, given, usage });
      console.log(pods.length > 0 ? pods.join("\n") : "No pod has these labels.");
    },
  );

program
  .command("fault")
  .description("kill, restore, freeze or thaw the API server of a cluster")
  .addArgument(new Argument("<what>", "what to do").choices(Object.keys(faults)))
  .argument("<cluster>")
  .option("--state <dir>", stateHelp)
  .option("--seconds <n>", "how long a killed one stays down (default: until restore)", positive)
  .action(async (what: Fault, cluster: string, options: StateOption & { seconds?: number }) => {
    const lab = await import("./faults/faults.js");
    const { seconds } = options;
    if (seconds !== undefined && what !== "kill")
      throw new LabError("--seconds goes with kill alone.");
    await lab[faults[what]](
      inFolder(options).folder,
      cluster,
      seconds === undefined ? undefined : seconds * 1000,
    );
  });

interface UpOptions extends StateOption {
  clusters: string[];
  remote: string[];
  metrics?: boolean;
  foreground?: boolean;
}

async function up(options: UpOptions): Promise<void> {
  const lab = await import("./lab.js");
  const interrupted = new AbortController();
  const signals = ["SIGINT", "SIGTERM"] as const;
  const interrupt = (): void => interrupted.abort();
  for (const name of signals) process.once(name, interrupt);
  const running = await lab.up({
    ...inFolder(options),
    clusters: options.clusters,
    remotes: options.remote,
    attached: options.foreground ?? false,
    metrics: options.metrics ?? false,
    signal: interrupted.signal,
    onProgress: (line) => console.error(pc.dim(line)),
  });
  const { statusText } = await import("./tables.js");
  console.log(statusText(running));
  console.log(`The lab is ready after ${running.readySeconds} s.`);
  if (!options.foreground) return;
  console.log("Ctrl-C ends it.");
  await new Promise<void>((done) => {
    if (interrupted.signal.aborted) done();
    interrupted.signal.addEventListener("abort", () => done());
  });
  await lab.down(inFolder(options));
  console.log("The lab has ended; its data are kept.");
}

async function down(options: StateOption & { wipe?: boolean }): Promise<void> {
  const lab = await import("./lab.js");
  const ran = await lab.down({ ...inFolder(options), wipe: options.wipe ?? false });
  const data = options.wipe ? "its data are removed" : "its data are kept";
  console.log(ran ? `The lab has ended; ${data}.` : `No lab was running; ${data}.`);
}

function positive(text: string): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 1) {
    throw new InvalidArgumentError("It must be a positive integer.");
  }
  return value;
}

function header(text: string, before: Record<string, string>): Record<string, string> {
  const colon = text.indexOf(":");
  if (colon < 1) throw new InvalidArgumentError('It must be "name: value".');
  return { ...before, [text.slice(0, colon).trim().toLowerCase()]: text.slice(colon + 1).trim() };
}

// A reader that has seen enough, such as `head`, is no failure.
process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  if (error.code !== "EPIPE") throw error;
});

program.parseAsync().catch((error: Error) => {
  console.error(error instanceof LabError ? pc.red(error.message) : error);
  process.exitCode = 1;
});
