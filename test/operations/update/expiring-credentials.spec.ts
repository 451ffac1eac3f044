import { setTimeout as sleep } from "node:timers/promises";
import { expect } from "chai";
import { FakeApiServer } from "../../../kubernetes/fake/api-server";
import type { Stage } from "../../../model/kinds";
import { noteManager } from "../../../operations/stable/note";
import { planRelease } from "../../../model/plan/plan";
import { reachClusters } from "../../../operations/clusters/connect";
import { mayBegin } from "../../../operations/update/begin";
import { UpdateSync } from "../../../operations/update/run";
import { selfSigned, type ServerCertificate } from "../../support/certificate";
import { CountingPlugin } from "../../support/access/counting-plugin";
import { base64, kubeconfigOf } from "../../support/access/kubeconfig";
import { Folder } from "../../support/folder";
import { FakeClock, Lines } from "../../support/ports";
import { proxyState } from "../../support/proxies";
import { edit, install, planned, type FakeCluster } from "../../support/reached";
import { release } from "../../support/releases";

// Plugins run in real time, and the clock of one cluster goes on while another one waits for its plugin.
const settings = { settle: { seconds: 3, minimum: 0, limit: 60, stragglers: 0 }, ready: 600 };
const stages: readonly Stage[] = ["foundation", "workloads", "subsets", "routes"];

/** How often the routes of a cluster were read. */
function routesRead(api: FakeApiServer): number {
  const lists = api.asked({ method: "GET", kind: "VirtualService" });
  return lists.filter(({ status }) => status === 200).length;
}

describe("a long update whose credentials expire again and again", () => {
  let tls: ServerCertificate & { name: string };
  let folder: Folder;
  let plugins: CountingPlugin[];
  let apis: FakeApiServer[];
  /** The token that holds now. Each API server answers 401 to those before. */
  let issued = 0;

  before(async () => {
    tls = { ...(await selfSigned("localhost")), name: "localhost" };
  });

  const expire = () => {
    issued++;
    const expirationTimestamp = new Date(Date.now() + 3_600_000).toISOString();
    for (const plugin of plugins) plugin.answer({ token: `token-${issued}`, expirationTimestamp });
  };

  beforeEach(async () => {
    folder = new Folder();
    plugins = [new CountingPlugin(), new CountingPlugin()];
    const options = {
      tls,
      get token() {
        return `token-${issued}`;
      },
    };
    apis = await Promise.all(plugins.map(() => FakeApiServer.start(options)));
    expire();
  });

  afterEach(async () => {
    for (const api of apis) await api.stop();
    for (const plugin of plugins) plugin.remove();
    folder.remove();
  });

  /** Reaches both clusters by kubeconfigs with a plugin, and lets an earlier update have ended there. */
  async function reach() {
    const clusters = apis.map((api, i) => {
      const entry = {
        server: api.url,
        "certificate-authority-data": base64(tls.certificate),
        "tls-server-name": tls.name,
      };
      const name = ["west", "east"][i] ?? "";
      const text = kubeconfigOf(plugins[i]?.user() ?? {}, entry);
      return { name, kubeconfig: folder.write(name, text) };
    });
    const plan = planRelease(release(), clusters);
    const reached = await reachClusters(plan.clusters, () => undefined, { stack: "dev" });
    const fakes = reached.map((one, i) => ({ ...one, api: apis[i] }) as FakeCluster);
    for (const cluster of fakes) {
      install(cluster);
      cluster.api.istiod.addPod();
      cluster.api.istiod.set({ syncz: [proxyState(9)] });
    }
    return { plan, fakes };
  }

  it("ends well: each stage passes, objects are written, the stable version is noted", async () => {
    await plugins[0]?.withCache(async () => {
      const { plan, fakes } = await reach();
      const [reporter, clock] = [new Lines(), new FakeClock()];
      expire();
      const start = mayBegin(fakes, { stack: "dev", plan, reporter });
      const update = new UpdateSync(fakes, { settings, start, reporter, clock });
      await start;
      // After the looks for drift and for other owners come the first ones of the guard and for the stable version:
      // a token that expires twice in one of them ends the update.
      while (apis.some((api) => routesRead(api) < 4)) await sleep(5);
      for (const stage of stages) {
        expire();
        await update.before(stage);
        // An abort whose weights were never recorded: the update writes them.
        if (stage === "routes")
          for (const one of fakes)
            edit(one, planned(one, "VirtualService"), { hosts: ["aborted"] }, "gray-release");
        expire();
        await update.after(stage, true);
      }
      expire();
      await update.end();
      expect(reporter.warnings).to.deep.equal([]);
      expect(await update.stable).to.deep.equal({ west: { hello: "v1" }, east: { hello: "v1" } });
    });
    for (const api of apis) {
      const refused = api.requests.filter(({ status }) => status === 401);
      expect(refused.length).to.be.greaterThan(0);
      const managers = api.list("VirtualService").flatMap(({ metadata }) => metadata.managedFields);
      expect(managers.map((one) => one?.manager)).to.include(noteManager);
    }
    // Each token is fetched once at most: one run serves all who were refused.
    for (const plugin of plugins) expect(plugin.runs).to.be.within(5, issued);
  });
});
