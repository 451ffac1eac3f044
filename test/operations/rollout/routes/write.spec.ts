import { expect } from "chai";
import type { KubeObject } from "../../../../kubernetes/client";
import { systemClock } from "../../../../operations/clock";
import type { RouteOutcome } from "../../../../operations/rollout/routes/port";
import { writeRoutes } from "../../../../operations/rollout/routes/write";
import { HandClock } from "../../../support/hand-clock";
import { clusterAt, stopAll, type FakeCluster } from "../../../support/reached";
import { applyRoutes, changeOf, helloPath, planAt, serveStep, sharesOf } from "./support";

const both = ["VirtualService gray-demo/cart", "VirtualService gray-demo/hello"];

describe("writing the routes of a step in one cluster", () => {
  let clusters: FakeCluster[];
  let west: FakeCluster;

  beforeEach(async () => {
    clusters = await serveStep(10);
    west = clusterAt(clusters, 0);
  });

  afterEach(() => stopAll(clusters));

  const step = (clock = systemClock) => writeRoutes(changeOf(west, [10], 50), "step", clock);
  const writes = () => west.api.asked({ method: "PATCH", kind: "VirtualService" });
  const kindOf = ({ trouble }: RouteOutcome) => trouble?.kind;
  const fault = (kind: 403 | 409 | 429 | 500, more: { path?: RegExp; times?: number } = {}) => {
    const { path, times } = more;
    const match = { method: "PATCH", kind: "VirtualService", ...(path && { path }) };
    return west.api.fault({ kind, match, ...(times && { times }) });
  };

  it("applies each whole route with the resourceVersion that it read", async () => {
    const read = west.api.get(helloPath)?.metadata.resourceVersion;
    expect(await step()).to.deep.equal({ cluster: "west", written: both });
    expect(sharesOf(west.api.get(helloPath))).to.deep.equal({ v1: 50, v2: 50 });
    const { body, query } = writes().find(({ path }) => path === helloPath)!;
    expect((body as KubeObject).metadata.resourceVersion).to.equal(read);
    expect(query).to.include({ fieldManager: "gray-release" });
    const managers = west.api.get(helloPath)?.metadata.managedFields ?? [];
    expect(managers.map(({ manager }) => manager)).to.deep.equal(["gray-release"]);
  });

  it("reads with one question and writes nothing that is written already", async () => {
    await step();
    const before = west.api.requests.length;
    expect(await step()).to.deep.equal({ cluster: "west", written: [] });
    expect(west.api.requests.length - before).to.equal(1);
  });

  it("writes the rest of a step that is half written", async () => {
    fault(500, { path: /cart$/, times: 1 });
    expect(await step()).to.deep.include({ written: both.slice(1) });
    expect(await step()).to.deep.equal({ cluster: "west", written: both.slice(0, 1) });
  });

  it("writes over what another manager annotates in between, and keeps it", async () => {
    const metadata = { name: "hello", namespace: "gray-demo", annotations: { seen: "yes" } };
    const annotate = () =>
      west.api.put({ ...west.api.get(helloPath), metadata }, { manager: "a-person" });
    west.api.before({ method: "PATCH", path: helloPath }, annotate);
    expect((await step()).trouble).to.equal(undefined);
    expect(sharesOf(west.api.get(helloPath))).to.deep.equal({ v1: 50, v2: 50 });
    expect(west.api.get(helloPath)?.metadata.annotations).to.include({ seen: "yes" });
    expect(writes().filter(({ path }) => path === helloPath)).to.have.length(2);
  });

  it("makes no route anew that somebody deleted in between reading and writing", async () => {
    west.api.before({ method: "PATCH", path: helloPath }, () => west.api.delete(helloPath));
    const { trouble } = await step();
    expect(trouble).to.deep.equal({ kind: "missing", routes: ["VirtualService gray-demo/hello"] });
    expect(west.api.get(helloPath)).to.equal(undefined);
  });

  it("does not write over an abort that came in between reading and writing", async () => {
    west.api.before({ method: "PATCH", path: helloPath }, () => applyRoutes(west, planAt(0)));
    const { trouble } = await step();
    const drift = trouble?.kind === "other" ? trouble.drift : [];
    expect(drift.map(({ object, manager }) => [object, manager])).to.deep.include([
      "VirtualService gray-demo/hello",
      "gray-release",
    ]);
    expect(sharesOf(west.api.get(helloPath))).to.deep.equal({ v1: 100 });
  });

  it("asks whether it may write after it read the routes, each time, and writes none where not", async () => {
    const answers = [undefined, "anna aborted it"];
    let reads = 0;
    const mayWrite = () => {
      reads = west.api.asked({ method: "GET", kind: "VirtualService" }).length;
      return Promise.resolve(answers.shift());
    };
    fault(409, { times: 2 });
    const outcome = await writeRoutes(
      { ...changeOf(west, [10], 50), mayWrite },
      "step",
      systemClock,
    );
    expect(outcome).to.deep.equal({
      cluster: "west",
      written: [],
      trouble: { kind: "ended", why: "anna aborted it" },
    });
    expect(reads).to.equal(2);
    expect(sharesOf(west.api.get(helloPath))).to.deep.equal({ v1: 90, v2: 10 });
  });

  it("reads and judges again after a conflict", async () => {
    fault(409, { times: 2 });
    expect(await step()).to.deep.equal({ cluster: "west", written: both });
  });

  it("gives up after five conflicts, with the API server's words", async () => {
    fault(409, { path: /cart$/ });
    const { trouble, written } = await step();
    expect(written).to.deep.equal(both.slice(1));
    expect(trouble).to.deep.equal({
      kind: "failed",
      failure:
        "Operation cannot be fulfilled: the object has been modified; please apply your changes to the latest version and try again",
    });
    expect(writes().filter(({ path }) => path.endsWith("cart"))).to.have.length(5);
  });

  for (const status of [403, 429] as const)
    it(`writes the other route where one is refused with ${status}, and says why`, async () => {
      fault(status, { path: /cart$/ });
      const outcome = await step();
      expect(kindOf(outcome)).to.equal("failed");
      expect(outcome.written).to.deep.equal(both.slice(1));
    });

  it("names the kind and the right where routes may not be read, and writes none", async () => {
    west.api.fault({ kind: 403, match: { method: "GET", kind: "VirtualService" } });
    const { trouble } = await step();
    expect(trouble?.kind === "failed" && trouble.failure).to.contain(
      "grant the verbs get and list",
    );
    expect(writes()).to.deep.equal([]);
  });

  it("names the routes that the cluster lacks, and writes none", async () => {
    west.api.delete(helloPath);
    expect(await step()).to.deep.equal({
      cluster: "west",
      written: [],
      trouble: { kind: "missing", routes: ["VirtualService gray-demo/hello"] },
    });
  });

  it("says why there is no client", async () => {
    const client = Promise.resolve({ ok: false as const, failure: "the plugin gave nothing" });
    const change = { ...changeOf(west, [10], 50), client };
    expect(await writeRoutes(change, "step", systemClock)).to.deep.equal({
      cluster: "west",
      written: [],
      trouble: { kind: "failed", failure: "the plugin gave nothing" },
    });
  });

  it("gives up an API server that reads for more than 5 s, or writes for more than 10 s", async () => {
    const clock = new HandClock();
    const heal = west.api.fault({ kind: "stall", match: { method: "GET" } });
    const reading = step(clock);
    await clock.pass(5000);
    expect((await reading).trouble).to.deep.include({ failure: "no answer within 5 s" });
    heal();
    west.api.fault({ kind: "stall", match: { method: "PATCH" } });
    const writing = step(clock);
    await clock.pass(10_000);
    expect((await writing).trouble).to.deep.include({ failure: "no answer within 10 s" });
  });
});
