import { expect } from "chai";
import { decideCluster, withoutSubset } from "../../../operations/abort/decide";
import type { AbortView } from "../../../operations/abort/look";
import type { LiveRoutes, RoutingObject } from "../../../operations/abort/routes";
import { manifests, planRelease, type ClusterPlan } from "../../../model/plan/plan";
import { release, service } from "../../support/releases";

const clusters = [{ name: "west" }];
const targets = [{ service: "web", version: "v1", why: { by: "config" as const } }];
const found = { targets, settled: new Map<string, string>() };

function planOf(v2: number, changes: object = {}): ClusterPlan {
  const web = service({ ...changes, weights: { v1: 100 - v2, v2 } });
  const versions = { v1: { image: "web:1" }, v2: { image: "web:2" } };
  const [plan] = planRelease(
    release({ services: { web: { ...web, versions } } }),
    clusters,
  ).clusters;
  return plan as ClusterPlan;
}

/** What a cluster has that a plan was applied to. */
function viewOf(plan: ClusterPlan, more: Partial<AbortView> = {}): AbortView {
  const of = (kind: string) => manifests(plan).filter((one) => one.kind === kind);
  return {
    routes: of("VirtualService") as unknown as LiveRoutes[],
    rules: new Set(of("DestinationRule").map(({ metadata }) => metadata.name)),
    ...more,
  };
}

const plans = { before: planOf(20), after: planOf(0) };

describe("what an abort decides for a cluster", () => {
  it("is to write what the new config plans, where the cluster has what the old one planned", () => {
    const { writes, asPlanned } = decideCluster(viewOf(plans.before), plans, found);
    expect(writes.map(({ spec }) => spec)).to.deep.equal(
      viewOf(plans.after).routes.map(({ spec }) => spec),
    );
    expect(asPlanned).to.equal(true);
  });

  it("is to write nothing where no weight has to move, in whatever order the fields are", () => {
    const routes = viewOf(plans.after).routes.map(({ metadata, spec }) => ({
      metadata,
      spec: Object.fromEntries(Object.entries(spec).reverse()),
    }));
    const view = viewOf(plans.after, { routes });
    expect(decideCluster(view, plans, found).writes).to.deep.equal([]);
    const recorded = { before: plans.after, after: plans.after };
    expect(decideCluster(view, recorded, found)).to.include({ asPlanned: true });
  });

  it("is as planned where an earlier abort of the same config was not recorded, or not finished", () => {
    const unrecorded = decideCluster(viewOf(plans.after), plans, found);
    expect(unrecorded).to.deep.equal({ writes: [], asPlanned: true });
    const finished = { before: plans.after, after: plans.after };
    const { writes, asPlanned } = decideCluster(viewOf(plans.before), finished, found);
    expect({ writes: writes.length, asPlanned }).to.deep.equal({ writes: 1, asPlanned: true });
  });

  it("moves only weights, and says so, where the cluster has something that was never planned", () => {
    const edited = { before: planOf(20, { timeout: "3s" }), after: planOf(0, { timeout: "3s" }) };
    const { writes, asPlanned } = decideCluster(viewOf(plans.before), edited, found);
    expect(asPlanned).to.equal(false);
    expect(writes).to.have.lengthOf(1);
    expect(writes[0]?.spec.http?.[0]).to.not.have.property("timeout");
    expect(writes[0]?.spec.http?.[0]?.route).to.have.lengthOf(1);
  });

  it("leaves alone the routes of a service that it does not bring back, and says if they differ", () => {
    const none = { targets: [], settled: new Map([["web", "v1"]]) };
    const same = { before: plans.before, after: plans.before };
    expect(decideCluster(viewOf(plans.before), same, none)).to.deep.include({
      ...{ writes: [], asPlanned: true },
    });
    for (const live of [plans.after, planOf(70)])
      expect(decideCluster(viewOf(live), same, none)).to.deep.include({
        ...{ writes: [], asPlanned: false },
      });
  });

  it("closes the lanes of a service that has all traffic on one version, and keeps that version", () => {
    const lanes = (weight: number) => ({
      header: "x-lane",
      baseline: "v1",
      lanes: [{ name: "gray", version: "v2", weight }],
    });
    const laned = (weight: number, timeout?: string) => {
      const web = service({ expose: true, weights: { v1: 100 }, ...(timeout && { timeout }) });
      const given = release({ services: { web }, lanes: lanes(weight) });
      return planRelease(given, [{ name: "west" }, { name: "east" }]).clusters[0]!;
    };
    const none = { targets: [], settled: new Map([["web", "v1"]]) };
    const closed = { before: laned(20), after: laned(0) };
    expect(decideCluster(viewOf(laned(20)), closed, none)).to.deep.include({ asPlanned: true });
    expect(decideCluster(viewOf(laned(20)), closed, none).writes).to.have.length(1);
    const recorded = { before: laned(0), after: laned(0) };
    const finish = decideCluster(viewOf(laned(20)), recorded, none);
    expect({ ...finish, writes: finish.writes.length }).to.deep.equal({
      writes: 1,
      asPlanned: true,
    });
    const edited = { before: laned(20, "3s"), after: laned(0, "3s") };
    const { writes } = decideCluster(viewOf(laned(20)), edited, none);
    const entry = writes[0]?.spec.http?.find(({ name }) => name?.endsWith("-lanes"));
    expect(entry?.route?.map(({ destination }) => destination?.subset)).to.deep.equal(["v1"]);
  });

  it("leaves alone a VirtualService that the release does not plan", () => {
    const [own] = viewOf(plans.before).routes as [RoutingObject];
    const foreign = { ...own, metadata: { name: "foreign", namespace: own.metadata.namespace! } };
    const view = viewOf(plans.before, { routes: [foreign] });
    expect(decideCluster(view, plans, found)).to.deep.include({ writes: [], asPlanned: true });
  });

  it("takes VirtualServices of one name in two namespaces for different ones", () => {
    const [own] = viewOf(plans.before).routes as [RoutingObject];
    const elsewhere = { ...own, metadata: { ...own.metadata, namespace: "other" } };
    const view = viewOf(plans.before, { routes: [elsewhere] });
    expect(decideCluster(view, plans, found).writes).to.deep.equal([]);
  });
});

describe("targets without a subset", () => {
  it("are those whose DestinationRule the cluster does not have", () => {
    const both = [...targets, { ...targets[0]!, version: "v2" }];
    expect(withoutSubset({ rules: new Set(["web-v1"]) }, both)).to.deep.equal([both[1]]);
    expect(withoutSubset({ rules: new Set(["web-v1", "web-v2"]) }, both)).to.deep.equal([]);
  });
});
