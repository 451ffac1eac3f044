import { expect } from "chai";
import { written } from "../../../../model/manifests/ownership";
import { systemClock } from "../../../../operations/clock";
import { routesOf } from "../../../../operations/rollout/routes/judge";
import { movedBack } from "../../../../operations/rollout/routes/moved-back";
import { writeRoutes } from "../../../../operations/rollout/routes/write";
import { virtualServiceManifest } from "../../../../model/manifests/virtual-service";
import { clusterAt, edit, stopAll, type FakeCluster } from "../../../support/reached";
import { cart, west as cluster } from "../../../support/releases";
import { applyRoutes, changeOf, helloPath, planAt, serveStep, sharesOf } from "./support";

const testers = {
  name: "testers",
  match: { headers: { "x-tester": { exact: "yes" } } },
  to: "v2",
};
const theirs = { name: "by-hand", match: [{ uri: { exact: "/try" } }], redirect: { uri: "/" } };

describe("taking routes back in one cluster", () => {
  let clusters: FakeCluster[];
  let west: FakeCluster;

  beforeEach(async () => {
    clusters = await serveStep(50);
    west = clusterAt(clusters, 0);
  });

  afterEach(() => stopAll(clusters));

  const back = () => writeRoutes(changeOf(west, [50, 10], 0), "back", systemClock);
  const hello = () => routesOf(west.plan).find(({ metadata }) => metadata.name === "hello")!;
  const namesOf = (object: unknown) =>
    (object as { spec: { http: { name: string }[] } }).spec.http.map(({ name }) => name);

  it("writes the start weights over any step that the cluster may have", async () => {
    expect((await back()).written).to.have.length(2);
    applyRoutes(west, planAt(10));
    expect((await back()).written).to.have.length(2);
    expect(sharesOf(west.api.get(helloPath))).to.deep.equal({ v1: 100 });
  });

  it("moves the weights of a route that another manager edited, keeps the edit, and names the manager", async () => {
    edit(west, hello(), { http: [theirs, ...(hello().spec.http ?? [])] });
    const { trouble, written: done } = await back();
    expect(done).to.have.length(2);
    expect(trouble?.kind === "other" && trouble.drift[0].manager).to.equal("kubectl-edit");
    expect(sharesOf(west.api.get(helloPath))).to.deep.equal({ v1: 100 });
    expect(namesOf(west.api.get(helloPath))[0]).to.equal("by-hand");
  });

  it("only marks the routes when it runs again, and keeps the edit", async () => {
    edit(west, hello(), { http: [theirs, ...(hello().spec.http ?? [])] });
    await back();
    expect(await back()).to.deep.equal({ cluster: "west", written: [] });
    expect(west.api.get(helloPath)?.metadata.annotations).to.have.property("gray-release/aborted");
    expect(namesOf(west.api.get(helloPath))[0]).to.equal("by-hand");
  });

  it("marks routes that have the weights already, so that a slow driver can't move them", async () => {
    applyRoutes(west, planAt(0));
    const before = west.api.get(helloPath)?.metadata.resourceVersion;
    expect((await back()).written).to.deep.equal([]);
    const after = west.api.get(helloPath)?.metadata;
    expect(after?.resourceVersion).not.to.equal(before);
    expect(after?.annotations).to.have.property("gray-release/aborted");
  });

  it("removes the routes that a step had set from an edited one, too", async () => {
    applyRoutes(west, planAt(50, cluster, [testers]));
    const set = routesOf(planAt(50, cluster, [testers])).find(
      (one) => one.metadata.name === "hello",
    )!;
    edit(west, hello(), { http: [theirs, ...(set.spec.http ?? [])] });
    const change = { ...changeOf(west, [10], 0), from: [planAt(50, cluster, [testers])] };
    await writeRoutes(change, "back", systemClock);
    expect(namesOf(west.api.get(helloPath))).to.deep.equal(
      namesOf({ spec: { http: [theirs, ...hello().spec.http!] } }),
    );
  });

  it("leaves weights that another run of this program wrote, names it, and writes the other route", async () => {
    const aborted = routesOf(planAt(30)).find(({ metadata }) => metadata.name === "hello")!;
    west.api.put(written(aborted), { manager: "gray-release", operation: "Apply" });
    const outcome = await back();
    expect(outcome.written).to.deep.equal(["VirtualService gray-demo/cart"]);
    expect(outcome.trouble?.kind === "other" && outcome.trouble.drift[0].manager).to.equal(
      "gray-release",
    );
    expect(sharesOf(west.api.get(helloPath))).to.deep.equal({ v1: 70, v2: 30 });
  });

  it("writes the other route where one is missing, and names that one", async () => {
    west.api.delete(helloPath);
    expect(await back()).to.deep.equal({
      cluster: "west",
      written: ["VirtualService gray-demo/cart"],
      trouble: { kind: "missing", routes: ["VirtualService gray-demo/hello"] },
    });
  });

  it("ends the copies that a step had set, and leaves those of another manager", () => {
    const of = (v1: number, mirror?: { version: string; percent: number }) =>
      virtualServiceManifest({ ...cart, weights: { v1, v2: 100 - v1 }, ...(mirror && { mirror }) });
    const set = of(90, { version: "v2", percent: 20 });
    const next = of(100);
    const [ended] = movedBack(set.spec, { next, from: [set] }).http ?? [];
    expect(ended).to.deep.equal(next.spec.http?.[0]);
    const other = of(90, { version: "v2", percent: 70 });
    const [kept] = movedBack(other.spec, { next, from: [set] }).http ?? [];
    expect(kept?.mirrorPercentage).to.deep.equal({ value: 70 });
    expect(kept?.route).to.deep.equal(next.spec.http?.[0]?.route);
  });

  it("moves TCP weights by the place of the route", () => {
    const of = (v1: number) =>
      virtualServiceManifest({ ...cart, protocol: "tcp", weights: { v1, v2: 100 - v1 } });
    const [live, next] = [of(40).spec, of(100)];
    expect(movedBack(live, { next, from: [] }).tcp).to.deep.equal(next.spec.tcp);
    const more = { ...live, tcp: [...live.tcp!, ...live.tcp!] };
    expect(movedBack(more, { next, from: [] })).to.deep.equal(more);
  });
});
