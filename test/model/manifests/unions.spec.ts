import { expect } from "chai";
import { merged } from "../../../model/manifests/strategic-merge";
import { membersOf } from "../../../model/manifests/unions";

const exec = { command: ["true"] };
const httpGet = { path: "/", port: 80 };

/** Fields that hold one of several, with what is there before, a change, and what comes of it. */
const replaced: Readonly<Record<string, readonly [before: object, change: object, after: object]>> =
  {
    preStop: [{ sleep: { seconds: 5 } }, { exec }, { exec }],
    postStart: [{ exec }, { httpGet }, { httpGet }],
    readinessProbe: [
      { httpGet, periodSeconds: 2 },
      { tcpSocket: { port: 80 }, timeoutSeconds: 3 },
      { tcpSocket: { port: 80 }, periodSeconds: 2, timeoutSeconds: 3 },
    ],
    livenessProbe: [{ exec }, { grpc: { port: 80 } }, { grpc: { port: 80 } }],
    startupProbe: [{ grpc: { port: 80 } }, { exec }, { exec }],
    valueFrom: [
      { fieldRef: { fieldPath: "status.podIP" } },
      { secretKeyRef: { name: "db", key: "password" } },
      { secretKeyRef: { name: "db", key: "password" } },
    ],
    seccompProfile: [
      { type: "Localhost", localhostProfile: "a.json" },
      { type: "RuntimeDefault" },
      { type: "RuntimeDefault" },
    ],
    strategy: [
      { type: "RollingUpdate", rollingUpdate: { maxSurge: 1 } },
      { type: "Recreate" },
      { type: "Recreate" },
    ],
  };

describe("a change of a field of which Kubernetes takes one", () => {
  for (const [field, [before, change, after]] of Object.entries(replaced))
    it(`takes the place of the others in ${field}`, () => {
      expect(merged({ [field]: before }, { [field]: change })).to.deep.equal({ [field]: after });
    });

  it("takes the place of the others in items of lists: variables, volumes, mounts and claims", () => {
    const before = {
      env: [
        { name: "a", value: "1" },
        { name: "b", value: "2" },
      ],
      volumes: [{ name: "cache", emptyDir: { medium: "Memory" } }],
      volumeMounts: [{ mountPath: "/cache", name: "cache", subPath: "a" }],
      resourceClaims: [{ name: "gpu", resourceClaimName: "one" }],
    };
    const claim = { volumeClaimTemplate: { spec: { accessModes: ["ReadWriteOnce"] } } };
    const change = {
      env: [{ name: "a", valueFrom: { fieldRef: { fieldPath: "metadata.name" } } }],
      volumes: [{ name: "cache", ephemeral: claim }],
      volumeMounts: [{ mountPath: "/cache", subPathExpr: "$(a)" }],
      resourceClaims: [{ name: "gpu", resourceClaimTemplateName: "many" }],
    };
    expect(merged(before, change)).to.deep.equal({
      env: [change.env[0], { name: "b", value: "2" }],
      volumes: change.volumes,
      volumeMounts: [{ mountPath: "/cache", name: "cache", subPathExpr: "$(a)" }],
      resourceClaims: change.resourceClaims,
    });
  });

  it("merges with the same field, and leaves it where the change names none", () => {
    const readinessProbe = { httpGet, periodSeconds: 2 };
    const deeper = { readinessProbe: { httpGet: { path: "/ready" } } };
    expect(merged({ readinessProbe }, deeper)).to.deep.equal({
      readinessProbe: { httpGet: { path: "/ready", port: 80 }, periodSeconds: 2 },
    });
    expect(merged({ readinessProbe }, { readinessProbe: { periodSeconds: 9 } })).to.deep.equal({
      readinessProbe: { httpGet, periodSeconds: 9 },
    });
    const strategy = { type: "RollingUpdate", rollingUpdate: { maxSurge: 1, maxUnavailable: 0 } };
    const wider = { strategy: { rollingUpdate: { maxSurge: 2 } } };
    expect(merged({ strategy }, wider)).to.deep.equal({
      strategy: { type: "RollingUpdate", rollingUpdate: { maxSurge: 2, maxUnavailable: 0 } },
    });
  });

  it("only removes what is null", () => {
    const preStop = { sleep: { seconds: 5 } };
    expect(merged({ preStop }, { preStop: { sleep: null } })).to.deep.equal({ preStop: {} });
    expect(merged({ preStop }, { preStop: { exec: null } })).to.deep.equal({ preStop });
  });

  it("keeps both where the change names both, which the API server refuses", () => {
    const both = { exec, tcpSocket: { port: 80 } };
    expect(merged({ preStop: { sleep: { seconds: 5 } } }, { preStop: both })).to.deep.equal({
      preStop: both,
    });
    expect(membersOf(both, "preStop")).to.deep.equal(["exec", "tcpSocket"]);
  });

  it("is no matter for fields that take any, such as labels of these names", () => {
    const labels = { env: "prod", value: "a" };
    expect(merged({ labels }, { labels: { valueFrom: "b" } })).to.deep.equal({
      labels: { ...labels, valueFrom: "b" },
    });
    expect(membersOf({ value: "a", valueFrom: "b" }, "labels")).to.deep.equal([]);
  });
});
