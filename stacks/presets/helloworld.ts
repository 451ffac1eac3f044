// The preset `helloworld`: Istio's smallest sample in two versions.
import type { Release } from "../../model/release/release";

/** Istio's helloworld in two versions behind a gateway: each answers `/hello` with its version. */
export const helloworld: Release = {
  name: "helloworld",
  namespace: "gray-demo",
  gateway: { name: "gray-demo-gateway" },
  services: {
    helloworld: {
      port: 5000,
      portName: "http-5000",
      expose: true,
      virtualService: "gray-demo-vs",
      versions: {
        v1: { image: "docker.m.daocloud.io/istio/examples-helloworld-v1:latest" },
        v2: { image: "docker.m.daocloud.io/istio/examples-helloworld-v2:latest" },
      },
      weights: { v1: 100 },
    },
  },
};
