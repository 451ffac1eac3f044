import { expect } from "chai";
import type { VersionSpec } from "../../../../model/release/release";
import { service } from "../../../support/releases";
import { codesOf, found, shop } from "../mutated";

const scaled = (more: Partial<VersionSpec>, weights: Record<string, number> = { v1: 60, v2: 40 }) =>
  found(undefined, {
    ...shop,
    services: {
      ...shop.services,
      cart: service({
        versions: { v1: { image: "app:1" }, v2: { image: "app:2", ...more } },
        weights,
      }),
    },
  });

const requests = { requests: { cpu: "100m", memory: "1Gi" } };

describe("rules on autoscalers", () => {
  it("find a min above its max", () => {
    const [one, ...others] = scaled({ resources: requests, autoscale: { min: 7, max: 3 } });
    expect(one).to.include({ code: "GR260", given: "min 7 and max 3" });
    expect(one?.origin).to.deep.equal(["services", "cart", "versions", "v2", "autoscale"]);
    expect(one?.fix).to.equal("set max to 7 or more, or min to 3 or less");
    expect(codesOf(others)).to.deep.equal(["GR260"]);
  });

  it("find a target in percent without a request, for each resource", () => {
    const all = scaled({ autoscale: { max: 3, cpu: 50, memory: 50 } });
    expect(codesOf(all)).to.deep.equal(["GR261"]);
    expect(all.map(({ fix }) => /requests\.\w+/.exec(fix)?.[0])).to.include.members([
      "requests.cpu",
      "requests.memory",
    ]);
  });

  it("find the container beside the app that has no request", () => {
    const pod = { spec: { containers: [{ name: "exporter", image: "exporter:1" }] } };
    const [one] = scaled({ resources: requests, pod, autoscale: { max: 3 } });
    expect(one?.code).to.equal("GR261");
    expect(one?.given).to.contain("no request of cpu in exporter");
  });

  it("find a native sidecar without a request, and no other init container", () => {
    const init = (restartPolicy?: string) => ({
      spec: {
        initContainers: [{ name: "log", image: "log:1", ...(restartPolicy && { restartPolicy }) }],
      },
    });
    const autoscale = { max: 3 };
    expect(codesOf(scaled({ resources: requests, pod: init("Always"), autoscale }))).to.include(
      "GR261",
    );
    expect(codesOf(scaled({ resources: requests, pod: init(), autoscale }))).to.deep.equal([]);
  });

  it("take a limit for a request, and the resources of the whole pod", () => {
    const autoscale = { max: 3, cpu: 50 };
    expect(codesOf(scaled({ resources: { limits: { cpu: "1" } }, autoscale }))).to.deep.equal([]);
    const pod = { spec: { resources: { requests: { cpu: "1" } } } } as VersionSpec["pod"] & object;
    expect(codesOf(scaled({ pod, autoscale }))).to.deep.equal([]);
  });

  it("ask for no request where metrics are no share of one", () => {
    const metrics: NonNullable<VersionSpec["autoscale"]>["metrics"] = [
      {
        type: "Pods",
        pods: { metric: { name: "rps" }, target: { type: "AverageValue", averageValue: "50" } },
      },
      {
        type: "Resource",
        resource: { name: "cpu", target: { type: "AverageValue", averageValue: "1" } },
      },
    ];
    expect(codesOf(scaled({ autoscale: { max: 3, metrics } }))).to.deep.equal([]);
  });

  it("tell of a version that gets no traffic, and of none that a route names", () => {
    const more = { resources: requests, autoscale: { min: 2, max: 3 } };
    const [one] = scaled(more, { v1: 100 });
    expect(one).to.include({ code: "GR262" });
    expect(one?.given).to.contain("keeps 2 pods");
    expect(codesOf(scaled(more))).to.deep.equal([]);
  });

  it("find two targets for one metric, of which the autoscaler heeds one", () => {
    const cpu = (target: object) => ({ type: "Resource", resource: { name: "cpu", target } });
    const metrics = (...all: object[]) => all as NonNullable<VersionSpec["autoscale"]>["metrics"];
    const share = cpu({ type: "Utilization", averageUtilization: 50 });
    const [one, ...others] = scaled({
      resources: requests,
      autoscale: { max: 3, cpu: 70, metrics: metrics(share) },
    });
    expect(one).to.include({ code: "GR372", given: "two targets for cpu (Resource, Utilization)" });
    expect(one?.origin).to.deep.equal(["services", "cart", "versions", "v2", "autoscale"]);
    expect(codesOf(others)).to.deep.equal(["GR372"]);
    const amount = cpu({ type: "AverageValue", averageValue: "1" });
    expect(
      codesOf(
        scaled({ resources: requests, autoscale: { max: 3, cpu: 70, metrics: metrics(amount) } }),
      ),
    ).to.deep.equal([]);
  });

  it("find a metric of a container that the pods do not have", () => {
    const of = (container: string) =>
      scaled({
        resources: requests,
        autoscale: {
          max: 3,
          metrics: [
            {
              type: "ContainerResource",
              containerResource: {
                ...{ name: "cpu", container },
                target: { type: "AverageValue", averageValue: "1" },
              },
            },
          ],
        },
      });
    const [one] = of("app");
    expect(one).to.include({ code: "GR373", allowed: "cart, istio-proxy" });
    for (const known of ["cart", "istio-proxy"])
      expect(codesOf(of(known)), known).to.deep.equal([]);
  });
});
