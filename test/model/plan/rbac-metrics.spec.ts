import { expect } from "chai";
import type { PrometheusServer } from "../../../model/analysis/prometheus";
import { planRelease } from "../../../model/plan/plan";
import { grants } from "../../../model/plan/rbac";
import type { Cluster } from "../../../model/release/cluster";
import type { RolloutSpec } from "../../../model/rollout/spec";
import { release, west } from "../../support/releases";

describe("the right to ask a metrics server through the API server", () => {
  const steps = [{ setWeight: 5 }, { analysis: {} }];
  const prometheus = { service: "istio-system/prometheus:9090" };
  const right = ["istio-system", ["services/proxy"], ["prometheus:9090"], ["get"]];

  const granted = (
    rollout: RolloutSpec | undefined,
    cluster: Cluster = west,
    stack: readonly PrometheusServer[] = [prometheus],
  ) => {
    const declared = release(rollout ? { rollout } : {});
    const [plan] = planRelease(declared, [cluster, { name: "other" }]).clusters;
    return grants(declared, plan!, stack)
      .filter(({ rule }) => rule.resources?.includes("services/proxy"))
      .map(({ namespace, rule: { resources, resourceNames, verbs } }) => [
        namespace,
        resources,
        resourceNames,
        verbs,
      ]);
  };

  it("is given by the name of the Service, also in a remote cluster", () => {
    expect(granted({ steps })).to.deep.equal([right]);
    expect(granted({ steps }, { ...west, prometheus }, [])).to.deep.equal([right]);
    expect(granted({ steps }, { ...west, role: "remote" })).to.deep.equal([right]);
  });

  it("is given to none where nothing asks it", () => {
    expect(granted({ steps }, { ...west, prometheus: { url: "https://a" } })).to.deep.equal([]);
    expect(granted({ steps: [{ setWeight: 5 }] })).to.deep.equal([]);
    expect(granted(undefined)).to.deep.equal([]);
  });
});
