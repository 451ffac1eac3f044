import { expect } from "chai";
import { Project } from "../support/project";
import { underLoad } from "../support/under-load";
import { RolloutStack } from "./stack";

/** Where a driver is when it is killed, by what its record says. */
const phases = [
  ["has decided a step", (at: { index: number; state: string }) => at.state === "decided"],
  ["has written a step", (at: { index: number; state: string }) => at.index === 1],
  ["waits at a pause", (at: { index: number; state: string }) => at.index === 2],
] as const;

describe("a rollout by weight over two clusters", () => {
  let project: Project;
  let rollout: RolloutStack;
  const both = ["v1", "v2"];
  const plan = {
    steps: [
      { setWeight: 5 },
      { pause: { duration: "40s" } },
      { setWeight: 20 },
      { pause: { duration: "40s" } },
    ],
  };

  before(async () => {
    project = new Project();
    rollout = new RolloutStack(project, "rollout");
    await rollout.deploy(plan);
  });

  after(() => {
    rollout.end();
    project.remove();
  });

  afterEach(() => rollout.gray("abort"));

  it("is due after an update that moves no weight, and nothing starts by itself", async () => {
    const { output } = await project.up("rollout");
    expect(output).to.contain("A rollout of 4 steps is due");
    await rollout.expectShares({ v1: 100 });
    expect(await rollout.record()).to.equal(null);
  });

  it("goes from 0 to 100 with each step's share measured before the next, and loses nothing", async () => {
    await underLoad(rollout.host, both, async () => {
      await rollout.must("start");
      const driver = rollout.drive();
      for (const [index, weights] of [
        [1, { v1: 95, v2: 5 }],
        [3, { v1: 80, v2: 20 }],
      ] as const) {
        await rollout.until(`pause ${index}`, ({ at }) => at.index === index);
        await rollout.expectShares(weights);
        expect((await rollout.record()).at.index, "the next step came too early").to.equal(index);
        await rollout.must("promote");
      }
      const { code, output } = await driver.finished;
      expect(code, output).to.equal(0);
      await rollout.expectShares({ v2: 100 });
    });
    expect(await rollout.record()).to.include({ status: "done", recorded: true });
    await project.run("preview", "--expect-no-changes", "--stack", "rollout");
  });

  it("lets only one driver drive, and names the other one", async () => {
    rollout.declare({ steps: [{ setWeight: 20 }, { pause: {} }] }, { v1: 100 });
    await project.up("rollout");
    await rollout.must("start");
    const driver = rollout.drive();
    await rollout.until("the pause", ({ at }) => at.index === 1);
    const { code, output } = await rollout.drive().finished;
    expect(code, output).to.equal(2);
    expect(output).to.match(/drives the rollout since/);
    driver.kill();
    await driver.finished;
    await rollout.must("abort");
    await rollout.untilAllOn("v2");
  });

  it("comes to the same end where its driver is killed in each of its phases", async () => {
    rollout.declare(
      { steps: [{ setWeight: 20 }, { setWeight: 60 }, { pause: { duration: 2 } }] },
      { v1: 100 },
    );
    const elsewhere = rollout.copy();
    await underLoad(rollout.host, both, async () => {
      await project.up("rollout");
      await rollout.must("retry");
      for (const [i, [phase, isIn]] of phases.entries()) {
        const driver = rollout.drive(i % 2 === 0 ? project.folder : elsewhere);
        await rollout.until(phase, ({ at }) => isIn(at));
        driver.kill();
        await driver.finished;
        // The last one waits until nobody has renewed the Lease for 15 s; once shows that.
        if (i < phases.length - 1) await rollout.endLease();
      }
      const { code, output } = await rollout.drive(elsewhere).finished;
      expect(code, output).to.equal(0);
      await rollout.expectShares({ v1: 100 });
    });
    expect((await rollout.record()).status).to.equal("done");
  });
});

describe("a rollout by header", () => {
  let project: Project;
  let rollout: RolloutStack;
  const lane = { lane: "test-v2" };

  before(async () => {
    project = new Project();
    rollout = new RolloutStack(project, "rollout-header");
    await rollout.deploy({
      steps: [
        { setCanaryScale: { weight: 100 } },
        {
          setHeaderRoute: {
            name: "test-v2",
            match: [{ headerName: "lane", headerValue: { exact: "test-v2" } }],
          },
        },
        { pause: {} },
      ],
    });
    await project.up("rollout-header");
  });

  after(() => {
    rollout.end();
    project.remove();
  });

  it("waits for a promotion without a process, over a restart of its driver", async () => {
    await rollout.must("start");
    const ticked = await rollout.gray("tick");
    expect(ticked.code, ticked.output).to.equal(1);
    await rollout.expectShares({ v2: 100 }, lane);
    await rollout.expectShares({ v1: 100 });
    const again = await rollout.gray("tick");
    expect(again.code, again.output).to.equal(1);
    await rollout.must("promote");
    await rollout.must("tick");
    await rollout.expectShares({ v2: 100 });
    expect((await rollout.record()).status).to.equal("done");
  });
});
