import { expect } from "chai";
import type { LiveCluster } from "../../../../../operations/adopt/decide/live";
import { scalingOf } from "../../../../../operations/adopt/decide/workloads/scaling";
import type { LiveVersion } from "../../../../../operations/adopt/decide/versions";

const named = (name: string) => ({ name, namespace: "shop" });

/** What is concluded of a Deployment, and the objects of which something is told. */
function found(
  { scaler, ...spec }: { scaler?: string; metrics?: object[]; minReplicas?: number } = {},
  { manager, replacedFor }: { manager?: string } & Pick<LiveVersion, "replacedFor"> = {},
) {
  const managedFields = manager
    ? [{ manager, operation: "Update" as const, subresource: "scale" }]
    : [];
  const object = { kind: "Deployment", metadata: { ...named("cart-v1"), managedFields } };
  const scaleTargetRef = { kind: "Deployment", name: "cart-v1" };
  const kind = "HorizontalPodAutoscaler";
  const autoscalers = scaler
    ? [{ kind, metadata: named(scaler), spec: { scaleTargetRef, maxReplicas: 5, ...spec } }]
    : [];
  const live = { cluster: { name: "eu" }, autoscalers } as unknown as LiveCluster;
  const [obstacles, changes]: [string[], string[]] = [[], []];
  const scaling = scalingOf(
    "cart",
    { object, version: "v1", ...(replacedFor && { replacedFor }) } as unknown as LiveVersion,
    live,
    {
      obstacle: (one) => void obstacles.push(one.object),
      change: (one) => void changes.push(one.object),
    },
  );
  return { scaling, obstacles, changes };
}

const resource = (name: string, target: object) => ({
  type: "Resource",
  resource: { name, target },
});

describe("the number of pods of an adopted version", () => {
  it("is the autoscaler's that has the name of the release's own, with its metrics", () => {
    const other = resource("cpu", { type: "AverageValue", averageValue: "1" });
    const metrics = [resource("memory", { averageUtilization: 60 }), other];
    expect(found({ scaler: "cart-v1", minReplicas: 2, metrics }).scaling).to.deep.equal({
      autoscale: { min: 2, max: 5, memory: 60, metrics: [other] },
    });
  });

  it("is left to an autoscaler of another name, which is told", () => {
    const { scaling, changes } = found({ scaler: "own" });
    expect(scaling).to.deep.equal({ replicas: "external" });
    expect(changes).to.deep.equal(["HorizontalPodAutoscaler shop/own"]);
  });

  it("is an autoscaler of the release where its Deployment is replaced", () => {
    const { scaling, changes } = found({ scaler: "own" }, { replacedFor: "label" });
    expect(scaling).to.deep.equal({ autoscale: { max: 5 } });
    expect(changes).to.deep.equal([]);
  });

  it("is left to another scaler, unless that would go on with a Deployment that is replaced", () => {
    expect(found({}, { manager: "keda" })).to.deep.equal({
      scaling: { replicas: "external" },
      obstacles: [],
      changes: [],
    });
    expect(found({}, { manager: "keda", replacedFor: "name" })).to.deep.include({
      scaling: {},
      obstacles: ["Deployment shop/cart-v1"],
    });
  });

  it("is fixed where a person scaled it once, or nobody did", () => {
    expect(found({}, { manager: "kubectl" }).scaling).to.deep.equal({});
    expect(found().scaling).to.deep.equal({});
  });
});
