import { expect } from "chai";
import { config, problemsOf, settingsOf } from "../../support/config";

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
});
