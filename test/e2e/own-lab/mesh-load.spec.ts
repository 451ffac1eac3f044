import { expect } from "chai";
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { states } from "../../../bench/no-loss/operations";
import { shop } from "../../../bench/no-loss/releases";
import { Stacks } from "../../../bench/no-loss/stacks";
import { underLoad } from "../../../bench/no-loss/transition";
import { openBackend } from "../../../engine/backend";
import type { KubeClient } from "../../../kubernetes/client";
import { clientOf } from "../../../lab/control-plane/kubeconfig";
import { loadPaths } from "../../../lab/mesh-load/objects";
import { type PlayingLoad, startMeshLoad } from "../../../lab/mesh-load/mesh-load";
import { forwardedGet } from "../support/forwarded";
import { tools } from "../support/lab";
import { eventually, pods } from "../support/lab-parts";
import { ownLab, useOwnLab } from "../support/own-lab";

const proxies = 40;
/** The one that acknowledges nothing once it has started. */
const straggler = `proxy-${proxies - 1}.mesh-load`;

const stable = shop("busy", states.stable);
const gray = shop("busy", states.gray);

/** What istiod shows of a proxy: by type, what it sent last and what was acknowledged last. */
interface Shown {
  proxy: string;
  resources: Record<string, { sent?: string; acked?: string }>;
}

const owes = ({ resources }: Shown): boolean =>
  Object.values(resources).some(({ sent, acked }) => sent !== acked);

describe("a mesh load", () => {
  let client: KubeClient;
  let load: PlayingLoad;
  let istiod: string;
  let stacks: Stacks;
  const folder = mkdtempSync(join(tmpdir(), "gray-e2e-busy-"));

  useOwnLab();

  before(async () => {
    client = clientOf(ownLab.cluster("west").kubeconfig);
    const [pod] = await pods(client, "istio-system", "app=istiod");
    istiod = `istio-system/${pod?.metadata.name}`;
    const backend = openBackend(join(folder, "state"));
    const engine = { tools: tools(), backend, signal: new AbortController().signal };
    stacks = new Stacks(join(folder, "stacks"), ownLab.status.clusters, engine);
    await stacks.apply(stable);
    load = await startMeshLoad({
      folder: ownLab.folder,
      cluster: "west",
      ...{ proxies, never: 1, services: 5, endpoints: 3, changesPerSecond: 3 },
      ack: { fromMs: 200, toMs: 600 },
    });
  });

  // The release goes with the lab.
  after(() => {
    client.close();
    rmSync(folder, { recursive: true, force: true });
  });

  /** The simulated proxies that istiod has. */
  const shown = async (): Promise<Shown[]> => {
    const { body } = await forwardedGet(client, { pod: istiod, port: 15014, path: "/debug/syncz" });
    return (JSON.parse(body) as Shown[]).filter(({ proxy }) => proxy.endsWith(".mesh-load"));
  };

  /** What is left of the load's objects. */
  const left = async (): Promise<unknown[]> => {
    const { services, slices, pods } = loadPaths;
    return (await Promise.all([services, slices, pods].map((path) => client.list(path)))).flat();
  };

  it("shows istiod its proxies, each with the four types of a sidecar and a pod that is Ready", async () => {
    const all = await shown();
    expect(all).to.have.length(proxies);
    for (const { resources } of all)
      expect(Object.keys(resources).map((type) => type.split(".").at(-1))).to.have.members([
        "Cluster",
        "ClusterLoadAssignment",
        "Listener",
        "RouteConfiguration",
      ]);
    const ready = (await pods(client, "mesh-load")).filter(({ status }) =>
      status.conditions?.some(({ type, status }) => type === "Ready" && status === "True"),
    );
    expect(ready).to.have.length(proxies);
  });

  it("keeps proxies behind while endpoints change, and the last one for good", async () => {
    await eventually("a proxy is behind and acknowledges later", async () => {
      const behind = (await shown()).filter(owes).map(({ proxy }) => proxy);
      return behind.length > 1 && behind.includes(straggler);
    });
    const acked = async () =>
      (await shown()).map(({ proxy, resources }) => [
        proxy,
        Object.entries(resources).find(([type]) => type.endsWith("LoadAssignment"))?.[1].acked,
      ]);
    const before_ = new Map((await acked()) as [string, string][]);
    const moved = await eventually("most proxies acknowledged another push", async () => {
      const now = (await acked()) as [string, string][];
      const moved = now.filter(([proxy, nonce]) => before_.get(proxy) !== nonce);
      return moved.length > proxies / 2 ? moved.map(([proxy]) => proxy) : undefined;
    });
    expect(moved).to.not.include(straggler);
    expect(load.counts().connected).to.equal(proxies);
    await eventually("it counts changes and acknowledgements", () => {
      const { changes, slowestAckMs } = load.counts();
      return Promise.resolve(changes > 0 && slowestAckMs > 200);
    });
  });

  it("lets an update be refused that waits for the last one, and for none of the others", async () => {
    stacks.settle = { limit: 10 };
    const refusal = await stacks.apply(gray).then(
      () => "",
      ({ message }: Error) => /did not take.*/.exec(message)?.[0] ?? message,
    );
    expect(refusal).to.match(/^did not take the \w+ within 10 s/);
    expect(new Set(refusal.match(/proxy-\d+\.mesh-load/g))).to.deep.equal(new Set([straggler]));
    expect(refusal).to.contain("settle.stragglers");
  });

  it("lets the same update pass, without a lost request, where one straggler is allowed", async () => {
    stacks.settle = { limit: 10, stragglers: 1 };
    const change = { from: stable, to: gray, flows: [{ name: "gateway", host: "busy.example" }] };
    const amount = { requests: 500, pause: 50 };
    const { clusters } = ownLab.status;
    const result = await underLoad(stacks, clusters, change, amount);
    const { error, failed, strangers, byChain } = result;
    expect(error).to.equal(undefined);
    expect({ failed, strangers }).to.deep.equal({ failed: 0, strangers: 0 });
    expect(byChain).to.have.all.keys("shop v1", "shop v2");
    expect(stacks.said).to.contain(straggler);
  });

  it("leaves nothing when it is stopped", async () => {
    await load.stop();
    expect(await left()).to.deep.equal([]);
    await eventually("istiod has none of its proxies", async () => (await shown()).length === 0);
  });

  it("ends by itself and leaves nothing when its process is killed", async () => {
    const args = ["--import", "tsx", "lab/main.ts", "mesh-load", "--state", ownLab.folder];
    const child = spawn(process.execPath, [...args, "--proxies", "2"], {
      stdio: ["ignore", "pipe", "inherit"],
    });
    await firstLine(child);
    expect(await shown()).to.have.length(2);
    child.kill("SIGKILL");
    await eventually("istiod has none of its proxies", async () => (await shown()).length === 0);
    await eventually("it removed its objects", async () => (await left()).length === 0);
  });
});

async function firstLine(child: ChildProcess): Promise<void> {
  if (!child.stdout) throw new Error("it has no output");
  const lines = createInterface(child.stdout);
  await Promise.race([
    once(lines, "line"),
    once(child, "exit").then(() => {
      throw new Error("the command ended");
    }),
  ]);
}
