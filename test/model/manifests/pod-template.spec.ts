import { expect } from "chai";
import type { WorkloadArgs } from "../../../model/manifests/workload-args";
import { podTemplate } from "../../../model/manifests/pod-template";
import type { PodOverrides } from "../../../model/release/pod";

const args: WorkloadArgs = {
  namespace: "shop",
  service: "cart",
  version: "v2",
  image: "ghcr.io/acme/cart:2.0",
  targetPort: 8080,
};

function container(more: Partial<WorkloadArgs>) {
  return podTemplate({ ...args, ...more }).spec?.containers[0];
}

function specWith(spec: NonNullable<PodOverrides["spec"]>, more: Partial<WorkloadArgs> = {}) {
  return podTemplate({ ...args, drainSeconds: 0, ...more, pod: { spec } }).spec;
}

describe("a pod that ends", () => {
  it("answers for 5 seconds more, as its sidecar does, and has the usual time to stop", () => {
    const { metadata, spec } = podTemplate(args);
    expect(spec?.containers[0]?.lifecycle).to.deep.equal({ preStop: { sleep: { seconds: 5 } } });
    expect(metadata?.annotations).to.deep.equal({
      "proxy.istio.io/config": '{"terminationDrainDuration":"5s"}',
    });
    expect(spec?.terminationGracePeriodSeconds).to.equal(30);
  });

  it("has the longer time to stop that a longer drain needs", () => {
    const { spec } = podTemplate({ ...args, drainSeconds: 90 });
    expect(spec?.terminationGracePeriodSeconds).to.equal(100);
  });

  it("ends at once where it is told to", () => {
    const { metadata, spec } = podTemplate({ ...args, drainSeconds: 0 });
    expect(spec).to.not.have.property("terminationGracePeriodSeconds");
    expect(spec?.containers[0]).to.not.have.property("lifecycle");
    expect(metadata).to.not.have.property("annotations");
  });

  it("has no sidecar to drain where injection is disabled, which its label says", () => {
    const { metadata, spec } = podTemplate({ ...args, sidecar: false });
    expect(metadata).to.deep.equal({
      labels: { app: "cart", version: "v2", "sidecar.istio.io/inject": "false" },
    });
    expect(spec?.containers[0]?.lifecycle?.preStop?.sleep?.seconds).to.equal(5);
  });
});

describe("the container of a version", () => {
  it("has the probes that it was given, as they are", () => {
    const readinessProbe = { httpGet: { path: "/healthz", port: 8080 }, periodSeconds: 2 };
    const livenessProbe = { tcpSocket: { port: 8080 } };
    const startupProbe = { exec: { command: ["true"] } };
    const probes = { readinessProbe, livenessProbe, startupProbe };
    expect(container(probes)).to.include(probes);
  });

  it("runs under the ServiceAccount that is named", () => {
    const { spec } = podTemplate({ ...args, serviceAccountName: "cart" });
    expect(spec?.serviceAccountName).to.equal("cart");
  });
});

describe("the overrides of a pod", () => {
  it("add labels and annotations to those of the release", () => {
    const metadata = { labels: { team: "shop" }, annotations: { scrape: "yes" } };
    expect(podTemplate({ ...args, pod: { metadata } }).metadata).to.deep.equal({
      labels: { app: "cart", version: "v2", team: "shop" },
      annotations: { "proxy.istio.io/config": '{"terminationDrainDuration":"5s"}', scrape: "yes" },
    });
  });

  it("replace the drain's handler, and the handler of a probe, by one of another kind", () => {
    const preStop = { exec: { command: ["sh", "-c", "sleep 7"] } };
    const containers = [{ lifecycle: { preStop }, readinessProbe: { tcpSocket: { port: 8080 } } }];
    const probe = { httpGet: { path: "/", port: 8080 }, periodSeconds: 2 };
    const spec = specWith({ containers }, { drainSeconds: 5, readinessProbe: probe });
    expect(spec?.containers[0]?.lifecycle).to.deep.equal({ preStop });
    expect(spec?.containers[0]?.readinessProbe).to.deep.equal({
      tcpSocket: { port: 8080 },
      periodSeconds: 2,
    });
  });

  it("replace the value of a variable by its source", () => {
    const valueFrom = { secretKeyRef: { name: "db", key: "url" } };
    const containers = [{ env: [{ name: "URL", valueFrom }] }];
    const spec = specWith({ containers }, { env: { URL: "none", ZONE: "a" } });
    expect(spec?.containers[0]?.env).to.deep.equal([
      { name: "URL", valueFrom },
      { name: "ZONE", value: "a" },
    ]);
  });

  it("have the drain in their own config of the proxy, where the release has one", () => {
    const key = "proxy.istio.io/config";
    const pod = { metadata: { annotations: { [key]: "concurrency: 2\n" } } };
    const config = (more: Partial<WorkloadArgs>) =>
      podTemplate({ ...args, pod, ...more }).metadata?.annotations?.[key];
    expect(config({ drainSeconds: 9 })).to.equal("concurrency: 2\nterminationDrainDuration: 9s\n");
    expect(config({ drainSeconds: 0 })).to.equal("concurrency: 2\n");
    expect(config({ sidecar: false })).to.equal("concurrency: 2\n");
  });

  it("reach the app's container by the service's name", () => {
    const containers = [
      { name: "exporter", image: "exporter:1" },
      { name: "cart", tty: true },
    ];
    const spec = specWith({ containers });
    expect(spec?.containers.map(({ name, tty }) => [name, tty])).to.deep.equal([
      ["exporter", undefined],
      ["cart", true],
    ]);
  });

  it("reach the app's container by leaving out its name", () => {
    const spec = specWith({ containers: [{ tty: true }, { name: "exporter" }] });
    expect(spec?.containers.map(({ name, tty }) => [name, tty])).to.deep.equal([
      ["cart", true],
      ["exporter", undefined],
    ]);
  });

  it("merge what Kubernetes merges by a key, and keep the rest of it", () => {
    const env = [{ name: "b", valueFrom: { fieldRef: { fieldPath: "metadata.name" } } }];
    const ports = [{ containerPort: 8080, name: "http" }, { containerPort: 9090 }];
    const spec = specWith({ containers: [{ env, ports }] }, { env: { a: "1" } });
    expect(spec?.containers[0]?.env).to.deep.equal([{ name: "a", value: "1" }, ...env]);
    expect(spec?.containers[0]?.ports).to.deep.equal(ports);
  });

  it("take out a label or an annotation that is null", () => {
    const labels = { "sidecar.istio.io/inject": null };
    const pod = { metadata: { labels } };
    expect(podTemplate({ ...args, sidecar: false, pod }).metadata?.labels).to.deep.equal({
      app: "cart",
      version: "v2",
    });
  });

  it("replace other lists whole, and take out what is null", () => {
    const spec = specWith(
      { containers: [{ command: ["run"], ports: null }], tolerations: [{ key: "gpu" }] },
      { imagePullSecrets: ["registry"] },
    );
    expect(spec).to.deep.equal({
      imagePullSecrets: [{ name: "registry" }],
      tolerations: [{ key: "gpu" }],
      containers: [{ name: "cart", image: args.image, command: ["run"] }],
    });
  });

  it("leave the declaration as it was", () => {
    const pod: PodOverrides = { spec: { containers: [{ env: [{ name: "a", value: "2" }] }] } };
    const before = structuredClone(pod);
    podTemplate({ ...args, env: { a: "1" }, pod });
    expect(pod).to.deep.equal(before);
  });
});
