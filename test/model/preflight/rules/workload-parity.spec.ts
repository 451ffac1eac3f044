import { expect } from "chai";
import { preflight } from "../../../../model/preflight/preflight";
import { planRelease } from "../../../../model/plan/plan";
import type { OwnVersionChanges } from "../../../../model/release/version-changes";
import { east, west } from "../../../support/releases";
import { codesOf, expectOnlyInEast, found, named, shop } from "../mutated";

/** West with changes of v1 of cart. */
const own = (changes: OwnVersionChanges) => ({ ...west, versions: { cart: { v1: changes } } });

describe("the pods of a version in several clusters", () => {
  it("have the same selector", () => {
    const [one] = found(({ clusters }) => {
      const [, east] = clusters;
      named(east!.deployments, "cart-v1").manifest.spec.selector = { matchLabels: { app: "cart" } };
    }).filter(({ code }) => code === "GR244");
    expect(one?.given).to.equal("other selector than in west");
    expect(one?.origin).to.deep.equal(["services", "cart", "versions", "v1"]);
  });

  it("have the same ports in the containers that both have", () => {
    const [one] = expectOnlyInEast("GR244", ({ deployments }) => {
      const { spec } = named(deployments, "cart-v1").manifest.spec.template;
      spec!.containers[0]!.ports!.push({ containerPort: 9090 });
    });
    expect(one?.given).to.equal("other ports of the container cart than in west");
  });

  it("have the same labels where something selects by them, at the place of the cluster's own", () => {
    const pod = { metadata: { labels: { version: "v9" } } };
    const plan = planRelease(shop, [own({ pod }), east]);
    const told = preflight(plan).filter(({ code }) => code === "GR244");
    expect(told.map(({ path, given }) => [path, given])).to.deep.equal([
      ["clusters[0].versions.cart.v1.pod.metadata.labels", "other labels of pods than in west"],
    ]);
  });

  it("may have other images, variables, resources, replicas, nodes, labels and containers", () => {
    const changes: OwnVersionChanges = {
      image: "own:1",
      replicas: 7,
      env: { REGION: "west" },
      resources: { limits: { cpu: "1" } },
      pod: {
        metadata: { labels: { rack: "7" } },
        spec: {
          nodeSelector: { zone: "a" },
          containers: [{ name: "log", image: "log:1", ports: [{ containerPort: 9 }] }],
        },
      },
    };
    expect(codesOf(found(undefined, shop, [own(changes), east]))).to.deep.equal([]);
  });
});
