import { expect } from "chai";
import { refuseDrift } from "../../../operations/drift/refuse";
import { RefusalError } from "../../../operations/refusal";
import { failureOf, Lines } from "../../support/ports";
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

describe("the look for drift before an update", () => {
  let clusters: FakeCluster[];
  let lines: Lines;

  beforeEach(async () => {
    clusters = await reachFakes(release(), west, east);
    for (const cluster of clusters) install(cluster);
    lines = new Lines();
  });

  afterEach(() => stopAll(clusters));

  const look = () => refuseDrift(clusters, { stack: "dev", reporter: lines });

  const at = (i: number) => clusterAt(clusters, i);

  it("finds all stages up to date where every cluster is as planned", async () => {
    expect([...(await look()).upToDate]).to.have.members([
      ...["foundation", "protocols", "workloads", "subsets", "policies", "routes"],
    ]);
    expect(lines.warnings).to.deep.equal([]);
  });

  it("finds a stage not up to date that one cluster lacks", async () => {
    at(1).api.delete(planned(at(1), "DestinationRule"));
    const { upToDate } = await look();
    expect(upToDate.has("subsets")).to.equal(false);
    expect(upToDate.has("routes")).to.equal(true);
  });

  it("refuses with the drift of all clusters at once", async () => {
    edit(at(0), planned(at(0), "VirtualService"), { hosts: ["west.example"] });
    edit(at(1), planned(at(1), "VirtualService"), { hosts: ["east.example"] }, "argocd");
    const error = await failureOf(look());
    expect(error).to.be.instanceOf(RefusalError);
    expect(error.message).to.match(
      /^Another field manager changed what this stack declares\. The update changed nothing\./,
    );
    expect(error.message).to.contain(
      "VirtualService gray-demo/hello in cluster west, by kubectl-edit",
    );
    expect(error.message).to.contain("VirtualService gray-demo/hello in cluster east, by argocd");
    expect(error.message).to.contain("npx gray drift --take-over -s dev");
  });

  it("refuses where it can't read one cluster, and names that one", async () => {
    at(1).api.fault({ kind: 401, match: { kind: "VirtualService" } });
    const error = await failureOf(look());
    expect(error).to.be.instanceOf(RefusalError);
    expect(error.message).to.match(
      /^The update can't see whether another field manager changed an object: cluster east: the kubeconfig's credentials are not accepted \(401\)/,
    );
    expect(error.message).to.contain("The update changed nothing");
  });

  it("refuses where an API server stops to answer", async () => {
    await at(0).api.refuse();
    expect((await failureOf(look())).message).to.match(
      /^The update can't see whether .*: cluster west: can't read objects of kind /,
    );
  });

  it("warns and goes on where the rights to read are missing: then nothing is up to date", async () => {
    at(1).api.fault({ kind: 403, match: { kind: "Deployment" } });
    expect([...(await look()).upToDate]).to.deep.equal([]);
    expect(lines.warnings).to.have.length(1);
    expect(lines.warnings[0]).to.match(
      /^The update can't see changes by other field managers in cluster east: .*kind Deployment.*\(403\)/,
    );
  });

  it("still refuses drift of other clusters where the rights to read one are missing", async () => {
    at(1).api.fault({ kind: 403, match: { kind: "Deployment" } });
    edit(at(0), planned(at(0), "VirtualService"), { hosts: ["west.example"] });
    expect((await failureOf(look())).message).to.contain("in cluster west");
  });

  it("warns and goes on where a cluster has no credentials for this program", async () => {
    const { client: _, ...bare } = at(1);
    const noClient = "the id-token of its user has expired";
    const reached = [at(0), { ...bare, noClient }];
    const { upToDate } = await refuseDrift(reached, { stack: "dev", reporter: lines });
    expect([...upToDate]).to.deep.equal([]);
    expect(lines.warnings[0]).to.contain(`in cluster east: ${noClient}`);
  });
});

describe("the look for drift of objects beside a release", () => {
  const settings = {
    apiVersion: "v1",
    kind: "ConfigMap",
    metadata: { name: "settings" },
    data: { level: "info" },
  };
  const monitor = {
    apiVersion: "monitoring.coreos.com/v1",
    kind: "ServiceMonitor",
    metadata: { name: "web" },
  };
  let clusters: FakeCluster[] = [];

  afterEach(() => stopAll(clusters));

  const reach = async (...manifests: readonly object[]) => {
    const entries = manifests as readonly Record<string, unknown>[];
    clusters = await reachFakes(release({ manifests: entries }), west);
    const cluster = clusterAt(clusters, 0);
    install(cluster);
    return cluster;
  };
  const look = () => refuseDrift(clusters, { stack: "dev", reporter: new Lines() });

  it("refuses what another field manager wrote", async () => {
    const { api } = await reach(settings);
    expect((await look()).upToDate.has("foundation")).to.equal(true);
    const metadata = { ...settings.metadata, namespace: "gray-demo" };
    api.put({ ...settings, metadata, data: { level: "debug" } } as never, { manager: "kubectl" });
    expect((await failureOf(look())).message).to.contain("ConfigMap gray-demo/settings");
  });

  it("says which cluster lacks the kind, before anything is touched", async () => {
    const { api } = await reach(monitor);
    api.fault({ kind: 404, match: { path: /servicemonitors$/ } });
    const { message } = await failureOf(look());
    expect(message).to.contain("west: it knows no kind ServiceMonitor of monitoring.coreos.com/v1");
    expect(message).to.contain("install what defines it there first");
  });
});
