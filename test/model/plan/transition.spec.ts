import { expect } from "chai";
import type { LiveObject } from "../../../model/live-object";
import { manifests, planRelease, type ClusterPlan } from "../../../model/plan/plan";
import type { Release } from "../../../model/release/release";
import { notAtOnce } from "../../../model/plan/transition";
import { release, service } from "../../support/releases";

const both = { v1: { image: "web:1" }, v2: { image: "web:2" } };
const split = service({ versions: both, weights: { v1: 50, v2: 50 }, expose: true });
const alone = service({ versions: { v1: both.v1 }, weights: { v1: 100 }, expose: true });
const of = (web: typeof split, changes: Partial<Release> = {}): Release => ({
  ...release({ services: { web } }),
  ...changes,
});

function plan(given: Release): ClusterPlan {
  return planRelease(given, [{ name: "west" }]).clusters[0] as ClusterPlan;
}

/** What an update leaves behind, by our hand. */
function live(given: Release, manager = "gray-release"): LiveObject[] {
  return manifests(plan(given)).map((object) => ({
    ...object,
    metadata: { ...object.metadata, managedFields: [{ manager, operation: "Apply" }] },
  }));
}

describe("an update that changes one thing", () => {
  it("is not refused: a version that goes, routes of another name, sidecars on and off", () => {
    expect(notAtOnce(plan(of(alone)), live(of(split)))).to.deep.equal([]);
    expect(notAtOnce(plan(of({ ...split, virtualService: "x" })), live(of(split)))).to.deep.equal(
      [],
    );
    const plain = of(split, { injection: "disabled" });
    expect(notAtOnce(plan(of(split)), live(plain))).to.deep.equal([]);
    expect(notAtOnce(plan(plain), live(of(split)))).to.deep.equal([]);
    expect(notAtOnce(plan(of(split)), [])).to.deep.equal([]);
  });
});

describe("an update that changes too much at once", () => {
  it("removes a version together with the name of the routes that lead to it", () => {
    const [told, ...others] = notAtOnce(
      plan(of({ ...alone, virtualService: "x" })),
      live(of(split)),
    );
    expect(others).to.deep.equal([]);
    expect(told).to.contain(
      "together with versions to which it still routes: v2 of web. Change the routes first",
    );
  });

  it("gives pods sidecars, or takes them, while others of their service go", () => {
    const plain = of(split, { injection: "disabled" });
    expect(notAtOnce(plan(of(alone)), live(plain))[0]).to.match(
      /^pods get .* DestinationRule .*web-v2/,
    );
    const toPlain = plan(of(alone, { injection: "disabled" }));
    expect(notAtOnce(toPlain, live(of(split)))[0]).to.match(/^pods lose their sidecars/);
    const byRevision = of(split, { injection: { revision: "canary" } });
    expect(notAtOnce(toPlain, live(byRevision))[0]).to.match(/^pods lose their sidecars/);
  });

  it("gives the pods of a version a sidecar, or takes it, while others of their service go", () => {
    const pod = { metadata: { annotations: { "sidecar.istio.io/inject": "false" } } };
    const one = (changes: object) => ({ ...both, v1: { ...both.v1, ...changes } });
    const plain = of({ ...split, versions: one({ pod }) });
    const onlyPlain = of({ ...alone, versions: { v1: { ...both.v1, pod } } });
    expect(notAtOnce(plan(onlyPlain), live(of(split)))[0]).to.match(/^pods lose .*web-v2/);
    // The rule of the version that goes would decide about the other one, whatever routes name.
    const unrouted = of({ ...split, weights: { v1: 100 } });
    expect(notAtOnce(plan(onlyPlain), live(unrouted))[0]).to.match(/^pods lose .*web-v2/);
    const v2 = of({ ...split, versions: { v2: both.v2 }, weights: { v2: 100 } });
    expect(notAtOnce(plan(v2), live(plain))[0]).to.match(/^pods get .*web-v1/);
    // No route leads to the pods that go.
    const promoted = of({ ...split, versions: one({ pod }), weights: { v2: 100 } });
    expect(notAtOnce(plan(v2), live(promoted))).to.deep.equal([]);
    expect(notAtOnce(plan(plain), live(of(split)))).to.deep.equal([]);
    expect(notAtOnce(plan(of(split)), live(plain))).to.deep.equal([]);
  });

  it("gives the pods of a version a sidecar while it leaves a cluster", () => {
    const pod = { spec: { hostNetwork: true } };
    const clusters = [{ name: "west" }, { name: "east", role: "remote" as const }];
    const before = of({ ...split, versions: { ...both, v1: { ...both.v1, pod } } });
    const moved = { ...both, v1: { ...both.v1, clusters: ["west"] } };
    const [, remote] = planRelease(of({ ...split, versions: moved }), clusters).clusters;
    const [told] = notAtOnce(remote as ClusterPlan, live(before));
    expect(told).to.match(/^pods get .* Deployment .*web-v1/);
  });

  it("lets a subset select other pods", () => {
    const named = (version: string) =>
      of(service({ versions: { [version]: both.v1 }, weights: { [version]: 100 } }));
    const rules = live(named("1.2")).filter(({ kind }) => kind === "DestinationRule");
    const told = notAtOnce(plan(named("1-2")), rules);
    expect(told.join()).to.contain("selects version=1.2, and would select version=1-2");
  });

  it("is not judged by what others have there", () => {
    const theirs = live(of(split), "kubectl");
    expect(notAtOnce(plan(of({ ...alone, virtualService: "x" })), theirs)).to.deep.equal([]);
  });
});

describe("the labels that select live pods", () => {
  const versions = (v1: object, more = {}) =>
    of(service({ versions: { v1: { image: "web:1", ...v1 }, ...more }, weights: { v1: 100 } }));

  it("can't change for a version, whoever made its Deployment", () => {
    for (const manager of ["gray-release", "kubectl"]) {
      const told = notAtOnce(
        plan(versions({ labels: { track: "a" } })),
        live(versions({}), manager),
      );
      expect(told[0]).to.contain(
        "web-v1 selects its pods by app=web,version=v1, which can't change",
      );
      expect(told[0]).to.contain("a new version name");
    }
    const back = notAtOnce(plan(versions({})), live(versions({ labels: {} })));
    expect(back).to.have.lengthOf(1);
  });

  it("may come with a new version", () => {
    const both = versions({}, { next: { image: "web:2", labels: { track: "next" } } });
    expect(notAtOnce(plan(both), live(versions({})))).to.deep.equal([]);
  });

  it("can't change for a service, even where all versions are new", () => {
    const other = of(
      service({
        selector: { "k8s-app": "web" },
        versions: { v9: both.v1 },
        weights: { v9: 100 },
      }),
    );
    const [told, ...others] = notAtOnce(plan(other), live(versions({})));
    expect(others).to.deep.equal([]);
    expect(told).to.contain("with k8s-app=web would lose the pods of Deployment gray-demo/web-v1");
  });
});
