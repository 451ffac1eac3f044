import { expect } from "chai";
import type { PodTemplateSpec } from "kubernetes-types/core/v1";
import type { DeploymentManifest } from "../../../../model/manifests/deployment";
import { podTemplate } from "../../../../model/manifests/pod-template";
import { versionOf } from "../../../../operations/adopt/decide/version";

const frame = {
  namespace: "shop",
  service: "web",
  version: "v1",
  targetPort: 8080,
  declared: { port: 8080 },
  sidecar: true,
};
const labels = { app: "web", version: "v1" };
const sleep = { preStop: { sleep: { seconds: 20 } } };
const exec = { preStop: { exec: { command: ["sleep", "20"] } } };

/** A live pod template, with the drain of its app and the config of its proxy. */
const template = (lifecycle: object, config?: string) =>
  ({
    metadata: {
      labels,
      ...(config !== undefined && { annotations: { "proxy.istio.io/config": config } }),
    },
    spec: {
      terminationGracePeriodSeconds: 60,
      containers: [{ name: "web", image: "web:1", ports: [{ containerPort: 8080 }], lifecycle }],
    },
  }) as PodTemplateSpec;

describe("the pods of an adopted Deployment", () => {
  for (const [what, live] of Object.entries({
    "a drain of the app alone": template(sleep),
    "a config of the proxy without a drain": template(sleep, "concurrency: 2"),
    "a config of the proxy with another drain": template(sleep, "terminationDrainDuration: 9s"),
    "the same drain in both": template(sleep, '{"terminationDrainDuration":"20s"}'),
    "a drain by a command": template(exec, "concurrency: 2"),
  }))
    it(`stay as they are with ${what}`, () => {
      const deployment = { spec: { selector: {}, template: live } } as DeploymentManifest;
      const version = versionOf(deployment, frame);
      expect(podTemplate({ ...version, ...frame })).to.deep.equal(live);
    });
});
