// The release `traffic`: it has a service for each traffic feature.
import type { Release, VersionSpec } from "../../../model/release/release";

/** Namespace of the release {@link traffic}. */
export const namespace = "gray-traffic";
/** The header by which its gateway is entered. */
export const host = { host: "traffic.example" };
/** Namespace of the application outside of the mesh that {@link traffic} leaves. */
export const oldNamespace = "gray-traffic-old";
/** The host by which its gateway passes TLS on. */
export const secretHost = "secret.example";
const image = "example.com/app:1";
const at = (path: string) => ({ paths: [{ prefix: path }] });
const [inWest, inEast] = [
  { image, clusters: ["west"] },
  { image, clusters: ["east"] },
];
/** Runs in both clusters; its callers keep to the pods of their own region while those are healthy. */
const near: VersionSpec = {
  image,
  loadBalancer: { localityLbSetting: { enabled: true } },
  outlierDetection: { interval: "1s", maxEjectionPercent: 100 },
};
const tried = { "x-trial": { exact: "yes" } };

/** A service for each thing that can be declared about traffic. */
export const traffic: Release = {
  name: "traffic",
  namespace,
  gateways: {
    front: { name: `${namespace}-gateway`, hosts: [host.host] },
    passing: { hosts: [secretHost], tls: { mode: "PASSTHROUGH" } },
  },
  services: {
    many: {
      port: 80,
      targetPort: 8080,
      expose: at("/many"),
      versions: { v1: inWest, v2: inEast, v3: near, "4.0": inWest, v5: inEast },
      weights: { v1: 5, v2: 5, v3: 10, "4.0": 80 },
      routes: [
        {
          name: "moved",
          match: { uri: { prefix: "/many/old/" } },
          redirect: { prefixRewrite: "/many/new/", authority: "new.example", redirectCode: 302 },
        },
        {
          name: "down",
          match: { uri: { exact: "/many/down" } },
          directResponse: { status: 503, body: "back soon" },
          headers: { response: { set: { "retry-after": "60" } } },
        },
        { name: "near", match: { headers: { "x-near": { exact: "yes" } } }, to: "v3" },
      ],
    },
    leaving: {
      port: 80,
      expose: at("/leaving"),
      versions: { v1: inWest },
      // Specs add the address at which it answers.
      outside: { old: { host: "old.example", external: true, port: 5000 } },
      weights: { v1: 100 },
      routes: [
        {
          name: "few",
          match: { headers: { "x-few": { exact: "yes" } } },
          to: { v1: 99.5, old: 0.5 },
        },
      ],
    },
    mirrored: {
      port: 80,
      expose: at("/mirrored"),
      versions: { v1: inWest, v2: inEast },
      weights: { v1: 100 },
      mirror: { version: "v2", percent: 10 },
    },
    sticky: {
      port: 80,
      expose: at("/sticky"),
      versions: { v1: inWest, v2: inEast },
      weights: { v1: 90, v2: 10 },
      sticky: {},
    },
    slow: {
      port: 80,
      expose: at("/slow"),
      versions: { v1: { ...inWest, env: { LAB_DELAY_MS: "1500" } }, v2: inEast },
      weights: { v1: 100 },
      timeout: "300ms",
      retries: { attempts: 0 },
      routes: [
        { name: "trial", match: { headers: tried }, to: "v1" },
        { name: "patient", match: { query: { wait: { exact: "yes" } } }, to: "v1", timeout: "9s" },
        {
          name: "broken",
          match: { cookies: { broken: { exact: "yes" } } },
          to: "v2",
          fault: { abort: { status: 418, percent: 10 } },
        },
      ],
    },
    flaky: {
      port: 80,
      expose: at("/flaky"),
      versions: { v1: { ...inWest, env: { LAB_FAIL_ATTEMPTS: "2" } } },
      weights: { v1: 100 },
      retries: { attempts: 2, retryOn: "5xx" },
      routes: [
        { name: "trial", match: { headers: tried }, to: "v1" },
        {
          name: "once",
          match: { method: { exact: "GET" }, uri: { prefix: "/flaky/once" } },
          to: "v1",
          retries: { attempts: 1, retryOn: "5xx" },
        },
      ],
    },
    rpc: {
      port: 7000,
      protocol: "grpc",
      expose: at("/grpc.health.v1.Health/"),
      versions: { v1: inWest, v2: inEast },
      weights: { v1: 90, v2: 10 },
    },
    queue: {
      port: 9000,
      protocol: "tcp",
      expose: [{ gateways: ["front"], port: 31400 }, { gateways: ["passing"] }],
      versions: { v1: inWest, v2: inEast },
      weights: { gateway: { v1: 90, v2: 10 }, mesh: { v1: 10, v2: 90 } },
    },
  },
};
