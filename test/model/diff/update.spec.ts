import { expect } from "chai";
import type { VersionSpec } from "../../../model/release/release";
import { compareStacks } from "../../../model/diff/compare";
import { quantity } from "../../../model/diff/capacity";
import { compared, shop, sides } from "../../support/diff/compared";
import { east, west } from "../../support/releases";

/** What changes where v1 of `web` gets other pods. */
function pods(before: Partial<VersionSpec>, after: Partial<VersionSpec>) {
  const of = (more: Partial<VersionSpec>) =>
    shop({ versions: { v1: { image: "acme/web:1", ...more }, v2: { image: "acme/web:2" } } });
  return compared(of(before), of(after)).stacks[0]!;
}

describe("the comparison of versions", () => {
  it("names the fields that change, and whether pods are replaced", () => {
    const [one, ...more] = pods({}, { image: "acme/web:1.1", replicas: 3 }).versions;
    expect(more).to.deep.equal([]);
    expect(one).to.deep.include({
      service: "web",
      version: "v1",
      change: "changed",
      replaces: true,
      clusters: ["west", "east"],
    });
    expect(one?.fields).to.deep.equal([
      { key: "image", before: "acme/web:1", after: "acme/web:1.1" },
      { key: "replicas", before: "1", after: "3" },
    ]);
  });

  it("says that pods keep running where their number alone changes", () => {
    expect(pods({ replicas: 2 }, { replicas: 3 }).versions[0]).to.deep.include({ replaces: false });
  });

  it("keeps values back that may be secret: of env, arguments and annotations", () => {
    const secret = (value: string) => ({
      env: { PASSWORD: value },
      annotations: { note: value },
      pod: { spec: { containers: [{ name: "web", args: [`--key=${value}`] }] } },
    });
    const found = pods(secret("hunter1"), secret("hunter2"));
    expect(JSON.stringify(found)).to.not.match(/hunter/);
    expect(found.versions[0]?.fields.map(({ key }) => key)).to.deep.equal([
      "args",
      "env.PASSWORD.value",
      "metadata.annotations.note",
    ]);
  });

  it("tells a new version with its image and pods, and no autoscaler of its own", () => {
    const v3 = { image: "acme/web:3", autoscale: { max: 4 } };
    const after = shop({
      versions: { v1: { image: "acme/web:1" }, v2: { image: "acme/web:2" }, v3 },
    });
    const { versions } = compared(shop(), after).stacks[0]!;
    expect(versions.map(({ version, change, image }) => [version, change, image])).to.deep.equal([
      ["v3", "added", "acme/web:3"],
    ]);
  });

  it("tells an autoscaler that comes to a version that stays", () => {
    const { versions } = pods({ replicas: 2 }, { autoscale: { min: 2, max: 4 } });
    expect(versions.flatMap(({ fields }) => fields)).to.deep.include({
      key: "autoscale",
      after: "set",
    });
  });
});

describe("the order of an update", () => {
  it("has the stages that change anything, and deletions at the end", () => {
    const before = shop({ weights: { v1: 100 } });
    const after = shop({
      versions: { v1: { image: "acme/web:1" }, v3: { image: "acme/web:3" } },
      weights: { v1: 90, v3: 10 },
    });
    const { steps } = compared(before, after).stacks[0]!;
    expect(steps.steps.map(({ stage }) => stage)).to.deep.equal([
      "workloads",
      "subsets",
      "routes",
      "deletions",
    ]);
    expect(
      steps.steps[0]?.changes.map(({ kind, name, change }) => [kind, name, change]),
    ).to.deep.equal([["Deployment", "web-v3", "added"]]);
  });

  it("takes some seconds where requests alone move, and says from what that is estimated", () => {
    const { steps } = compared(shop(), shop({ weights: { v1: 50, v2: 50 } })).stacks[0]!;
    expect(steps.total).to.deep.equal({ least: 3, most: 10 });
    expect(steps.basis).to.have.length(1);
  });

  it("counts batches of pods, their probe's delay and no more than the stack's limit", () => {
    const probe = { httpGet: { path: "/", port: 8080 }, initialDelaySeconds: 8 };
    const slow = (image: string) => ({ image, replicas: 8, readinessProbe: probe });
    const { steps } = pods(slow("a:1"), slow("a:2"));
    // Four batches of two pods, each 2 s and the delay of 8 s.
    expect(steps.steps[0]?.seconds).to.deep.equal({ least: 41, most: 604 });
  });
});

describe("the pods and the CPU of a stack", () => {
  it("are counted before, after and at their most, once for clusters that are alike", () => {
    const cpu = { resources: { requests: { cpu: "250m", memory: "64Mi" } } };
    const { capacity } = pods({ replicas: 4, ...cpu }, { replicas: 4, image: "b:1", ...cpu });
    expect(capacity).to.have.length(1);
    expect(capacity[0]).to.deep.include({
      clusters: ["west", "east"],
      before: { pods: 5, cpu: 1, memory: 256 },
      after: { pods: 5, cpu: 1, memory: 256 },
      // v1 gets one pod more of its four while they are replaced.
      peak: { pods: 6, cpu: 1.25, memory: 320 },
      unasked: true,
    });
  });

  it("have the quantities of Kubernetes", () => {
    const texts = ["100m", "2", "1.5", "1e3", "64Mi", "1k", 3, undefined, "lots"];
    expect(texts.map(quantity)).to.deep.equal([0.1, 2, 1.5, 1000, 2 ** 26, 1000, 3, 0, 0]);
  });
});

describe("the marks of a change", () => {
  const marks = (stack: {
    readonly risks: readonly { readonly level: string; readonly what: string }[];
  }) => stack.risks.map(({ level, what }) => `${level}: ${what.split(/[:.]/)[0]}`);

  it("name a version that goes from nothing to all requests", () => {
    const stack = compared(shop({ weights: { v1: 100 } }), shop({ weights: { v2: 100 } }))
      .stacks[0]!;
    expect(marks(stack)).to.include("high: v2 goes from none to all of the requests in one step");
  });

  it("name an image that changes under the requests that it has, and not under none", () => {
    expect(marks(pods({}, { image: "new" }))[0]).to.match(
      /^high: The image of v1 changes while up to 80 %/,
    );
    const idle = (image: string) =>
      shop({ versions: { v1: { image: "a" }, v2: { image } }, weights: { v1: 100 } });
    expect(compared(idle("b"), idle("c")).stacks[0]?.risks).to.deep.equal([]);
  });

  it("name pods that take calls without mutual TLS from then on", () => {
    const stack = compared(shop(), shop({}, { mtls: "PERMISSIVE" })).stacks[0]!;
    expect(marks(stack)).to.deep.equal(["high: Pods take calls without mutual TLS from then on"]);
  });

  it("are none for a small shift in one cluster", () => {
    const own = { ...east, weights: { web: { v1: 80, v2: 20 } } };
    const after = shop({ weights: { v1: 70, v2: 30 } });
    expect(compared(shop(), after, [west, own]).stacks[0]?.risks).to.deep.equal([]);
  });
});

describe("environments beside each other", () => {
  it("show a service that changes, where one environment is ahead", () => {
    const next = { release: shop({ weights: { v1: 50, v2: 50 } }) };
    const { ahead } = compareStacks([
      sides("dev", { release: shop() }, next),
      sides("prod", { release: shop() }, { release: shop() }),
    ]);
    expect(ahead.map(({ service, version }) => [service, version])).to.deep.equal([
      ["web", "v1"],
      ["web", "v2"],
    ]);
    expect(ahead[1]?.states).to.deep.equal({
      dev: { share: { least: 50, most: 50 }, images: ["acme/web:2"] },
      prod: { share: { least: 20, most: 20 }, images: ["acme/web:2"] },
    });
  });

  it("are silent about services that nothing changes", () => {
    const other = { release: shop({ weights: { v1: 100 } }) };
    expect(
      compareStacks([
        sides("dev", other, other),
        sides("prod", { release: shop() }, { release: shop() }),
      ]).ahead,
    ).to.deep.equal([]);
  });
});

describe("a stack that comes, and one that goes", () => {
  it("are no change of traffic with marks", () => {
    const one = { release: shop(), clusters: [west] };
    const [added, removed] = compareStacks([
      sides("a", undefined, one),
      sides("b", one, undefined),
    ]).stacks;
    expect([added?.change, removed?.change]).to.deep.equal(["added", "removed"]);
    expect([added?.risks, removed?.risks]).to.deep.equal([[], []]);
  });
});
