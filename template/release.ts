// What is released. package.json names this file, so that `gray` finds it, too.
import type { Release } from "gray-release";

export const release: Release = {
  name: "hello",
  namespace: "hello",
  gateway: { hosts: ["hello.example.com"] },
  services: {
    hello: {
      port: 5000,
      expose: true,
      versions: {
        v1: { image: "docker.io/istio/examples-helloworld-v1:1.0" },
        v2: { image: "docker.io/istio/examples-helloworld-v2:1.0" },
      },
      // The weights of the first day; those of the stack's config count where it has some.
      weights: { v1: 100 },
    },
  },
};
