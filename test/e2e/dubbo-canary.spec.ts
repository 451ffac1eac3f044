import { expect } from "chai";
import { clientOf } from "../../lab/control-plane/kubeconfig";
import { analyze } from "./support/analyze";
import { expectChains, sendAlong } from "./support/chains";
import { cluster } from "./support/lab";
import { eventually, pods } from "./support/lab-parts";
import { previewSteps, Project } from "./support/project";
import { enough } from "./support/shares";
import { underLoad } from "./support/under-load";

const stack = "dubbo-canary";
const host = { host: "dubbo.example.com" };
const tester = { ...host, lane: "test-v2" };

/** Answers of the consumer by the version of the provider that it called. */
const toStable = "dubbo3-consumer v1 > dubbo3-provider stable";
const toCanary = "dubbo3-consumer v1 > dubbo3-provider canary";

describe("the preset dubbo-canary", () => {
  let project: Project;

  before(async () => {
    project = new Project();
    await project.init(stack);
  });

  after(() => {
    project.drop("dubbo");
    project.remove();
  });

  const measure = async (canary: number, name: "west" | "east"): Promise<void> => {
    const weights = { [toStable]: 100 - canary, [toCanary]: canary };
    const url = `${cluster(name).gateway}/hello?name=gray`;
    expectChains(`through ${name}`, await sendAlong(url, enough(weights), host), weights);
  };

  it("gives the canary 5, 50 and 100 percent by three updates", async () => {
    for (const canary of [5, 50, 100]) {
      const weights = { stable: 100 - canary, canary };
      project.edit(stack, ["gray-release:weights", "dubbo3-provider"], weights);
      if (canary === 50)
        expect(
          (await previewSteps(project, stack)).map((step) => step.split(" ")[1]),
        ).to.deep.equal([
          "kubernetes:networking.istio.io/v1:VirtualService",
          "kubernetes:networking.istio.io/v1:VirtualService",
        ]);
      await project.up(stack);
      await measure(canary, canary === 50 ? "east" : "west");
    }
  });

  it("has pods of its own in each cluster, which an update makes while weights move and loses no request", async () => {
    const provider = "dubbo3-provider";
    const clusters = ["west", "east"] as const;
    const own = {
      west: { replicas: 2, env: { REGION: "west-1" }, image: "example.com/provider-west:1" },
      east: { replicas: 1, env: { REGION: "east-1" }, image: "example.com/provider-east:1" },
    };
    project.edit(stack, ["gray-release:weights", provider], { stable: 100, canary: 0 });
    await project.up(stack);
    for (const [i, name] of clusters.entries())
      project.edit(stack, ["gray-release:clusters", i, "versions"], {
        [provider]: { stable: own[name] },
      });
    project.edit(stack, ["gray-release:weights", provider], { stable: 50, canary: 50 });
    await underLoad(host.host, ["v1"], () => project.up(stack));
    for (const name of clusters) {
      const { replicas, env, image } = own[name];
      const client = clientOf(cluster(name).kubeconfig);
      // The replaced pods still drain.
      const found = await eventually(`the pods of ${name}`, async () => {
        const all = await pods(client, "dubbo", `app=${provider},version=stable`);
        return all.length === replicas ? all : undefined;
      });
      for (const { spec } of found) {
        const app = spec.containers.find((one) => one.name === provider);
        expect(app?.image).to.equal(image);
        expect(app?.env).to.deep.include({ name: "REGION", value: env.REGION });
      }
      project.edit(stack, ["gray-release:clusters", clusters.indexOf(name), "versions"], undefined);
    }
  });

  it("leads the header lane: test-v2 to the canary every time while all others stay on stable", async () => {
    project.edit(stack, ["gray-release:weights", "dubbo3-provider"], { stable: 100, canary: 0 });
    await project.up(stack);
    const url = `${cluster("west").gateway}/hello?name=gray`;
    const [testers, others] = [await sendAlong(url, 300, tester), await sendAlong(url, 300, host)];
    expect(testers.byChain).to.deep.equal({ [toCanary]: 300 });
    expect(others.byChain).to.deep.equal({ [toStable]: 300 });
  });

  it("gives istioctl analyze nothing to warn of", async () => {
    expect(await analyze("dubbo")).to.deep.equal([]);
  });
});
