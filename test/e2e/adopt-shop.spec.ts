import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import { parse } from "yaml";
import { clientOf } from "../../lab/control-plane/kubeconfig";
import { sendRequests, steadyLoad } from "../../lab/load/load";
import type { Release } from "../../model/release/release";
import { podinfo } from "../support/shops/podinfo";
import { applyByHand, entryOf } from "./support/hand-written";
import { cluster } from "./support/lab";
import { eventually, holds, pods } from "./support/lab-parts";
import { previewSteps, Project } from "./support/project";

describe("a public shop that a client-side kubectl apply made", () => {
  const shop = podinfo("adopted-shop");
  const host = { host: "shop.adopted.example" };
  const west = () => cluster("west");
  const names = async () => {
    const all = await pods(clientOf(west().kubeconfig), shop.namespace, "app=podinfo");
    return all
      .filter(({ metadata }) => !metadata.deletionTimestamp)
      .map(({ metadata }) => metadata.name);
  };
  const stop = new AbortController();
  let project: Project;

  before(() => {
    project = new Project();
  });

  after(() => {
    stop.abort();
    project.drop(shop.namespace);
    project.remove();
  });

  it("is adopted under load: pods are replaced where that was announced, and no request is lost", async function () {
    this.timeout(10 * 60_000);
    await applyByHand(west(), [...shop.objects, ...entryOf(shop, host.host)]);
    const url = `${west().gateway}/`;
    await eventually("two ready pods", async () => {
      const all = await pods(clientOf(west().kubeconfig), shop.namespace);
      return all.filter((pod) => holds(pod, "Ready")).length === 2;
    });
    await eventually("the gateway leads there", async () => {
      const { failed } = await sendRequests({ url, count: 20, headers: host });
      return failed === 0;
    });
    const load = steadyLoad({
      ...{ url, headers: host, concurrency: 4, pause: 20, signal: stop.signal },
    });
    const gray = async (code: number, ...args: string[]) => {
      const finished = await project.gray("adopt", "-s", "shop", ...args);
      expect(finished.code, finished.output).to.equal(code);
      return finished.output;
    };
    const from = ["-n", shop.namespace, "--cluster", "west=.lab/west.kubeconfig"];
    const announced = await gray(1, ...from);
    expect(announced).to.contain("The pods of these Deployments would be replaced, once.");
    expect(announced).to.match(/Deployment adopted-shop\/podinfo in cluster west, spec\.template/);
    // Its routes held at the gateway alone.
    expect(announced).to.contain("calls inside the mesh would take these routes and weights, too");
    await gray(0, ...from, "--force");
    const before = await names();
    await gray(0, "--take-over");
    expect(await names()).to.have.members(before);
    await project.init("shop");
    await project.up("shop");
    expect(await names()).to.include.members(before);
    await gray(0, "--finish");
    const after = await names();
    for (const name of after) expect(name).to.match(/^podinfo-v1-/);
    expect(await previewSteps(project, "shop")).to.deep.equal([]);

    const versions = ["gray-release:release", "services", "podinfo", "versions"];
    const file = readFileSync(join(project.folder, "Pulumi.shop.yaml"), "utf8");
    const { config } = parse(file) as { config: { "gray-release:release": Release } };
    const { v1 } = config["gray-release:release"].services.podinfo!.versions;
    project.edit("shop", [...versions, "v2"], { ...v1, image: "registry.example/podinfo:7" });
    project.setWeights("shop", { v1: 50, v2: 50 }, "podinfo");
    await project.up("shop");
    const { byVersion } = await sendRequests({ url, count: 200, headers: host });
    expect(byVersion.v2 ?? 0).to.be.within(60, 140);
    stop.abort();
    const { failures, total } = await load;
    expect(failures).to.deep.equal({});
    expect(total).to.be.greaterThan(1000);
  });
});
