import { setTimeout as sleep } from "node:timers/promises";
import { expect } from "chai";
import { sendRequests } from "../../../../lab/load/load";
import {
  startMetrics,
  startPrometheus,
  stopMetrics,
  stopPrometheus,
} from "../../../../lab/metrics/metrics";
import { cluster, lab } from "../../support/lab";
import { eventually } from "../../support/lab-parts";
import { Project } from "../../support/project";
import { canaryOf, GatedStack, quick, version } from "./gated-stack";

const half = { setWeight: 50 };
const errors = { ...quick, latency: false } as const;

/** What happens to one stack while specs of others wait: each spec looks at a part of it. */
class Story<T extends Record<string, unknown>> {
  private readonly parts: Promise<T>;

  constructor(tell: () => Promise<T>) {
    this.parts = tell();
    // The spec that asks for a part gets the failure.
    this.parts.catch(() => undefined);
  }

  async part<K extends keyof T>(name: K): Promise<T[K]> {
    return (await this.parts)[name];
  }
}

describe("gates by the metrics of two clusters", () => {
  let project: Project;
  let stacks: Record<"worse" | "lost" | "good", GatedStack>;
  let worse: Story<Awaited<ReturnType<typeof worseVersions>>>;
  let lost: Story<Awaited<ReturnType<typeof lostAndQuiet>>>;
  let good: Story<Awaited<ReturnType<typeof goodVersion>>>;

  before(async () => {
    project = new Project();
    stacks = {
      worse: new GatedStack(project, "gates-worse"),
      lost: new GatedStack(project, "gates-lost"),
      good: new GatedStack(project, "gates-good"),
    };
    await Promise.all([
      stacks.worse.begin({
        v1: version(),
        v2: version({ LAB_FAIL_SHARE: "5" }),
        v3: { ...version({ LAB_SLOW_SHARE: "30", LAB_SLOW_MS: "400" }), clusters: ["west"] },
        v4: version({ LAB_FAIL_SHARE: "20", LAB_FAIL_CLUSTERS: "east" }),
      }),
      stacks.lost.begin({
        v1: { ...version(), clusters: ["west"] },
        v2: { ...version({ LAB_FAIL_SHARE: "100" }), clusters: ["east"] },
        v3: { ...version(), clusters: ["west"] },
      }),
      stacks.good.begin({ v1: version(), v2: version() }),
    ]);
    const namespaces = Object.values(stacks).map(({ namespace }) => namespace);
    await startMetrics({ folder: lab().folder, namespaces, scrapeMs: 1_000 });
    worse = new Story(worseVersions);
    lost = new Story(lostAndQuiet);
    good = new Story(goodVersion);
  });

  after(async () => {
    const namespaces = Object.values(stacks).map(({ namespace }) => namespace);
    await stopMetrics({ folder: lab().folder, namespaces });
    for (const one of Object.values(stacks)) one.end();
    project.remove();
  });

  async function worseVersions() {
    const { worse: stack } = stacks;
    stack.load();
    const gate = (analysis: object) => ({ steps: [half, { analysis }] });
    const failing = await stack.takenBack(await stack.roll(gate(errors), { v2: 100 }));
    const slow = await stack.takenBack(
      await stack.roll(gate({ ...quick, errors: false }), { v3: 100 }),
    );
    const inEast = await stack.takenBack(await stack.roll(gate(errors), { v4: 100 }));
    const { failures } = await stack.endLoad();
    return { failing, slow, inEast, failures: Object.keys(failures) };
  }

  async function lostAndQuiet() {
    const { lost: stack } = stacks;
    const gate = { steps: [half, { analysis: errors }] };
    stack.load();
    stack.declare(gate, { v3: 100 });
    await stack.must("start");
    const deployment = `/apis/apps/v1/namespaces/${stack.namespace}/deployments/shop-v3`;
    await stack.client("west").mergePatch(deployment, { spec: { replicas: 0 } });
    const unreached = await stack.takenBack(stack.drive(), "spec.replicas: from 1 to 0");
    await stack.client("west").mergePatch(deployment, { spec: { replicas: 1 } });
    await stack.endLoad();

    stack.declare(gate, { v2: 100 });
    await stack.must("start");
    const ticks = [await stack.gray("tick"), await sleep(2_000), await stack.gray("tick")];
    const codes = ticks.flatMap((one) => (one ? [one.code] : []));
    const night = await stack.untilSeen("a poll of nothing", ({ polls }) => polls > 0);
    const driver = stack.drive();
    await stack.untilSeen(
      "polls of both servers",
      ({ polls, until }) => polls > 2 && Object.keys(until).length === 2,
    );
    await failTwice(stack);
    const first = await stack.untilSeen("the first errors", (seen) => canaryOf(seen)[0] > 1);
    await stack.must("promote");
    const { code, output } = await driver.finished;
    return { unreached, codes, night, first, code, output, record: await stack.record() };
  }

  async function goodVersion() {
    const { good: stack } = stacks;
    const analysis = { ...quick, errors: { margin: 5 }, latency: { margin: 20 } };
    stack.load();
    await stopPrometheus(lab().folder, "west");
    const driver = await stack.roll({ steps: [half, { analysis }] }, { v2: 100 });
    await stack.untilSeen("polls without west", ({ polls }) => polls > 2);
    const away = await stack.must("status");
    const { at } = await stack.record();
    await stack.restartPods("east");
    await startPrometheus(lab().folder, "west");
    const { code, output } = await driver.finished;
    const { byVersion, failures } = await stack.endLoad();
    return { away, at, code, output, byVersion, failures, record: await stack.record() };
  }

  it("take a version with 5 % of errors back everywhere, and say what was seen", async () => {
    expect(await worse.part("failing")).to.match(
      /analysis-2 failed: shop v2 failed [\d.]+ % of [\d,]+ requests where v1 failed none of [\d,]+/,
    );
  });

  it("take a version back that is only slower", async () => {
    expect(await worse.part("slow")).to.match(
      /shop v3 took more than \d+ ms for [\d.]+ % of [\d,]+ answers where v1 did for (none|[\d.]+ %) of/,
    );
  });

  it("find a version that is bad in one cluster alone, and name that", async () => {
    const why = await worse.part("inEast");
    expect(why).to.match(/shop v4 failed .* where v1 failed none .*in east [\d.]+ % of [\d,]+/);
    expect(why).to.not.contain("in west");
    expect(await worse.part("failures")).to.satisfy((all: string[]) =>
      all.every((one) => one.startsWith("HTTP 500")),
    );
  });

  it("charge requests that find no pod to the release", async () => {
    expect(await lost.part("unreached")).to.match(/reached no pod/);
  });

  it("hold in a quiet night, by whichever driver", async () => {
    expect(await lost.part("codes")).to.deep.equal([1, 1]);
    const { verdict, troubles, comparisons } = await lost.part("night");
    expect(verdict.verdict).to.equal("hold");
    expect(troubles).to.deep.equal({});
    expect(canaryOf({ comparisons })).to.deep.equal([0, 0]);
  });

  it("count the first errors of a version, which were its first requests", async () => {
    const first = await lost.part("first");
    expect(canaryOf(first)).to.deep.equal([2, 2]);
    expect(first.verdict.verdict).to.equal("hold");
  });

  it("let a person promote what they hold", async () => {
    expect(await lost.part("code"), await lost.part("output")).to.equal(0);
    expect(await lost.part("record")).to.include({ status: "done" });
  });

  it("hold while a Prometheus is away, and say so", async () => {
    expect(await good.part("away")).to.match(/away: west\/istio-system\/prometheus:9090 since /);
    expect(await good.part("at")).to.include({ index: 1, state: "decided" });
  });

  it("let a good version pass, though its counters began anew with a pod", async () => {
    expect(await good.part("code"), await good.part("output")).to.equal(0);
    const record = await good.part("record");
    expect(record).to.include({ status: "done" });
    expect(await good.part("failures")).to.deep.equal({});
    const { v2 = 0 } = await good.part("byVersion");
    const [seen] = record.analyses ?? [];
    expect(canaryOf(seen!)[0]).to.be.within(60, v2);
  });
});

/** Sends one request after the other until two have failed. */
async function failTwice({ host }: GatedStack): Promise<void> {
  const url = `${cluster("west").gateway}/`;
  let failed = 0;
  await eventually("two errors", async () => {
    failed += (await sendRequests({ url, headers: { host }, count: 1 })).failed;
    return failed === 2;
  });
}
