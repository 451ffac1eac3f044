// The preset `dubbo-canary`: a Dubbo consumer and a canary of its provider.
import type { Release } from "../../model/release/release";

/**
 * A canary of a Dubbo provider: in steps by its weight, and at any time for requests with the
 * header `lane: test-v2`, which the consumer passes on. The programs are those of
 * https://github.com/amamba-io/rollout-examples.
 */
export const dubboCanary: Release = {
  name: "dubbo-canary",
  namespace: "dubbo",
  gateway: { name: "dubbo" },
  services: {
    "dubbo3-consumer": {
      port: 9090,
      targetPort: 8080,
      portName: "http",
      expose: true,
      virtualService: "consumer",
      versions: {
        v1: {
          image: "release-ci.daocloud.io/mspider/spring-dubbo3-consumer:v0.2",
          env: { PROVIDER_URL: "tri://dubbo3-provider:50052" },
        },
      },
      weights: { v1: 100 },
    },
    "dubbo3-provider": {
      port: 50052,
      targetPort: 20880,
      // Dubbo's protocol Triple is gRPC on the wire.
      protocol: "grpc",
      defaultRoute: "test-v1",
      virtualService: "provider",
      versions: {
        stable: { image: "release-ci.daocloud.io/mspider/spring-dubbo3-provider:v0.2" },
        canary: { image: "release-ci.daocloud.io/mspider/spring-dubbo3-provider:v0.2" },
      },
      weights: { stable: 100, canary: 0 },
      routes: [
        { name: "test-v2", match: { headers: { lane: { exact: "test-v2" } } }, to: "canary" },
      ],
    },
  },
};
