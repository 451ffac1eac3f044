import { expect } from "chai";
import { compare, findDrift, type Drift } from "../../../operations/drift/decide";
import type { LiveObject } from "../../../model/live-object";
import type { Manifest } from "../../../model/manifests/metadata";
import {
  deployment,
  editedRoute,
  handledDeployment,
  live,
  route,
  routeClaim,
  weighted,
} from "../../support/live-objects";

const manager = "gray-release";

/** What is found of one object; as applied, or as declared. */
function found(declared: Manifest, there: LiveObject[], applied = false): Drift[] {
  return findDrift({ cluster: "east", compared: compare([declared], there), applied, manager });
}

const ours = routeClaim(manager, "Apply");

describe("drift", () => {
  it("names object, field, from, to, manager and time of weights that another manager set", () => {
    expect(found(route, [editedRoute])).to.deep.equal(
      [0, 1].map((i) => ({
        cluster: "east",
        object: "VirtualService shop/cart",
        kind: "changed",
        path: `spec.http[0].route[${i}].weight`,
        of: ["http-80", `v${i + 1}`],
        from: [80, 20][i],
        to: [30, 70][i],
        manager: "kubectl-edit",
        time: "2026-11-21T20:46:40Z",
      })),
    );
  });

  it("is none where a field differs that is ours: that is a change to come", () => {
    expect(found(weighted(50), [live(route, [ours])])).to.deep.equal([]);
    expect(found(weighted(50), [live(route, [ours])], true)).to.deep.equal([]);
  });

  it("is none where a field has our value, whichever manager wrote it", () => {
    const others = [routeClaim("kubectl-edit", "Update")];
    expect(found(route, [live(route, others)])).to.deep.equal([]);
    expect(found(route, [live(route, [ours, ...others])], true)).to.deep.equal([]);
  });

  it("is a field that another manager holds beside us, once its value is to change: that would be refused", () => {
    const both = [ours, routeClaim("argocd-controller", "Apply")];
    const [first, second] = found(weighted(50), [live(route, both)]);
    expect(first).to.include({ kind: "held", manager: "argocd-controller", from: 50, to: 80 });
    expect(second).to.include({ kind: "held", from: 50, to: 20 });
  });

  it("of a Deployment is what was edited and scaled, not what was only added, defaulted or restarted", () => {
    for (const applied of [false, true]) {
      const drift = found(deployment, [handledDeployment], applied);
      expect(drift.map(({ path, from, to, manager }) => [path, from, to, manager])).to.deep.equal([
        ["spec.replicas", 1, 3, "kubectl"],
        ["spec.template.spec.containers[cart].env[LEVEL].value", "info", "debug", "kubectl-edit"],
      ]);
      expect(drift[0]).to.include({ subresource: "scale" });
    }
  });

  it("is a route that another manager added, or removed", () => {
    const [http] = route.spec.http ?? [];
    const more = { ...route, spec: { ...route.spec, http: [{ name: "mine", ...http }, http] } };
    const added = live(more, editedRoute.metadata.managedFields ?? []);
    const paths = (drift: Drift[]) => drift.map(({ path, from, to }) => [path, from, to]);
    expect(paths(found(route, [added]))).to.deep.equal([["spec.http[1]", undefined, http]]);
    const without = { ...route, spec: { ...route.spec, http: [] } };
    const taken = live(without, editedRoute.metadata.managedFields ?? []);
    expect(paths(found(route, [taken]))).to.deep.equal([["spec.http[0]", http, undefined]]);
  });

  it("is a field that is gone, though it was applied; one that was not applied yet is to come", () => {
    const { http: _, ...spec } = route.spec;
    const hosts = { "f:spec": { "f:hosts": {} } };
    const there = live({ ...route, spec }, [{ ...ours, fieldsV1: hosts }]);
    expect(found(route, [there], true)).to.deep.equal([
      {
        cluster: "east",
        object: "VirtualService shop/cart",
        kind: "removed",
        path: "spec.http",
        of: [],
        from: route.spec.http,
        to: undefined,
      },
    ]);
    expect(found(route, [there])).to.deep.equal([]);
  });

  it("is an object that is gone, though it was applied", () => {
    expect(found(route, [], true)).to.deep.equal([
      { cluster: "east", object: "VirtualService shop/cart", kind: "deleted" },
    ]);
    expect(found(route, [])).to.deep.equal([]);
  });

  it("is a whole object that was there before us, where it differs from what we declare", () => {
    const theirs = live(weighted(100), [routeClaim("kubectl-create", "Update")]);
    const [drift, ...rest] = found(route, [theirs]);
    expect(rest).to.deep.equal([]);
    expect(drift).to.include({ kind: "foreign", manager: "kubectl-create" });
    expect(found(weighted(100), [theirs])).to.deep.equal([]);
  });

  it("looks for an object by its group, whichever version the list has it in, and leaves others alone", () => {
    const older = { ...editedRoute, apiVersion: "networking.istio.io/v1beta1" };
    expect(found(route, [older])).to.have.length(2);
    expect(found(deployment, [older])).to.deep.equal([]);
  });
});
