import { expect } from "chai";
import { config, ownRelease, problemsOf } from "../../../support/config";

const base = "gray-release:versions.web.v2.autoscale";

/** The problems of an autoscaler: code, path below it, given, allowed and fix. */
function told(autoscale: object) {
  return problemsOf(config({ versions: { web: { v2: { autoscale: { max: 6, ...autoscale } } } } }));
}

const paths = (autoscale: object) =>
  told(autoscale).map(({ code, path }) => `${code} ${path.replace(base, "")}`);

const ofCpu = (target?: object) => ({ type: "Resource", resource: { name: "cpu", target } });
const metric = { name: "rps" };

describe("the autoscaler of a version", () => {
  it("may have every metric that Kubernetes takes", () => {
    const metrics = [
      ofCpu({ type: "Utilization", averageUtilization: 70 }),
      ofCpu({ type: "AverageValue", averageValue: "500m" }),
      { type: "Pods", pods: { metric, target: { type: "AverageValue", averageValue: "50" } } },
      { type: "External", external: { metric, target: { type: "Value", value: 50 } } },
      {
        type: "Object",
        object: {
          metric,
          describedObject: { apiVersion: "v1", kind: "Service", name: "web" },
          target: { type: "Value", value: "2k", averageValue: "50" },
        },
      },
      {
        type: "ContainerResource",
        containerResource: {
          ...{ name: "cpu", container: "web" },
          target: { type: "Utilization", averageUtilization: 70 },
        },
      },
    ];
    expect(told({ metrics })).to.deep.equal([]);
  });

  it("has a target in each metric, of a kind that the metric can have", () => {
    const [one] = told({ metrics: [ofCpu()] });
    expect(one).to.include({
      code: "GR370",
      path: `${base}.metrics[0].resource.target`,
      given: "a metric without a target",
      allowed: "a target with averageUtilization or averageValue",
      fix: "write target: { type: Utilization, averageUtilization: 70 }",
    });
    const pods = (target: object) => ({ type: "Pods", pods: { metric, target } });
    const external = (target: object) => ({ type: "External", external: { metric, target } });
    expect(
      paths({
        metrics: [
          ofCpu({ type: "Value", value: "1" }),
          pods({ type: "Value", value: "50" }),
          external({ type: "Value" }),
          ofCpu({ type: "Utilization", averageUtilization: 70, averageValue: "1" }),
          external({ type: "Value", value: "5", averageValue: "1" }),
        ],
      }),
    ).to.deep.equal([
      "GR370 .metrics[0].resource.target",
      "GR370 .metrics[1].pods.target",
      "GR370 .metrics[2].external.target",
      "GR370 .metrics[3].resource.target",
      "GR370 .metrics[4].external.target",
    ]);
  });

  it("aims at an amount above 0, and says of which type it is", () => {
    expect(
      paths({
        metrics: [
          ofCpu({ type: "Utilization", averageUtilization: 0 }),
          ofCpu({ type: "Utilization", averageUtilization: "70" }),
          ofCpu({ type: "AverageValue", averageValue: "0" }),
          ofCpu({ type: "AverageValue", averageValue: "-1" }),
          ofCpu({ averageUtilization: 70 }),
          ofCpu({ type: "Value", averageUtilization: 70 }),
        ],
      }),
    ).to.deep.equal([
      "GR370 .metrics[0].resource.target.averageUtilization",
      "GR370 .metrics[1].resource.target.averageUtilization",
      "GR370 .metrics[2].resource.target.averageValue",
      "GR370 .metrics[3].resource.target.averageValue",
      "GR370 .metrics[4].resource.target.type",
      "GR370 .metrics[5].resource.target.type",
    ]);
  });

  it("says what each metric measures, in the field of its type", () => {
    const target = { type: "Value", value: "5" };
    expect(
      paths({
        metrics: [
          { resource: { name: "cpu" } },
          { type: "resource", resource: { name: "cpu" } },
          { type: "Pods", resource: { name: "cpu" } },
          { type: "External" },
          {
            type: "Resource",
            resource: { target: { type: "Utilization", averageUtilization: 5 } },
          },
          { type: "Object", object: { metric, target } },
          { type: "External", external: { metric: {}, target } },
          // A name that every object of JavaScript has.
          { type: "constructor", resource: { name: "cpu" } },
        ],
      }),
    ).to.deep.equal([
      "GR370 .metrics[0].type",
      "GR370 .metrics[1].type",
      "GR370 .metrics[2].resource",
      "GR370 .metrics[3].external",
      "GR370 .metrics[4].resource.name",
      "GR370 .metrics[5].object.describedObject.kind",
      "GR370 .metrics[5].object.describedObject.name",
      "GR370 .metrics[6].external.metric.name",
      "GR370 .metrics[7].type",
    ]);
  });

  it("has a behavior within Kubernetes' bounds", () => {
    const policies = [{ type: "Pods", value: 2, periodSeconds: 60 }];
    const scaleDown = { stabilizationWindowSeconds: 0, selectPolicy: "Disabled", policies };
    expect(told({ behavior: { scaleDown, scaleUp: { stabilizationWindowSeconds: 3600 } } }))
      .to //
      .deep.equal([]);
    expect(
      paths({
        behavior: {
          scaleUp: {
            stabilizationWindowSeconds: 3601,
            selectPolicy: "Most",
            policies: [{ type: "Pod", value: 0, periodSeconds: 1801 }, { type: "Percent" }],
          },
        },
      }),
    ).to.deep.equal([
      "GR370 .behavior.scaleUp.stabilizationWindowSeconds",
      "GR370 .behavior.scaleUp.selectPolicy",
      "GR370 .behavior.scaleUp.policies[0].type",
      "GR370 .behavior.scaleUp.policies[0].value",
      "GR370 .behavior.scaleUp.policies[0].periodSeconds",
      "GR370 .behavior.scaleUp.policies[1].value",
      "GR370 .behavior.scaleUp.policies[1].periodSeconds",
    ]);
  });

  it("prescales within its limits", () => {
    for (const max of [2, 6])
      expect(told({ min: 2, prescale: { max } }), String(max)).to.deep.equal([]);
    const [low] = told({ min: 2, prescale: { max: 1 } });
    expect(low).to.include({
      code: "GR371",
      path: base,
      given: "prescale.max 1, min 2 and max 6",
      allowed: "a prescale.max from 2 to 6",
      fix: "set prescale.max to 2 or more, or remove prescale",
    });
    const [high] = told({ prescale: { max: 7 } });
    expect(high?.code).to.equal("GR371");
    expect(high?.fix).to.equal("set prescale.max to 6 or less, write prescale: true, or raise max");
  });

  it("may be changed key by key, where the version has one", () => {
    const clusters = (autoscale: object) => [
      { name: "west", kubeconfig: "w" },
      { name: "east", kubeconfig: "e", versions: { web: { v2: { autoscale } } } },
    ];
    const shared = { web: { v2: { autoscale: { min: 2, max: 6, cpu: 70, memory: 80 } } } };
    for (const change of [{ min: 3 }, { memory: null }, { max: 9, behavior: null }])
      expect(
        problemsOf(config({ clusters: clusters(change), versions: shared })),
        JSON.stringify(change),
      ).to.deep.equal([]);
    const [alone, ...others] = problemsOf(config({ clusters: clusters({ min: 3 }) }));
    expect(others).to.deep.equal([]);
    expect([alone?.code, alone?.path]).to.deep.equal([
      "GR002",
      "gray-release:clusters[1].versions.web.v2.autoscale.max",
    ]);
    expect(told({ min: 3, max: undefined }).map(({ code, path }) => [code, path])).to.deep.equal([
      ["GR002", `${base}.max`],
    ]);
    // A release itself says it as a whole.
    const release = ownRelease({
      versions: { v1: { image: "a:1", autoscale: { min: 3, cpu: null } } },
      weights: { v1: 100 },
    });
    expect(problemsOf(release).map(({ code }) => code)).to.have.members(["GR001", "GR002"]);
  });

  it("has its mistakes at the cluster that brings them", () => {
    const versions = { web: { v2: { autoscale: { max: 3 } } } };
    const clusters = [
      { name: "west", kubeconfig: "w" },
      { name: "east", kubeconfig: "e", versions },
    ];
    const autoscale = { max: 6, prescale: { max: 5 } };
    const found = problemsOf(config({ clusters, versions: { web: { v2: { autoscale } } } }));
    expect(found.map(({ code, path }) => [code, path])).to.deep.equal([
      ["GR371", "gray-release:clusters[1].versions.web.v2.autoscale"],
    ]);
  });
});
