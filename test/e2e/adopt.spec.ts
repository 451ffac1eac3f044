import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import { parse } from "yaml";
import { clientOf } from "../../lab/control-plane/kubeconfig";
import { sendRequests, steadyLoad } from "../../lab/load/load";
import type { Release } from "../../model/release/release";
import { createByHand, handWritten } from "./support/hand-written";
import { cluster, lab } from "./support/lab";
import { pods, readyPod, servedByBoth } from "./support/lab-parts";
import { objects } from "./support/objects";
import { previewSteps, Project } from "./support/project";

const space = "by-hand";
const domain = "by-hand.example";
const headers = { host: domain };

describe("a namespace that was written by hand", () => {
  let project: Project;
  const stop = new AbortController();
  let load: Promise<Awaited<ReturnType<typeof steadyLoad>>[]>;
  let atFirst: string[];
  /** What each step of the adoption told and left. */
  const walk = {
    declared: "",
    again: { code: 0, output: "" },
    handedOver: "",
    finished: [] as string[],
    previews: [] as string[][],
    pods: [] as string[][],
    changed: 0,
  };

  before(async () => {
    project = new Project();
    await Promise.all([
      createByHand(cluster("west"), handWritten(space, "v1", domain)),
      createByHand(cluster("east"), handWritten(space, "v2", domain)),
    ]);
    await readyPod(clientOf(cluster("west").kubeconfig), space, "v1");
    await readyPod(clientOf(cluster("east").kubeconfig), space, "v2");
    for (const { gateway, name } of lab().clusters)
      await servedByBoth(`the gateway of ${name}`, (count) =>
        sendRequests({ url: `${gateway}/hello`, count, headers }),
      );
    atFirst = await running();
    load = Promise.all(
      lab().clusters.map(({ gateway }) =>
        steadyLoad({
          url: `${gateway}/hello`,
          headers,
          concurrency: 4,
          pause: 20,
          signal: stop.signal,
        }),
      ),
    );
  });

  after(async () => {
    stop.abort();
    await load;
    for (const { kubeconfig } of lab().clusters)
      await clientOf(kubeconfig).delete(`/api/v1/namespaces/${space}`);
    project.remove();
  });

  /** Runs `gray` and expects that it succeeds. */
  const gray = async (...args: string[]): Promise<string> => {
    const { code, output } = await project.gray(...args);
    expect(code, output).to.equal(0);
    return output;
  };

  before(async function () {
    this.timeout(10 * 60_000);
    const clusters = ["west", "east"].flatMap((name) => [
      "--cluster",
      `${name}=.lab/${name}.kubeconfig`,
    ]);
    await gray("adopt", "-s", "adopted", "-n", space, ...clusters);
    walk.declared = readFileSync(join(project.folder, "Pulumi.adopted.yaml"), "utf8");
    walk.again = await project.gray("adopt", "-s", "adopted", "-n", space);
    walk.handedOver = await gray("adopt", "-s", "adopted", "--take-over");
    walk.pods.push(await running());
    await project.init("adopted");
    await project.up("adopted");
    await gray("adopt", "-s", "adopted", "--finish");
    walk.finished = await objects(cluster("west"), space);
    walk.previews.push(await previewSteps(project, "adopted"));
    walk.pods.push(await running());
    project.setWeights("adopted", { v1: 5, v2: 95 });
    walk.previews.push(await previewSteps(project, "adopted"));
    await project.up("adopted");
    const { byVersion } = await sendRequests({
      ...{ url: `${cluster("west").gateway}/hello`, headers, count: 200 },
    });
    walk.changed = byVersion.v2 ?? 0;
    walk.pods.push(await running());
    stop.abort();
    await load;
  });

  it("becomes a declaration from which the same would be made", () => {
    const { config } = parse(walk.declared) as { config: { "gray-release:release": Release } };
    const release = config["gray-release:release"];
    expect(release).to.deep.include({ name: space, namespace: space, mtls: "PERMISSIVE" });
    expect(release.gateway).to.deep.equal({ name: "helloworld-gateway", hosts: [domain] });
    expect(release.services.helloworld).to.deep.include({
      virtualService: "helloworld-vs",
      weights: { v1: 90, v2: 10 },
      expose: true,
    });
    expect(release.services.helloworld?.versions.v1).to.deep.include({
      clusters: ["west"],
      drainSeconds: 0,
    });
  });

  it("is not written over a stack file that exists", () => {
    expect(walk.again.code).to.equal(2);
    expect(walk.again.output).to.contain("Pulumi.adopted.yaml exists already");
  });

  it("is handed over without a change of any value", () => {
    expect(walk.handedOver).to.match(
      /Stack adopted owns its fields in \d+ objects now; .*kubectl-create/,
    );
    expect(walk.handedOver).to.not.contain("spec.template");
  });

  it("is the stack's after an update, and what was replaced goes", () => {
    expect(walk.finished).to.deep.equal([
      `Deployment ${space}/helloworld-v1`,
      `DestinationRule ${space}/helloworld-v1`,
      `DestinationRule ${space}/helloworld-v2`,
      `Gateway ${space}/helloworld-gateway`,
      `Namespace ${space}`,
      `PeerAuthentication ${space}/default`,
      `Service ${space}/helloworld`,
      `VirtualService ${space}/helloworld-vs`,
    ]);
    expect(walk.previews[0]).to.deep.equal([]);
  });

  it("takes other weights as any release does", () => {
    expect(walk.previews[1]).to.deep.equal([
      "update kubernetes:networking.istio.io/v1:VirtualService by-hand-east-helloworld-virtualservice",
      "update kubernetes:networking.istio.io/v1:VirtualService by-hand-west-helloworld-virtualservice",
    ]);
    expect(walk.changed).to.be.greaterThan(160);
  });

  it("lost no request on the way, and no pod was replaced", async () => {
    expect(walk.pods).to.deep.equal([atFirst, atFirst, atFirst]);
    for (const { failures, total } of await load) {
      expect(failures).to.deep.equal({});
      expect(total).to.be.greaterThan(1000);
    }
  });
});

/** The pods of both clusters, by name and identity. */
async function running(): Promise<string[]> {
  const all = await Promise.all(
    lab().clusters.map(({ kubeconfig }) => pods(clientOf(kubeconfig), space)),
  );
  return all
    .flat()
    .map(({ metadata: { name, uid } }) => `${name} ${uid}`)
    .sort();
}
