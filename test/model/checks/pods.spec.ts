import { expect } from "chai";
import { config, ownRelease, problemsOf, settingsOf } from "../../support/config";

function problems(v2: object) {
  return problemsOf(config({ versions: { web: { v2 } } }));
}

describe("what a version says about its pods", () => {
  it("can't change the labels that the Service and the subset select by", () => {
    const labels = { app: "other", version: "v3", team: "shop" };
    expect(problems({ pod: { metadata: { labels } } }).map(({ code, path }) => [code, path]))
      .to //
      .deep.equal([
        ["GR116", "gray-release:versions.web.v2.pod.metadata.labels.app"],
        ["GR116", "gray-release:versions.web.v2.pod.metadata.labels.version"],
      ]);
  });

  it("leaves the pods the time to drain", () => {
    const pod = { spec: { terminationGracePeriodSeconds: 20 } };
    expect(problems({ pod, drainSeconds: 20 })).to.deep.equal([]);
    expect(problems({ pod, drainSeconds: 21 }).map(({ code, path }) => [code, path]))
      .to //
      .deep.equal([
        ["GR117", "gray-release:versions.web.v2.pod.spec.terminationGracePeriodSeconds"],
      ]);
  });

  it("has no two fields of which Kubernetes takes one", () => {
    const exec = { command: ["true"] };
    const tcpSocket = { port: 80 };
    const container = {
      lifecycle: { preStop: { exec, sleep: { seconds: 1 } }, postStart: { exec } },
      env: [{ name: "A", value: "", valueFrom: { fieldRef: {} } }],
    };
    const volumes = [{ name: "a", emptyDir: {}, secret: {}, configMap: null }, { name: "b" }];
    const found = problems({
      startupProbe: { exec, tcpSocket, grpc: { port: 80 } },
      pod: { spec: { containers: [container], volumes } },
    });
    const spec = "gray-release:versions.web.v2.pod.spec";
    expect(found.map(({ code, path, given, fix }) => [code, path, given, fix])).to.deep.equal([
      ["GR160", `${spec}.containers[0].env[0]`, "value and valueFrom", "remove value or valueFrom"],
      [
        ...["GR160", `${spec}.containers[0].lifecycle.preStop`],
        ...["exec and sleep", "remove exec or sleep"],
      ],
      ["GR160", `${spec}.volumes[0]`, "emptyDir and secret", "remove emptyDir or secret"],
      [
        ...["GR160", "gray-release:versions.web.v2.startupProbe"],
        ...["exec, grpc and tcpSocket", "remove all but one"],
      ],
    ]);
  });

  it("drains for whole seconds up to ten minutes", () => {
    for (const drainSeconds of [0, 600])
      expect(problems({ drainSeconds }), String(drainSeconds)).to.deep.equal([]);
    for (const drainSeconds of [-1, 601, 1.5, "5s"])
      expect(problems({ drainSeconds }), String(drainSeconds)).to.have.lengthOf(1);
  });

  it("is of Kubernetes' own form where it has one, and else has known keys", () => {
    const found = problems({ readinessProbe: "/healthz", pod: { annotations: {}, spec: [] } });
    expect(found.map(({ code, path }) => [code, path])).to.deep.equal([
      ["GR001", "gray-release:versions.web.v2.readinessProbe"],
      ["GR001", "gray-release:versions.web.v2.pod.spec"],
      ["GR003", "gray-release:versions.web.v2.pod.annotations"],
    ]);
  });

  it("has lists where Kubernetes has them", () => {
    const spec = { containers: [{ ports: [null] }, "app"], volumes: {}, initContainers: null };
    expect(problems({ pod: { spec } }).map(({ code, path }) => [code, path])).to.deep.equal([
      ["GR001", "gray-release:versions.web.v2.pod.spec.containers[0].ports[0]"],
      ["GR001", "gray-release:versions.web.v2.pod.spec.containers[1]"],
      ["GR001", "gray-release:versions.web.v2.pod.spec.volumes"],
    ]);
  });

  it("comes from the stack as other fields do: whole", () => {
    const pod = { spec: { nodeSelector: { disktype: "ssd" } } };
    const { release } = settingsOf(config({ versions: { web: { v2: { pod } } } }));
    expect(release.services.web?.versions.v2?.pod).to.deep.equal(pod);
  });

  it("are refused a number of pods beside an autoscaler", () => {
    const autoscale = { min: 2, max: 6 };
    const of = (more: object) => problems({ resources: { requests: { cpu: "1" } }, ...more });
    expect(of({ autoscale })).to.deep.equal([]);
    expect(of({ replicas: "external" })).to.deep.equal([]);
    for (const [replicas, fix] of [
      [3, "remove replicas"],
      ["external", "remove replicas"],
      [0, "clusters: [] takes the version offline"],
    ] as const) {
      const [one, ...others] = of({ autoscale, replicas });
      expect(others).to.deep.equal([]);
      expect(one?.code).to.equal("GR119");
      expect(one?.path).to.match(/versions\.web\.v2\.replicas$/);
      expect(one?.fix).to.contain(fix);
    }
  });

  it("may leave their number to others, and to no other word", () => {
    for (const replicas of ["many", "3", -1, 1.5])
      expect(
        problems({ replicas }).map(({ code }) => code),
        String(replicas),
      ).to.deep.equal(["GR001"]);
    // In a change of a version, `null` removes the number.
    expect(problems({ replicas: null })).to.deep.equal([]);
    const versions = { v1: { image: "a:1", replicas: null } };
    const [one] = problemsOf(ownRelease({ versions, weights: { v1: 100 } }));
    expect(one?.code).to.equal("GR001");
    expect(one?.allowed).to.contain("the key autoscale makes an autoscaler");
  });
});
