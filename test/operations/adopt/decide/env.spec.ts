import { expect } from "chai";
import type { EnvVar } from "kubernetes-types/core/v1";
import { parseConfig } from "../../../../model/config/parse";
import type { DeploymentManifest } from "../../../../model/manifests/deployment";
import { podTemplate } from "../../../../model/manifests/pod-template";
import { readStackDocument } from "../../../../model/yaml/document";
import { versionOf } from "../../../../operations/adopt/decide/version";
import { release, service } from "../../../support/releases";

const frame = {
  namespace: "gray-demo",
  service: "web",
  version: "v1",
  targetPort: 8080,
  declared: { port: 8080 },
  sidecar: true,
};

/** The environment that the release gives the pods of an adopted Deployment. */
function adopted(env: readonly EnvVar[]): readonly EnvVar[] | undefined {
  const labels = { app: "web", version: "v1" };
  const containers = [{ name: "web", image: "web:1", env, ports: [{ containerPort: 8080 }] }];
  const live = {
    spec: {
      selector: { matchLabels: labels },
      template: { metadata: { labels }, spec: { containers } },
    },
  } as unknown as DeploymentManifest;
  const version = versionOf(live, frame);
  // What is written into the stack file comes back in another order.
  const given = release({
    services: { web: service({ versions: { v1: version }, weights: { v1: 100 } }) },
  });
  const text = JSON.stringify({
    config: {
      "gray-release:release": given,
      "gray-release:clusters": [{ name: "eu", context: "a" }],
    },
  });
  const read = readStackDocument(text);
  if (!("config" in read)) throw new Error("the file can't be read");
  const parsed = parseConfig(read.config, { presets: {} });
  if (!("settings" in parsed)) throw new Error(JSON.stringify(parsed.problems));
  const spec = parsed.settings.release.services.web?.versions.v1;
  if (!spec) throw new Error("there is no version");
  const { replicas: _replicas, ...pods } = spec;
  return podTemplate({ ...pods, ...frame }).spec?.containers[0]?.env;
}

describe("the environment of an adopted Deployment", () => {
  for (const [what, env] of [
    ["a variable before another one that refers to it", ["ZONE=eu", "APP_URL=http://$(ZONE)"]],
    ["a reference that Kubernetes leaves as it is", ["APP_URL=http://$(ZONE)", "ZONE=eu"]],
    ["no references, unsorted", ["B=1", "A=2", "C=3"]],
    ["names with numbers", ["V10=a", "V2=b"]],
    ["an escaped reference", ["B=1", "A=$$(B)"]],
    ["a circle", ["B=$(A)", "A=$(B)"]],
    ["names in order", ["A=1", "B=$(A)"]],
  ] as const)
    it(`stays in its order with ${what}, so that no pod is replaced`, () => {
      const live = env.map((one) => {
        const [name = "", value = ""] = one.split(/=(.*)/s);
        return { name, value };
      });
      expect(adopted(live)).to.deep.equal(live);
    });

  it("stays in its order where values from elsewhere stand in between", () => {
    const field = { fieldRef: { fieldPath: "status.podIP" } };
    const live = [
      { name: "Z", value: "1" },
      { name: "POD_IP", valueFrom: field },
      { name: "A", value: "$(POD_IP)" },
    ];
    expect(adopted(live)).to.deep.equal(live);
  });
});
