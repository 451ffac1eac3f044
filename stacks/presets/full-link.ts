// The preset `full-link`: two services, the second of which follows the version of the first.
import { defaultMeshNamespace } from "../../model/release/cluster-role";
import type { Release, VersionSpec } from "../../model/release/release";

/**
 * A chain whose calls keep their version: the gateway's requests to appa split 10/90 and the mesh's
 * all go to v1, in one object, and appb answers with the version that appa has. The gateway lives
 * in the namespace of Istio.
 */
export const fullLink: Release = {
  name: "full-link",
  namespace: "full-link",
  gateway: { name: "app-gw", namespace: defaultMeshNamespace, delegate: true },
  services: {
    appa: {
      port: 8000,
      portName: "http",
      expose: true,
      virtualService: "vs-appa",
      loadBalancer: "ROUND_ROBIN",
      versions: { v1: version("appa", "v1", "appb"), v2: version("appa", "v2", "appb") },
      weights: { gateway: { v1: 10, v2: 90 }, mesh: { v1: 100 } },
      stable: "v1",
    },
    appb: {
      port: 8000,
      portName: "http",
      loadBalancer: "ROUND_ROBIN",
      versions: { v1: version("appb", "v1"), v2: version("appb", "v2") },
      weights: { v1: 100 },
      follows: ["appa"],
    },
  },
};

function version(app: string, version: string, upstream?: string): VersionSpec {
  return {
    image: "swr.cn-north-4.myhuaweicloud.com/hjmtest/go-http-sample:1.0",
    imagePullPolicy: "IfNotPresent",
    imagePullSecrets: ["default-secret"],
    env: { app, version, ...(upstream && { upstream_url: `http://${upstream}:8000/` }) },
  };
}
