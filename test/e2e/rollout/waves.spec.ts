import { once } from "node:events";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { expect } from "chai";
import { cluster } from "../support/lab";
import { FaultProxy } from "../support/fault-proxy";
import { Project } from "../support/project";
import { underLoad } from "../support/under-load";
import { RolloutStack } from "./stack";

const both = ["v1", "v2"];

describe("a rollout in waves", () => {
  let project: Project;
  let rollout: RolloutStack;
  let gate: Server;
  let proxy: FaultProxy;
  let answer = 200;

  before(async () => {
    project = new Project();
    rollout = new RolloutStack(project, "rollout-waves");
    gate = createServer((request, response) => {
      request.resume();
      response.writeHead(answer).end();
    }).listen(0, "127.0.0.1");
    await once(gate, "listening");
    const kubeconfig = join(project.folder, "east.kubeconfig");
    proxy = await FaultProxy.start(cluster("east"), kubeconfig);
    await rollout.deploy(plan());
    project.edit("rollout-waves", ["gray-release:clusters", 1, "kubeconfig"], kubeconfig);
    await project.up("rollout-waves");
  });

  after(() => {
    proxy.stop();
    gate.close();
    rollout.end();
    project.remove();
  });

  afterEach(() => rollout.gray("abort"));

  const plan = () => {
    const { port } = gate.address() as AddressInfo;
    const webhook = { name: "load", url: `http://127.0.0.1:${port}/`, interval: "2s" };
    return { steps: [{ setWeight: 30 }, { webhook }], waves: [["west"], ["east"]] };
  };

  it("takes the first wave back, too, where the second one fails", async () => {
    await underLoad(rollout.host, both, async () => {
      await rollout.must("start");
      const driver = rollout.drive();
      await rollout.until("the second wave", ({ at }) => at.index >= 3);
      answer = 400;
      const { code, output } = await driver.finished;
      expect(code, output).to.equal(1);
      expect(output).to.contain("load failed");
    });
    await rollout.untilAllOn("v1");
    expect(await rollout.record()).to.include({ status: "failed" });
    expect((await rollout.record()).owed).to.deep.equal([]);
    answer = 200;
  });

  it("goes on without a cluster that can't be reached, and takes it along at the end", async () => {
    rollout.declare({ steps: [{ setWeight: 40 }], unreachable: "skip" }, { v2: 100 });
    await underLoad(rollout.host, both, async () => {
      await rollout.must("retry");
      proxy.cut();
      const driver = rollout.drive();
      const { requeued } = await rollout.until("west at its goal", ({ at }) => at.index === 2);
      expect(requeued.map((one) => one.cluster)).to.deep.equal(["east"]);
      await rollout.expectShares((name) => ({ [name === "west" ? "v2" : "v1"]: 100 }));
      await proxy.mend();
      const { code, output } = await driver.finished;
      expect(code, output).to.equal(0);
    });
    await rollout.expectShares({ v2: 100 });
    expect(await rollout.record("east")).to.include({ status: "done" });
  });
});
