import { expect } from "chai";
import { parseConfig } from "../../../../model/config/parse";
import type { Problem } from "../../../../model/problem";
import { ownRelease } from "../../../support/config";

const image = "acme/web:1";

/** The problems of a stack whose release `web` has these entries, and whose project these files. */
function problems(
  manifests: readonly unknown[],
  files: Readonly<Record<string, string>> = {},
  more: object = {},
): readonly Problem[] {
  const { release, ...config } = ownRelease({ versions: { v1: { image } }, weights: { v1: 100 } });
  const parsed = parseConfig(
    { ...config, release: { ...(release as object), manifests }, ...more },
    {
      presets: {},
      readText: (path) => {
        const text = files[path];
        if (text !== undefined) return text;
        throw Object.assign(new Error("no such file"), { code: "ENOENT" });
      },
    },
  );
  return "problems" in parsed ? parsed.problems : [];
}

const told = (...args: Parameters<typeof problems>) =>
  problems(...args).map(
    ({ code, path }) => `${code} ${path.replace("gray-release:release.manifests", "")}`,
  );

const object = (kind: string, apiVersion = "v1", more: object = {}) => ({
  apiVersion,
  kind,
  metadata: { name: "settings" },
  ...more,
});

describe("objects beside the release's own", () => {
  it("may be of any kind that pods need", () => {
    const entries = [
      object("ServiceAccount"),
      object("ConfigMap", "v1", { data: { a: "1" } }),
      object("NetworkPolicy", "networking.k8s.io/v1"),
      object("ServiceEntry", "networking.istio.io/v1"),
      object("Role", "rbac.authorization.k8s.io/v1"),
      object("ServiceMonitor", "monitoring.coreos.com/v1"),
      { object: object("Sidecar", "networking.istio.io/v1"), clusters: ["west"] },
      "k8s/more.yaml",
    ];
    const files = { "k8s/more.yaml": "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: more}\n" };
    expect(problems(entries, files)).to.deep.equal([]);
  });

  it("say what they are", () => {
    const entries = [
      { kind: "ConfigMap", metadata: { name: "a" } },
      { apiVersion: "v1", kind: "ConfigMap", metadata: {} },
      { apiVersion: "v1", kind: "ConfigMap" },
      object("configmap"),
      { object: { apiVersion: "v1", kind: "ConfigMap", metadata: { name: "A" } } },
      object("ConfigMap", "v1", { metadata: { name: "b", labels: { a: 1 } } }),
      object("ConfigMap", "v1", { metadata: { name: "c", namespace: "-" } }),
    ];
    expect(told(entries)).to.deep.equal([
      "GR031 [0].apiVersion",
      "GR031 [1].metadata.name",
      "GR031 [2].metadata",
      "GR031 [3].kind",
      "GR031 [4].object.metadata.name",
      "GR031 [5].metadata.labels",
      "GR031 [6].metadata.namespace",
    ]);
  });

  it("are no Secrets, and the message repeats none of their data", () => {
    const [one] = problems([object("Secret", "v1", { stringData: { password: "hunter2" } })]);
    expect(one?.code).to.equal("GR033");
    expect(one?.fix).to.contain("ExternalSecret");
    expect(JSON.stringify(one)).not.to.contain("hunter2");
    expect(problems([object("Secret", "acme.com/v1")])).to.deep.equal([]);
  });

  it("decide about no requests of the release", () => {
    const rule = (host: string) =>
      object("DestinationRule", "networking.istio.io/v1", { spec: { host } });
    const entries = [
      object("VirtualService", "networking.istio.io/v1"),
      object("PeerAuthentication", "security.istio.io/v1"),
      rule("web"),
      rule("web.shop.svc.cluster.local"),
      rule("*.svc.cluster.local"),
    ];
    expect(told(entries).filter((one) => !one.startsWith("GR036"))).to.deep.equal(
      [0, 1, 2, 3, 4].map((i) => `GR032 [${i}]`),
    );
    expect(problems([rule("api.example.com")])).to.deep.equal([]);
  });

  it("scale no version whose pods the release counts", () => {
    const scaler = (name: string) =>
      object("HorizontalPodAutoscaler", "autoscaling/v2", {
        spec: { scaleTargetRef: { apiVersion: "apps/v1", kind: "Deployment", name } },
      });
    expect(told([scaler("web-v1")])).to.deep.equal(["GR032 [0]"]);
    expect(problems([scaler("other")])).to.deep.equal([]);
    const external = { versions: { web: { v1: { image, replicas: "external" } } } };
    expect(problems([scaler("web-v1")], {}, external)).to.deep.equal([]);
  });

  it("belong to no whole cluster, no whole mesh, and not to Kubernetes", () => {
    const inside = (namespace: string) => ({ metadata: { name: "a", namespace } });
    const entries = [
      object("Namespace"),
      object("ClusterRole", "rbac.authorization.k8s.io/v1"),
      object("Sidecar", "networking.istio.io/v1", inside("istio-system")),
      object("ConfigMap", "v1", inside("kube-system")),
    ];
    expect(told(entries)).to.deep.equal([0, 1, 2, 3].map((i) => `GR034 [${i}]`));
    // A certificate of the ingress gateway stands in its namespace.
    expect(problems([object("Certificate", "cert-manager.io/v1", inside("istio-system"))]))
      .to // prettier
      .deep.equal([]);
  });

  it("carry nothing that a cluster added, and no annotation of the engine", () => {
    const metadata = { name: "a", uid: "1", resourceVersion: "2", creationTimestamp: null };
    const annotations = { "pulumi.com/patchForce": "true" };
    const entries = [
      object("ConfigMap", "v1", { metadata, status: {} }),
      object("ConfigMap", "v1", { metadata: { name: "b", annotations } }),
    ];
    expect(told(entries)).to.deep.equal(["GR035 [0]", "GR183 [1].metadata.annotations"]);
    expect(problems(entries)[0]?.fix).to.equal(
      "remove metadata.uid, metadata.resourceVersion, status",
    );
  });

  it("occur once in a cluster, and have no name that the release gives", () => {
    const one = object("ConfigMap");
    expect(told([one, one])).to.deep.equal(["GR036 [1]"]);
    const apart = [
      { object: one, clusters: ["west"] },
      { object: one, clusters: ["east"] },
    ];
    expect(problems(apart)).to.deep.equal([]);
    expect(told([object("Service", "v1", { metadata: { name: "web" } })])).to.deep.equal([
      "GR243 [0]",
    ]);
  });

  it("are for clusters of the stack", () => {
    const [one] = problems([{ object: object("ConfigMap"), clusters: ["wst"] }]);
    expect([one?.code, one?.fix]).to.deep.equal(["GR037", 'did you mean "west"?']);
  });

  it("have no pods that a Service of the release selects", () => {
    const pods = (app: string) => ({ spec: { template: { metadata: { labels: { app } } } } });
    expect(told([object("StatefulSet", "apps/v1", pods("web"))])).to.deep.equal(["GR038 [0]"]);
    expect(problems([object("StatefulSet", "apps/v1", pods("db"))])).to.deep.equal([]);
  });
});

describe("a file of objects", () => {
  it("is told where it does not exist, or holds none", () => {
    const found = problems(["a.yaml", { file: "empty.yaml" }], { "empty.yaml": "# none\n---\n" });
    expect(found.map(({ code, path, given }) => [code, path, given])).to.deep.equal([
      ["GR030", "gray-release:release.manifests[0]", "the file a.yaml, which does not exist"],
      ["GR030", "gray-release:release.manifests[1]", "empty.yaml, which holds no object"],
    ]);
  });

  it("is not repeated where its path is the text of a kubeconfig", () => {
    const [one] = problems(['{"kind":"Config","users":[{"user":{"token":"s3cr3t"}}]}'], {});
    expect([one?.code, one?.given]).to.deep.equal([
      "GR030",
      "a kubeconfig, which is not repeated here",
    ]);
  });

  it("has its mistakes with the lines, all together", () => {
    const text = [
      "apiVersion: v1",
      "kind: ConfigMap",
      "metadata: { name: a }",
      "data: { on: x, mode: 0644 }",
      "---",
      "kind: ConfigMap",
      "---",
      "a: b: c",
      "---",
      "apiVersion: v1",
      "kind: Secret",
      "metadata: { name: db }",
      "stringData: { password: hunter2 }",
    ].join("\n");
    const found = problems(["all.yaml"], { "all.yaml": text });
    const lines = found.map(({ code, given }) => `${code} ${/line \d+/.exec(given)?.[0]}`);
    expect(lines).to.have.members([
      "GR031 line 6",
      "GR033 line 10",
      "GR030 line 4",
      "GR030 line 8",
    ]);
    expect(JSON.stringify(found)).not.to.contain("hunter2");
  });

  it("may hold a list, as kubectl prints it", () => {
    const text = [
      "apiVersion: v1",
      "kind: List",
      "items:",
      "- { apiVersion: v1, kind: ConfigMap, metadata: { name: a } }",
      "- { apiVersion: v1, kind: ConfigMap, metadata: { name: a } }",
    ].join("\n");
    const [twice, ...others] = problems(["list.yaml"], { "list.yaml": text });
    expect(others).to.deep.equal([]);
    expect(twice?.given).to.equal(
      "list.yaml, line 5: a second ConfigMap shop/a, after list.yaml, line 4",
    );
  });
});

describe("manifests of a stack", () => {
  it("stand beside those of its release, and have their own place", () => {
    const more = { manifests: [{ kind: "ConfigMap" }] };
    const found = problems([object("ConfigMap")], {}, more);
    expect(found.map(({ path }) => path)).to.deep.equal(["gray-release:manifests[0].apiVersion"]);
  });
});
