import { expect } from "chai";
import { checkRelease } from "../../../model/checks/release";
import { manifests, planRelease } from "../../../model/plan/plan";
import type { Release } from "../../../model/release/release";
import { release } from "../../support/releases";

const clusters = [{ name: "west" }, { name: "east" }];

function objects(changed: Partial<Release>, kind: string): unknown[] {
  const plan = planRelease({ ...release(), ...changed }, clusters);
  return plan.clusters.flatMap((one) => manifests(one).filter((object) => object.kind === kind));
}

describe("a release whose pods get no sidecars", () => {
  it("can't demand mutual TLS of their callers", () => {
    const plain: Release = { ...release(), injection: "disabled", mtls: "STRICT" };
    const [problem, ...others] = checkRelease(plain, clusters);
    expect(others).to.deep.equal([]);
    expect(problem).to.include({ code: "GR115", path: "release.mtls" });
    expect(checkRelease({ ...plain, mtls: "PERMISSIVE" }, clusters)).to.deep.equal([]);
  });

  it("is called with what each pod takes, and demands nothing, unless it says otherwise", () => {
    const rules = JSON.stringify(objects({ injection: "disabled" }, "DestinationRule"));
    expect(rules).to.contain("subsets").and.not.contain("ISTIO_MUTUAL");
    const [demand] = objects({ injection: "disabled" }, "PeerAuthentication");
    expect(demand).to.have.nested.property("spec.mtls.mode", "PERMISSIVE");
    const [space] = objects({ injection: "disabled" }, "Namespace");
    expect(space).to.have.nested.property("metadata.labels.istio-injection", "disabled");
  });

  it("is called with mutual TLS as soon as they get some", () => {
    expect(JSON.stringify(objects({}, "DestinationRule"))).to.contain("ISTIO_MUTUAL");
    const [demand] = objects({}, "PeerAuthentication");
    expect(demand).to.have.nested.property("spec.mtls.mode", "STRICT");
  });
});

describe("a release that leaves the mutual TLS of its namespace to another owner", () => {
  it("makes no PeerAuthentication, and its callers speak mutual TLS all the same", () => {
    for (const createNamespace of [true, false]) {
      const external = { mtls: "external" as const, createNamespace };
      expect(checkRelease({ ...release(), ...external }, clusters)).to.deep.equal([]);
      expect(objects(external, "PeerAuthentication")).to.deep.equal([]);
      expect(JSON.stringify(objects(external, "DestinationRule"))).to.contain("ISTIO_MUTUAL");
    }
    const plain = { mtls: "external", injection: "disabled" } as const;
    expect(checkRelease({ ...release(), ...plain }, clusters)).to.deep.equal([]);
    expect(JSON.stringify(objects(plain, "DestinationRule"))).to.not.contain("ISTIO_MUTUAL");
  });
});
