/** `npm start`, the part after the packages are installed. */
import { setTimeout } from "node:timers/promises";
import { up, type LabStatus } from "../lab/lab";
import { ensureToolchain } from "../tools/toolchain";
import { forgetLostPassphrase, openBackend, writeShellEnv } from "../engine/backend";
import { enough, isNear, measure, shareTable, tolerance } from "../lab/load/measure";
import { runPulumi } from "../engine/pulumi";
import type { Finished } from "../engine/run";

const stack = "dev";
const stackFile = `Pulumi.${stack}.yaml`;

/** Time for the gateways to take new routes before requests are counted. */
const propagationMs = 2000;

type Weights = Readonly<Record<string, number>>;

/**
 * Starts the lab, brings a release up at 80/20, shifts it to 50/50, and counts requests at both
 * weights.
 */
async function main(): Promise<void> {
  const tools = await ensureToolchain({ log: say });
  const abort = new AbortController();
  process.once("SIGINT", () => abort.abort());

  say("\nStarting the lab (clusters west and east, one mesh) ...");
  const lab = await up({ reuse: true, onProgress: say, signal: abort.signal });
  const backend = openBackend(".pulumi-state");
  const env = { ...tools.env, ...backend.env };
  const pulumi = async (...args: string[]): Promise<Finished> => {
    abort.signal.throwIfAborted();
    const finished = await runPulumi(tools.pulumi, args, { env, echo: true, signal: abort.signal });
    if (finished.code === 0) return finished;
    throw new Error(`pulumi ${args[0]} ended with exit code ${finished.code} (see above).`);
  };

  const known = await runPulumi(tools.pulumi, ["stack", "ls", "--json"], { env });
  if (!known.stdout.includes(`"name": "${stack}"`)) forgetLostPassphrase(stackFile);
  await pulumi("stack", "select", stack, "--create");
  await setWeights(pulumi, { v1: 80, v2: 20 });
  await pulumi("up", "--yes", "--skip-preview");
  await count(lab, { v1: 80, v2: 20 });

  await setWeights(pulumi, { v1: 50, v2: 50 });
  await pulumi("preview", "--diff");
  await pulumi("up", "--yes", "--skip-preview");
  await count(lab, { v1: 50, v2: 50 });
  say(whatNext(lab, writeShellEnv(backend, tools.env)));
}

async function setWeights(
  pulumi: (...args: string[]) => Promise<Finished>,
  weights: Weights,
): Promise<void> {
  const pairs = Object.entries(weights).map(
    ([version, weight]) => `gray-release:weights.helloworld.${version}=${weight}`,
  );
  await pulumi("config", "set-all", "--path", ...pairs.flatMap((pair) => ["--plaintext", pair]));
}

async function count(lab: LabStatus, weights: Weights): Promise<void> {
  await setTimeout(propagationMs);
  say(`\nSending ${enough(weights)} requests through each gateway ...`);
  const all = [];
  for (const { name, gateway } of lab.clusters)
    all.push(await measure(name, `${gateway}/hello`, weights));
  const shares = all.flatMap((one) => one.shares);
  say(shareTable(shares));
  const failed = all.reduce((sum, one) => sum + one.failed, 0);
  if (failed > 0) throw new Error(`${failed} requests failed.`);
  if (!shares.every(isNear))
    throw new Error(`A measured share is more than ${tolerance} points from the configured one.`);
  say(`All shares are within ${tolerance} points of the weights; no request failed.`);
}

function whatNext(lab: LabStatus, env: string): string {
  return `
Done. The lab keeps running. What to try next:

  . ${env}   # puts pulumi and its state into this shell
  pulumi config set --path 'gray-release:weights.helloworld.v1' 0
  pulumi config set --path 'gray-release:weights.helloworld.v2' 100
  pulumi preview --diff && pulumi up
  curl ${lab.clusters[0]?.gateway}/hello
  npm run lab -- load ${lab.clusters[0]?.gateway}/hello

  pulumi stack init prod --no-select && pulumi up --stack prod   # a second environment, beside this one
  pulumi state unprotect --all --yes && pulumi destroy           # takes the release away, with its protected namespace
  npm run lab -- down                                            # stops the lab; its data stay
`;
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}

main().catch((error: unknown) => {
  process.stderr.write(`\nnpm start failed: ${(error as Error).message}\n`);
  process.exitCode = 1;
});
