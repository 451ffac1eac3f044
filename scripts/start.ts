/** `npm start`, the part after the packages are installed. */
import { readFileSync, writeFileSync } from "node:fs";
import { relative } from "node:path";
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
type Pulumi = (...args: string[]) => Promise<Finished>;

const first = { v1: 80, v2: 20 };
const second = { v1: 50, v2: 50 };
const update = ["up", "--yes", "--skip-preview", "--suppress-outputs"];

/**
 * Starts the lab, brings a release up at 80/20, shifts it to 50/50, and counts requests at both
 * weights. At its end the clusters, the state and the stack file have the weights that the file had
 * at first.
 */
async function main(): Promise<void> {
  const tools = await ensureToolchain({ log: say });
  const abort = new AbortController();
  process.once("SIGINT", () => abort.abort());

  say("\nStarting the lab (clusters west and east, one mesh) ...");
  const lab = await up({ reuse: true, onProgress: say, signal: abort.signal });
  const backend = openBackend(".pulumi-state");
  const env = { ...tools.env, ...backend.env };
  const pulumi: Pulumi = async (...args) => {
    abort.signal.throwIfAborted();
    const options = { env, echo: isNews, signal: abort.signal };
    const finished = await runPulumi(tools.pulumi, args, options);
    if (finished.code === 0) return finished;
    throw new Error(`pulumi ${args[0]} ended with exit code ${finished.code} (see above).`);
  };

  const known = await runPulumi(tools.pulumi, ["stack", "ls", "--json"], { env });
  if (!known.stdout.includes(`"name": "${stack}"`)) forgetLostPassphrase(stackFile);
  const text = readFileSync(stackFile, "utf8");
  try {
    await pulumi("stack", "select", stack, "--create");
    await shift(pulumi, lab);
    say(`\nBack to the weights that ${stackFile} had at first:`);
    writeFileSync(stackFile, text);
    await pulumi(...update);
  } finally {
    // Pulumi writes a salt into the file, too: git should show what you change, and no more.
    writeFileSync(stackFile, text);
  }
  say(whatNext(lab, relative(".", writeShellEnv(backend, tools.env))));
}

/** The main job: 80/20, then 50/50, each counted. */
async function shift(pulumi: Pulumi, lab: LabStatus): Promise<void> {
  await setWeights(pulumi, first);
  await pulumi(...update);
  await count(lab, first);
  await setWeights(pulumi, second);
  await pulumi("preview", "--diff", "--suppress-outputs");
  await pulumi(...update);
  await count(lab, second);
}

async function setWeights(pulumi: Pulumi, weights: Weights): Promise<void> {
  const pairs = Object.entries(weights).map(
    ([version, weight]) => `gray-release:weights.helloworld.${version}=${weight}`,
  );
  await pulumi("config", "set-all", "--path", ...pairs.flatMap((pair) => ["--plaintext", pair]));
}

/** Whether a line of Pulumi's says something new: each resource is named once, when it is done. */
function isNews(line: string): boolean {
  return !/^@ |^ ?.+ (creating|updating|deleting|replacing) \(\d/.test(line);
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
  const url = `${lab.clusters[0]?.gateway}/hello`;
  return `
Done. The lab keeps running. Clusters, state and ${stackFile} have the weights
that the file had before. What to try next:

  . ${env}    # puts pulumi, its state and gray into this shell
  pulumi config set --path 'gray-release:weights.helloworld.v1' 20
  pulumi config set --path 'gray-release:weights.helloworld.v2' 80
  pulumi preview --diff
  pulumi up
  npm run lab -- load ${url}
  npx gray abort    # all traffic back to one version, at once

The end: docs/uninstall.md takes the release and the lab away.
  npm run lab -- down    # stops the lab; its data stay
`;
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}

main().catch((error: unknown) => {
  process.stderr.write(
    `\nnpm start failed: ${(error as Error).message}\n` +
      `${stackFile} is as it was before; npm start goes on where it ended.\n`,
  );
  process.exitCode = 1;
});
