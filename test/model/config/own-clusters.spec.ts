import { expect } from "chai";
import { checkText } from "../../../cli/stack/check-file";
import type { Cluster } from "../../../model/release/cluster";
import { config, ownRelease, problemsOf, settingsOf, shop } from "../../support/config";

/** A config in which west has settings of its own. */
const own = (settings: object, changes: Readonly<Record<string, unknown>> = {}) =>
  config({
    clusters: [
      { name: "west", kubeconfig: "west.kubeconfig", ...settings },
      { name: "east", kubeconfig: "east.kubeconfig" },
    ],
    ...changes,
  });

const told = (given: ReturnType<typeof config>) =>
  problemsOf(given).map(({ code, path, fix }) => [code, path.replace("gray-release:", ""), fix]);

/** Settings of west for v1 of web, which runs there. */
const ofWeb = (changes: object) => own({ versions: { web: { v1: changes } } });

const lanes = {
  header: "x-lane",
  lanes: [
    { name: "gray", version: "v2", weight: 5 },
    { name: "blue", version: "v2" },
  ],
};
const laned = { release: { ...shop, lanes } };

describe("settings of single clusters", () => {
  it("stand beside the cluster, for versions, lanes, registry and Secrets", () => {
    const settings = {
      versions: { web: { v1: { replicas: 3, env: { REGION: "west", OLD: null } } } },
      lanes: { gray: 20 },
      registry: "registry.west.example:5000/mirror",
      imagePullSecrets: ["west"],
    };
    const [west] = settingsOf(own(settings, laned)).clusters as [Cluster];
    expect(west).to.deep.include(settings);
  });

  it("may be numbers of pods by cluster in the version itself", () => {
    const versions = { v1: { image: "a:1", replicas: { west: 10, east: 2 } } };
    const { release } = settingsOf(ownRelease({ versions, weights: { v1: 100 } }));
    expect(release.services.web?.versions.v1?.replicas).to.deep.equal({ west: 10, east: 2 });
  });

  it("name services, versions, lanes and clusters that exist", () => {
    expect(
      told(own({ versions: { wb: {}, web: { v3: {} } }, lanes: { grey: 5 } }, laned)),
    ).to.deep.equal([
      ["GR012", "clusters[0].lanes.grey", 'did you mean "gray"?'],
      ["GR010", "clusters[0].versions.wb", 'did you mean "web"?'],
      ["GR192", "clusters[0].versions.web.v3", 'did you mean "v1"?'],
    ]);
    expect(told(own({ lanes: { gray: 5 } }))).to.deep.equal([
      ["GR012", "clusters[0].lanes.gray", "declare the lane in the release, or remove it here"],
    ]);
    expect(
      told(config({ versions: { web: { v1: { replicas: { wset: 2 } } } } })).map((one) => one),
    ).to.deep.equal([["GR103", "versions.web.v1.replicas.wset", 'did you mean "west"?']]);
  });

  it("are for versions that the cluster runs", () => {
    const [problem] = problemsOf(own({ versions: { web: { v2: { replicas: 3 } } } }));
    expect(problem).to.deep.equal({
      code: "GR190",
      path: "gray-release:clusters[0].versions.web.v2",
      given: "settings of west for v2, which runs in east only",
      allowed: "settings for versions that the cluster runs",
      fix: "add west to `clusters` of v2, or remove the settings",
    });
    const kubeconfig = "kind: Config\nusers: [{ user: { token: s3cr3t } }]";
    const wrong = { web: { v2: { clusters: [kubeconfig], replicas: { west: 2 } } } };
    const all = problemsOf(config({ versions: wrong }));
    expect(all.map(({ code }) => code)).to.include.members(["GR103", "GR190"]);
    expect(JSON.stringify(all)).to.not.contain("s3cr3t");
    const byCluster = { web: { v2: { replicas: { west: 2, east: 3 } } } };
    expect(told(config({ versions: byCluster })).map(([code, path]) => [code, path])).to.deep.equal(
      [["GR190", "versions.web.v2.replicas.west"]],
    );
  });

  for (const [key, value, why] of [
    ["clusters", ["east"], "the version itself says where it runs: one list for all clusters"],
    ["loadBalancer", { simple: "RANDOM" }, "the callers of every cluster read it"],
    ["outlierDetection", {}, "the callers of every cluster read it"],
  ] as const)
    it(`can't be ${key}: the reason is told`, () => {
      const [problem, ...others] = problemsOf(ofWeb({ [key]: value }));
      expect(others).to.deep.equal([]);
      expect([problem?.code, problem?.path, problem?.fix]).to.deep.equal([
        "GR191",
        `gray-release:clusters[0].versions.web.v1.${key}`,
        `remove it here, and set ${key} of the version for all clusters`,
      ]);
      expect(problem?.allowed).to.contain(why);
    });

  it("can't be ports of a container, which the Service leads to in every cluster", () => {
    const pod = {
      spec: {
        containers: [{ tty: true }, { name: "log", image: "l:1", ports: [{ containerPort: 81 }] }],
      },
    };
    expect(told(ofWeb({ pod })).map(([code, path]) => [code, path])).to.deep.equal([
      ["GR191", "clusters[0].versions.web.v1.pod.spec.containers[1].ports"],
    ]);
  });

  it("can't be pods without a sidecar, nor with one where the others have none", () => {
    const off = { metadata: { labels: { "sidecar.istio.io/inject": "false" } } };
    const on = { metadata: { labels: { "sidecar.istio.io/inject": null } } };
    const places = (given: ReturnType<typeof config>) =>
      told(given).flatMap(([code, path]) => (code === "GR191" ? [path] : []));
    const place = ["clusters[0].versions.web.v1.pod"];
    expect(places(ofWeb({ pod: off }))).to.deep.equal(place);
    expect(places(ofWeb({ pod: { spec: { hostNetwork: true } } }))).to.deep.equal(place);
    const everywhere = { versions: { web: { v1: { pod: off } } } };
    expect(places(own({ versions: { web: { v1: { pod: on } } } }, everywhere))).to.deep.equal(
      place,
    );
    expect(places(own({ versions: { web: { v1: { replicas: 2 } } } }, everywhere))).to.deep.equal(
      [],
    );
  });

  it("take no version out of a cluster by 0 pods: its `clusters` says where it runs", () => {
    const fix = (given: ReturnType<typeof config>) =>
      problemsOf(given).map(({ path, allowed }) => [path, allowed]);
    const allowed =
      "an integer from 1 to 10000; to run it elsewhere only, leave the cluster out of `clusters`";
    expect(fix(ofWeb({ replicas: 0 }))).to.deep.equal([
      ["gray-release:clusters[0].versions.web.v1.replicas", allowed],
    ]);
    expect(fix(config({ versions: { cart: { v1: { replicas: { east: 0 } } } } }))).to.deep.equal([
      ["gray-release:versions.cart.v1.replicas.east", allowed],
    ]);
  });

  it("are checked as the pods that come out of them, at the place of the key that is wrong", () => {
    const labels = { metadata: { labels: { version: "x" } } };
    const places = (given: ReturnType<typeof config>) =>
      told(given).flatMap(([code, path]) => (code === "GR116" ? [path] : []));
    expect(places(ofWeb({ pod: labels }))).to.deep.equal([
      "clusters[0].versions.web.v1.pod.metadata.labels.version",
    ]);
    // The grace period is the version's, the drain that is too long for it the cluster's.
    const pod = { spec: { terminationGracePeriodSeconds: 20 } };
    const both = own(
      { versions: { web: { v1: { drainSeconds: 60 } } } },
      { versions: { web: { v1: { pod } } } },
    );
    expect(told(both).map(([code, path]) => [code, path])).to.deep.equal([
      ["GR117", "versions.web.v1.pod.spec.terminationGracePeriodSeconds"],
    ]);
    // What is wrong in every cluster is one mistake.
    const wrong = own(
      { versions: { web: { v1: { replicas: 2 } } } },
      { versions: { web: { v1: { pod: labels } } } },
    );
    expect(places(wrong)).to.deep.equal(["versions.web.v1.pod.metadata.labels.version"]);
  });

  it("have the form of what they change, and names of registries", () => {
    expect(
      told(own({ versions: { web: { v1: { image: null, env: { A: 1 }, replicsa: 2 } } } })),
    ).to.deep.equal([
      ["GR001", "clusters[0].versions.web.v1.image", "write a value in Pulumi.<stack>.yaml"],
      [
        "GR001",
        "clusters[0].versions.web.v1.env.A",
        'put the value in quotes in Pulumi.<stack>.yaml: `A: "…"`',
      ],
      ["GR003", "clusters[0].versions.web.v1.replicsa", 'did you mean "replicas"?'],
    ]);
    for (const registry of ["https://a.example", "a.example/", "mirror", "a.example/Mirror", ""])
      expect(
        told(own({ registry })).map(([, path]) => path),
        registry,
      ).to.deep.equal(["clusters[0].registry"]);
    for (const registry of ["a.example", "localhost/x", "host:5000", "a.example/x_y/z-1"])
      expect(told(own({ registry })), registry).to.deep.equal([]);
  });

  it("keep the percentages of lanes at 100 at most, in lanes that requests can enter", () => {
    expect(
      told(own({ lanes: { blue: 96 } }, laned)).map(([code, path]) => [code, path]),
    ).to.deep.equal([["GR133", "clusters[0].lanes"]]);
    const closed = {
      ...shop,
      services: { cart: shop.services.cart },
      lanes: { ...lanes, lanes: [{ name: "gray", version: "v2" }] },
    };
    expect(
      told(own({ lanes: { gray: 5 } }, { release: closed })).map(([code, path]) => [code, path]),
    ).to.deep.equal([["GR134", "clusters[0].lanes.gray"]]);
  });

  it("have their mistakes at their own lines, and a warning where no proxy reads them", () => {
    const text = `config:
  gray-release:release: helloworld
  gray-release:clusters:
    - name: west
      context: a
    - name: edge
      context: b
      role: remote
      versions:
        helloworld:
          v1:
            replicas: 0
      weights:
        helloworld: { v1: 100 }
`;
    const found = (given: string) =>
      checkText("Pulumi.dev.yaml", given)
        .findings.filter(({ severity }) => severity !== "info")
        .map(({ code, severity, line }) => [code, severity, line]);
    expect(found(text)).to.deep.equal([["GR001", "error", 12]]);
    expect(found(text.replace("replicas: 0", "replicas: 2"))).to.deep.equal([
      ["GR193", "warning", 13],
    ]);
  });
});
