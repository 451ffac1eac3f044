import { expect } from "chai";
import { autoscalerManifest } from "../../../model/manifests/autoscaler";
import { disruptionBudgetManifest } from "../../../model/manifests/disruption-budget";
import { deploymentManifest } from "../../../model/manifests/deployment";

const cart = { namespace: "shop", service: "cart", version: "1.2_RC" };
const target = (name: string, averageUtilization: number) => ({
  type: "Resource",
  resource: { name, target: { type: "Utilization", averageUtilization } },
});

describe("the autoscaler of a version", () => {
  it("has the name of its Deployment, which it scales", () => {
    const { apiVersion, kind, metadata, spec } = autoscalerManifest(cart, { max: 6 });
    const deployment = deploymentManifest({ ...cart, image: "cart:1", targetPort: 80 });
    expect({ apiVersion, kind }).to.deep.equal({
      apiVersion: "autoscaling/v2",
      kind: "HorizontalPodAutoscaler",
    });
    expect(metadata).to.deep.equal(deployment.metadata);
    expect(spec.scaleTargetRef).to.deep.equal({
      apiVersion: "apps/v1",
      kind: "Deployment",
      name: "cart-1-2-rc",
    });
  });

  it("aims at 80 % of the requested CPU, with one pod at least, where nothing else is said", () => {
    const { minReplicas, maxReplicas, metrics } = autoscalerManifest(cart, { max: 6 }).spec;
    expect({ minReplicas, maxReplicas }).to.deep.equal({ minReplicas: 1, maxReplicas: 6 });
    expect(metrics).to.deep.equal([target("cpu", 80)]);
  });

  it("aims at what is said, and at nothing else", () => {
    const own = {
      type: "Pods",
      pods: { metric: { name: "rps" }, target: { type: "AverageValue" } },
    };
    const metricsOf = (more: object) => autoscalerManifest(cart, { max: 6, ...more }).spec.metrics;
    expect(metricsOf({ memory: 70 })).to.deep.equal([target("memory", 70)]);
    expect(metricsOf({ metrics: [own] })).to.deep.equal([own]);
    expect(metricsOf({ metrics: [own], memory: 70, cpu: 60 })).to.deep.equal([
      target("cpu", 60),
      target("memory", 70),
      own,
    ]);
  });

  it("changes the number as fast as is said", () => {
    const behavior = { scaleDown: { stabilizationWindowSeconds: 60 } };
    expect(autoscalerManifest(cart, { max: 6, behavior }).spec.behavior).to.deep.equal(behavior);
    expect(autoscalerManifest(cart, { max: 6 }).spec).to.not.have.property("behavior");
  });
});

describe("the disruption budget of a version", () => {
  it("selects the pods of its Deployment", () => {
    const args = { ...cart, image: "cart:1", targetPort: 80 };
    const { kind, apiVersion, metadata, spec } = disruptionBudgetManifest(args, {
      maxUnavailable: "25%",
    });
    const deployment = deploymentManifest(args);
    expect({ apiVersion, kind }).to.deep.equal({
      apiVersion: "policy/v1",
      kind: "PodDisruptionBudget",
    });
    expect(metadata).to.deep.equal(deployment.metadata);
    expect(spec).to.deep.equal({ selector: deployment.spec.selector, maxUnavailable: "25%" });
  });
});

describe("the Deployment of a version whose number of pods the release does not fix", () => {
  it("says no number, so that the release does not own it", () => {
    const args = { ...cart, image: "cart:1", targetPort: 80 };
    for (const more of [{ autoscale: { max: 3 } }, { replicas: "external" } as const])
      expect(deploymentManifest({ ...args, ...more }).spec).to.not.have.property("replicas");
    expect(deploymentManifest(args).spec.replicas).to.equal(1);
  });
});
