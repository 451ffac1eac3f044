import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import { parse } from "yaml";
import { clientOf } from "../../lab/control-plane/kubeconfig";
import { sendRequests, steadyLoad } from "../../lab/load/load";
import type { Release } from "../../model/release/release";
import { createByHand, handWritten } from "./support/hand-written";
import { cluster, lab } from "./support/lab";
import { eventually, pods, readyPod, servedByBoth } from "./support/lab-parts";
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
        steadyLoad({ url: `${gateway}/hello`, headers, concurrency: 8, signal: stop.signal }),
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

  it("becomes a declaration from which the same would be made", async () => {
    const clusters = ["west", "east"].flatMap((name) => [
      "--cluster",
      `${name}=.lab/${name}.kubeconfig`,
    ]);
    const { code, output } = await project.gray(
      ...["adopt", "-s", "adopted", "-n", space, ...clusters],
    );
    expect(code, output).to.equal(0);
    const file = readFileSync(join(project.folder, "Pulumi.adopted.yaml"), "utf8");
    const { config } = parse(file) as { config: { "gray-release:release": Release } };
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

  it("is not written over a stack that is there", async () => {
    const again = await project.gray("adopt", "-s", "adopted", "-n", space);
    expect(again.code).to.equal(2);
    expect(again.output).to.contain("Pulumi.adopted.yaml is there already");
  });

  it("is handed over without a change of any value", async () => {
    const { code, output } = await project.gray("adopt", "-s", "adopted", "--take-over");
    expect(code, output).to.equal(0);
    expect(output).to.match(/Handed over to stack adopted: \d+ objects, held by kubectl-create/);
    expect(output).to.not.contain("spec.template");
    expect(await running()).to.deep.equal(atFirst);
  });

  it("is the stack's after an update, and what was replaced goes", async () => {
    await project.init("adopted");
    await project.run("up", "--yes", "--skip-preview", "--stack", "adopted");
    const { code, output } = await project.gray("adopt", "-s", "adopted", "--finish");
    expect(code, output).to.equal(0);
    expect(await objects(cluster("west"), space)).to.deep.equal([
      `Deployment ${space}/helloworld-v1`,
      `DestinationRule ${space}/helloworld-v1`,
      `DestinationRule ${space}/helloworld-v2`,
      `Gateway ${space}/helloworld-gateway`,
      `Namespace ${space}`,
      `PeerAuthentication ${space}/default`,
      `Service ${space}/helloworld`,
      `VirtualService ${space}/helloworld-vs`,
    ]);
    expect(await previewSteps(project, "adopted")).to.deep.equal([]);
    expect(await running()).to.deep.equal(atFirst);
  });

  it("takes other weights as any release does", async () => {
    project.edit("adopted", ["gray-release:weights"], { helloworld: { v1: 40, v2: 60 } });
    expect(await previewSteps(project, "adopted")).to.deep.equal([
      "update kubernetes:networking.istio.io/v1:VirtualService by-hand-east-helloworld-virtualservice",
      "update kubernetes:networking.istio.io/v1:VirtualService by-hand-west-helloworld-virtualservice",
    ]);
    await project.run("up", "--yes", "--skip-preview", "--stack", "adopted");
    await eventually("the new weights", async () => {
      const { byVersion } = await sendRequests({
        ...{ url: `${cluster("west").gateway}/hello`, headers, count: 100 },
      });
      return (byVersion.v2 ?? 0) > 40;
    });
  });

  it("lost no request on the way, and no pod was replaced", async () => {
    expect(await running()).to.deep.equal(atFirst);
    stop.abort();
    const totals = await load;
    for (const { failures, total } of totals) {
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
