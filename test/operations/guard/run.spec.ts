import { expect } from "chai";
import type { Manifest } from "../../../model/manifests/metadata";
import { RouteGuard } from "../../../operations/guard/run";
import { RefusalError } from "../../../operations/refusal";
import { failureOf } from "../../support/ports";
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

describe("the guard of the routes", () => {
  let clusters: FakeCluster[];

  beforeEach(async () => {
    clusters = await reachFakes(release(), west, east);
    for (const cluster of clusters) install(cluster);
  });

  afterEach(() => stopAll(clusters));

  /** A guard that has seen the routes as they are now. */
  async function guard(): Promise<RouteGuard> {
    const made = new RouteGuard(clusters);
    await made.check();
    return made;
  }

  const at = (i: number) => clusterAt(clusters, i);

  it("lets routes move that no one wrote", async () => {
    await (await guard()).check();
  });

  it("refuses when a route was written meanwhile, and names it with its cluster", async () => {
    const made = await guard();
    edit(at(1), planned(at(1), "VirtualService"), { hosts: ["other"] }, "gray-release");
    const error = await failureOf(made.check());
    expect(error).to.be.instanceOf(RefusalError);
    expect(error.message).to.match(
      /^Another field manager or gray abort wrote routes while this update ran: east: VirtualService gray-demo\/hello\. This update moved no route/,
    );
  });

  it("refuses when a route was deleted, or made anew, meanwhile", async () => {
    const deleted = await guard();
    at(0).api.delete(planned(at(0), "VirtualService"));
    expect((await failureOf(deleted.check())).message).to.contain("west: VirtualService");
  });

  it("lets routes move that are new, and for which a cluster has no route yet", async () => {
    for (const cluster of clusters) cluster.api.delete(planned(cluster, "VirtualService"));
    const made = await guard();
    install(at(0), ({ kind }) => kind === "VirtualService");
    await made.check();
  });

  it("lets routes move beside those of another release in the same namespace", async () => {
    const { apiVersion, kind, metadata } = planned(at(0), "VirtualService");
    const other = {
      apiVersion,
      kind,
      metadata: { ...metadata, name: "other" },
      spec: { hosts: ["other.example"], http: [{ route: [{ destination: { host: "other" } }] }] },
    } as Manifest;
    at(0).api.put(other);
    const made = await guard();
    edit(at(0), other, { hosts: ["new.example"] }, "gray-release");
    await made.check();
    at(0).api.delete(other);
    await made.check();
  });

  it("looks at no cluster without credentials", async () => {
    const bare = clusters.map(({ client: _, ...rest }) => rest);
    await new RouteGuard(bare).check();
    expect(at(0).api.requests).to.deep.equal([]);
  });

  it("refuses when an API server does not tell any more, or may not", async () => {
    const made = await guard();
    at(0).api.fault({ kind: 403, match: { kind: "VirtualService" }, times: 1 });
    const forbidden = await failureOf(made.check());
    expect(forbidden).to.be.instanceOf(RefusalError);
    expect(forbidden.message).to.match(/^The update can't read VirtualServices: cluster west: \S/);
    await at(1).api.refuse();
    const away = await failureOf(made.check());
    expect(away.message).to.match(/^The update can't read VirtualServices: cluster east: \S/);
    expect(away.message).to.contain("This update moved no route: traffic flows as before.");
  });

  it("names every cluster whose routes it can't read", async () => {
    const made = await guard();
    at(0).api.fault({ kind: 403, match: { kind: "VirtualService" } });
    at(1).api.fault({ kind: 500, match: { kind: "VirtualService" } });
    expect((await failureOf(made.check())).message).to.match(
      /: cluster west: .*; cluster east: .*each of these clusters answers\.$/,
    );
  });

  it("refuses where it could not see the routes at the beginning", async () => {
    at(0).api.fault({ kind: 500, match: { kind: "VirtualService" }, times: 1 });
    const made = new RouteGuard(clusters);
    expect((await failureOf(made.check())).message).to.contain(
      "can't read VirtualServices: cluster west: ",
    );
  });
});
