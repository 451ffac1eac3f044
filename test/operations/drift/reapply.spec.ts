import { expect } from "chai";
import { reapplyUnrecorded } from "../../../operations/drift/reapply";
import { failureOf, FakeClock, Lines } from "../../support/ports";
import {
  clusterAt,
  edit,
  install,
  planned,
  reachFakes,
  stopAll,
  type FakeCluster,
} from "../../support/reached";
import { east, release, west } from "../../support/releases";

describe("objects that were written and never recorded", () => {
  let clusters: FakeCluster[];
  let lines: Lines;

  beforeEach(async () => {
    clusters = await reachFakes(release(), west, east);
    for (const cluster of clusters) install(cluster);
    lines = new Lines();
  });

  afterEach(() => stopAll(clusters));

  const reapply = (stage: "routes" | "workloads" | "subsets" = "routes") =>
    reapplyUnrecorded(clusters, stage, { reporter: lines, clock: new FakeClock() });

  const at = (i: number) => clusterAt(clusters, i);

  const writes = () => clusters.map(({ api }) => api.asked({ method: "PATCH" }).length);

  it("are none where every cluster is as planned", async () => {
    expect(await reapply()).to.equal(false);
    expect(writes()).to.deep.equal([0, 0]);
    expect(lines.infos).to.deep.equal([]);
  });

  it("are applied again as planned, and named", async () => {
    const route = planned(at(1), "VirtualService");
    edit(at(1), route, { hosts: ["aborted"] }, "gray-release");
    expect(await reapply()).to.equal(true);
    expect(writes()).to.deep.equal([0, 1]);
    const { spec } = route as unknown as { spec: { hosts: string[] } };
    expect(at(1).api.get(route)).to.have.deep.nested.property("spec.hosts", spec.hosts);
    expect(lines.infos).to.deep.equal([
      "The update applied these objects again, because the clusters had other values than the stack's state: " +
        "VirtualService gray-demo/hello in cluster east.",
    ]);
  });

  it("are left alone in other stages", async () => {
    edit(at(1), planned(at(1), "VirtualService"), { hosts: ["aborted"] }, "gray-release");
    expect(await reapply("subsets")).to.equal(false);
    expect(writes()).to.deep.equal([0, 0]);
  });

  it("are left to the engine where they do not exist", async () => {
    at(0).api.delete(planned(at(0), "VirtualService"));
    expect(await reapply()).to.equal(false);
    expect(writes()).to.deep.equal([0, 0]);
  });

  it("do not count as written where the API server keeps them as they were", async () => {
    const route = planned(at(0), "VirtualService");
    edit(at(0), route, { hosts: ["aborted"] }, "gray-release");
    const version = at(0).api.get(route)?.metadata.resourceVersion;
    const client = at(0).client;
    if (!client) throw new Error("it has no client");
    const same = {
      ...at(0),
      client: Object.assign(Object.create(client) as typeof client, {
        apply: () => Promise.resolve({ metadata: { resourceVersion: version } }),
      }),
    };
    expect(await reapplyUnrecorded([same], "routes", { reporter: lines })).to.equal(false);
    expect(lines.infos).to.deep.equal([]);
  });

  it("are waited for where they are Deployments", async () => {
    const deployment = planned(at(0), "Deployment");
    edit(at(0), deployment, { minReadySeconds: 7, replicas: 4 }, "gray-release");
    expect(await reapply("workloads")).to.equal(true);
    expect(at(0).api.asked({ method: "GET", path: /deployments\/hello-v1$/ }).length).to.equal(1);
  });

  it("are not looked for in a cluster that may not be read, and are in the others", async () => {
    at(0).api.fault({ kind: 403, match: { kind: "VirtualService" } });
    edit(at(1), planned(at(1), "VirtualService"), { hosts: ["aborted"] }, "gray-release");
    expect(await reapply()).to.equal(true);
    expect(writes()).to.deep.equal([0, 1]);
  });

  it("fail the look where an API server does not answer, or takes no write", async () => {
    edit(at(1), planned(at(1), "VirtualService"), { hosts: ["aborted"] }, "gray-release");
    at(1).api.fault({ kind: 500, match: { method: "PATCH" }, times: 1 });
    await failureOf(reapply());
    expect(lines.infos).to.deep.equal([]);
    await at(0).api.refuse();
    expect((await failureOf(reapply())).message).to.match(
      /^cluster west: can't read objects of kind VirtualService/,
    );
  });
});
