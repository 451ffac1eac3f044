import { readFileSync, writeFileSync } from "node:fs";
import { expect } from "chai";
import { stringify } from "yaml";
import type { KubeObject } from "../../../kubernetes/client";
import { fieldManager } from "../../../model/manifests/ownership";
import { newest, type RolloutRecord } from "../../../model/rollout/record";
import { recordData } from "../../../operations/rollout/record/data";
import { AbortStack, ofFile, route, shop } from "../../support/abort-stack";
import { service } from "../../support/releases";
import { rolloutRecord } from "../../support/rollout/record";

const versions = { v1: { image: "web:1" }, v2: { image: "web:2" } };
const spec = { steps: [{ setWeight: 20 }] };
/** The file has the goal; the clusters have 20 % on v2. */
const goal = {
  ...shop,
  rollout: spec,
  services: { web: service({ versions, weights: { v2: 100 } }) },
};
const of = (v2: number) => ({ services: { web: { v1: 100 - v2, v2 } }, lanes: {} });
const both = (v2: number) => ({ west: of(v2), east: of(v2) });
const running = rolloutRecord({
  ...{ spec, start: both(0), goal: both(100), epoch: 3, revision: 7 },
  current: { weights: both(20), routes: {}, scale: {} },
});
const path = "/api/v1/namespaces/shop/configmaps/gray-rollout-demo";

describe("gray abort beside a rollout", () => {
  let stack: AbortStack;

  beforeEach(async () => {
    stack = await AbortStack.start();
    const config = { "gray-release:release": goal, "gray-release:clusters": ofFile };
    writeFileSync(stack.file, stringify({ config }));
  });

  afterEach(() => stack.stop());

  function put(record: RolloutRecord) {
    for (const { name } of ofFile)
      stack.clusters.api(name).put({
        ...{ apiVersion: "v1", kind: "ConfigMap" },
        metadata: { name: "gray-rollout-demo", namespace: "shop" },
        ...recordData(record),
      });
  }

  function recordIn(cluster: string): RolloutRecord | undefined {
    const found = stack.clusters.api(cluster).get<KubeObject & { data?: { record: string } }>(path);
    return found?.data && (JSON.parse(found.data.record) as RolloutRecord);
  }

  it("writes the routes, ends the rollout in every copy, and keeps the goal of the file", async () => {
    put(running);
    const before = readFileSync(stack.file, "utf8");
    const { code, output } = await stack.run();
    expect(code, output).to.equal(0);
    expect([stack.shares("west"), stack.shares("east")]).to.deep.equal([[1], [1]]);
    for (const { name } of ofFile) {
      const record = recordIn(name);
      expect(record).to.deep.include({ status: "aborted", epoch: 4, owed: [], recorded: true });
      expect(record!.current.weights[name]!.services.web).to.deep.equal({ v1: 100 });
      expect(record!.decisions.slice(-2).map(({ what }) => what)).to.deep.equal([
        "gray abort brought the requests back to the stable versions",
        "traffic is back in west and east",
      ]);
      expect(record!.decisions.at(-1)!.by).to.match(/\S/);
    }
    expect(readFileSync(stack.file, "utf8")).to.equal(before);
    expect(output).to.match(
      /^Pulumi\.dev\.yaml keeps its weights: they are the goal of a rollout, .*npx gray rollout retry -s dev$/m,
    );
    expect(stack.calls()).to.deep.equal(["preview", "up"]);
  });

  it("asks for nothing of the record before the routes are written", async () => {
    put(running);
    await stack.run();
    for (const { name } of ofFile) {
      const { requests } = stack.clusters.api(name);
      const first = (match: (path: string, method: string) => boolean) =>
        requests.findIndex((one) => match(one.path, one.method));
      const wrote = first((at, method) => at.includes("virtualservices/") && method === "PATCH");
      expect(wrote).to.be.greaterThan(-1);
      expect(first((at) => at.includes("configmaps"))).to.be.greaterThan(wrote);
    }
  });

  it("looks once more after the record, and takes back what a slow driver wrote meanwhile", async () => {
    put(running);
    const api = stack.clusters.api("east");
    const { metadata, ...step } = structuredClone(api.get(route)!);
    const { name, namespace, labels } = metadata;
    const late = { ...step, metadata: { name, namespace, labels } };
    api.before({ method: "PATCH", path }, () => {
      api.put(late, { manager: fieldManager, operation: "Apply" });
    });
    const { code, output } = await stack.run();
    expect(code, output).to.equal(0);
    expect([stack.shares("west"), stack.shares("east")]).to.deep.equal([[1], [1]]);
  });

  it("works while home is away, which is owed the weights, and holds when it is back", async () => {
    put(running);
    await stack.clusters.api("west").refuse();
    const { code, output } = await stack.run();
    expect(code, output).to.equal(2);
    expect(stack.shares("east")).to.deep.equal([1]);
    expect(recordIn("east")).to.deep.include({ status: "aborted", owed: ["west"] });
    // Drivers may have taken over at home without a copy elsewhere.
    const home = { ...recordIn("west")!, epoch: 9 };
    expect(newest([home, recordIn("east")!])!.status).to.equal("aborted");
    expect(recordIn("east")!.current.weights.west!.services.web).to.deep.equal({ v1: 100 });
    expect(recordIn("west")).to.deep.include({ status: "running", epoch: 3 });
  });

  it("makes a record where there is none, so that the same goal is not due again", async () => {
    const { code, output } = await stack.run("--no-record");
    expect(code, output).to.equal(0);
    const record = recordIn("west")!;
    expect(record).to.deep.include({ status: "aborted", epoch: 1, home: "west", recorded: false });
    expect(record.start.west!.services.web).to.deep.equal({ v1: 80, v2: 20 });
    expect(record.goal.west!.services.web).to.deep.equal({ v2: 100 });
    expect(Object.keys(record.templates).sort()).to.deep.equal(["east/web/v2", "west/web/v2"]);
    expect(recordIn("east")).to.deep.equal(record);
  });

  it("ends with 2 and says where a record could not be written", async () => {
    put(running);
    stack.clusters.api("east").fault({ kind: 403, match: { path, method: "PATCH" } });
    const { code, output } = await stack.run();
    expect(code, output).to.equal(2);
    expect(output).to.match(
      /^The record of the rollout does not say everywhere that it was aborted: east: .*may not patch/m,
    );
    expect(recordIn("west")).to.deep.include({ status: "aborted" });
  });
});
