import { expect } from "chai";
import type { LiveObject } from "../../../../model/live-object";
import type { Manifest } from "../../../../model/manifests/metadata";
import { written } from "../../../../model/manifests/ownership";
import type { RouteSpec } from "../../../../model/release/routing";
import {
  judgeRoutes,
  routesOf,
  type RouteVerdict,
} from "../../../../operations/rollout/routes/judge";
import { clusterAt, edit, stopAll, type FakeCluster } from "../../../support/reached";
import { west as cluster } from "../../../support/releases";
import { applyRoutes, planAt, serveStep } from "./support";

const testers: RouteSpec = {
  name: "testers",
  match: { headers: { "x-tester": { exact: "yes" } } },
  to: "v2",
};
const isHello = ({ metadata }: Manifest) => metadata.name === "hello";
const strangers: RouteSpec = { ...testers, to: "v1" };

describe("the judgement of live routes", () => {
  let clusters: FakeCluster[];
  let west: FakeCluster;

  beforeEach(async () => {
    clusters = await serveStep(10);
    west = clusterAt(clusters, 0);
  });

  afterEach(() => stopAll(clusters));

  /** The verdict of `hello` on the way from some steps to the next one. */
  const verdict = (
    next = 50,
    { from = [10], routes = [] }: { from?: number[]; routes?: RouteSpec[] } = {},
  ): RouteVerdict => {
    const live = west.api.list<LiveObject & Record<string, unknown>>("VirtualService");
    const plan = (percent: number) => planAt(percent, cluster, routes);
    const judged = judgeRoutes({ cluster, from: from.map(plan), next: plan(next) }, live);
    return judged.find((one) => isHello(one.next))!.verdict;
  };
  const hello = () => routesOf(west.plan).find(isHello)!;
  const firstOf = (one: RouteVerdict) => (one.kind === "other" ? one.drift[0] : undefined);

  it("is `before` where a cluster has what it may have, and `at` where it has the next plan", () => {
    expect(verdict().kind).to.equal("before");
    expect(verdict(50, { from: [5, 10] }).kind).to.equal("before");
    expect(verdict(10, { from: [5] }).kind).to.equal("at");
  });

  it("is `at` for routes that another manager wrote as the next plan has them", () => {
    edit(west, hello(), routesOf(planAt(50)).find(isHello)!.spec);
    expect(verdict().kind).to.equal("at");
  });

  it("is `missing` where the cluster has none", () => {
    west.api.delete("/apis/networking.istio.io/v1/namespaces/gray-demo/virtualservices/hello");
    expect(verdict().kind).to.equal("missing");
  });

  it("names the field and the manager of a route that another manager changed", () => {
    edit(west, hello(), { http: [] }, "kubectl-edit");
    const found = verdict();
    expect(found).to.deep.include({ kind: "other", foreign: true });
    expect(firstOf(found)).to.deep.include({ cluster: "west", manager: "kubectl-edit" });
    expect(firstOf(found)?.path).to.match(/^spec\.http/);
  });

  it("names this program for weights of another run of it, such as an abort", () => {
    applyRoutes(west, planAt(0));
    const found = verdict();
    expect(found).to.deep.include({ kind: "other", foreign: false });
    expect(firstOf(found)).to.deep.include({ manager: "gray-release" });
    expect(firstOf(found)?.path).to.match(/^spec\.http\[0\]\.route/);
  });

  it("is `unapplied` for a route of the file that no update wrote, or that the file lost since", () => {
    expect(verdict(50, { routes: [testers] }).kind).to.equal("unapplied");
    applyRoutes(west, planAt(10, cluster, [testers]));
    expect(verdict(50).kind).to.equal("unapplied");
    expect(verdict(50, { routes: [strangers] }).kind).to.equal("unapplied");
  });

  it("is no `unapplied` where the weights are another run's, too", () => {
    applyRoutes(west, planAt(0));
    expect(verdict(50, { routes: [testers] })).to.deep.include({ kind: "other", foreign: false });
  });

  it("is no `unapplied` where the file's route leads to a version that no weight and no live route names", () => {
    applyRoutes(west, planAt(0));
    expect(verdict(0, { from: [0], routes: [testers] })).to.deep.include({ kind: "other" });
    expect(verdict(0, { from: [0], routes: [strangers] }).kind).to.equal("unapplied");
  });

  it("is no `unapplied` where the hosts of the file differ", () => {
    const spec = { ...hello().spec, hosts: ["old.example"] };
    const options = { manager: "gray-release", operation: "Apply" } as const;
    west.api.put(written({ ...hello(), spec } as Manifest), options);
    expect(verdict()).to.deep.include({ kind: "other", foreign: false });
  });
});
