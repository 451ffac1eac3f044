import { expect } from "chai";
import type { ServiceSpec } from "../../../../../model/release/release";
import { service } from "../../../../support/releases";
import { found, shop } from "../../mutated";

const image = "ghcr.io/acme/app:1";

/** Place below the service and what is given, each once. */
function idle(changes: Partial<ServiceSpec>): string[] {
  const cart = service({ versions: { v1: { image } }, weights: { v1: 100 }, ...changes });
  const all = found(undefined, { ...shop, services: { ...shop.services, cart } });
  return [
    ...new Set(
      all.map(({ code, origin, given }) => `${code} ${origin.slice(2).join(".")}: ${given}`),
    ),
  ];
}

const warmup = { duration: "60s" };

describe("warmup", () => {
  it("works with ROUND_ROBIN, LEAST_REQUEST and without an algorithm", () => {
    for (const simple of ["ROUND_ROBIN", "LEAST_REQUEST", undefined] as const)
      expect(idle({ loadBalancer: { ...(simple && { simple }), warmup } })).to.deep.equal([]);
  });

  it("has no effect beside another algorithm", () => {
    expect(idle({ loadBalancer: { simple: "RANDOM", warmup } })).to.deep.equal([
      "GR355 loadBalancer.warmup: warmup beside RANDOM",
    ]);
    const consistentHash = { useSourceIp: true } as const;
    expect(idle({ loadBalancer: { consistentHash, warmup } })).to.deep.equal([
      "GR355 loadBalancer.warmup: warmup beside consistentHash",
    ]);
  });

  it("is told at the version whose algorithm has none", () => {
    const v1 = { image, loadBalancer: { simple: "RANDOM", warmup } as const };
    expect(idle({ versions: { v1 }, loadBalancer: { warmup } })).to.deep.equal([
      "GR355 versions.v1.loadBalancer.warmup: warmup beside RANDOM",
    ]);
  });
});

describe("settings of HTTP/2", () => {
  const http = { maxConcurrentStreams: 100, http2KeepAlive: { interval: "30s", timeout: "10s" } };
  const given =
    "GR355 connectionPool.http.maxConcurrentStreams: maxConcurrentStreams and http2KeepAlive for ports of HTTP/1.1";

  it("have no effect where proxies speak HTTP/1.1 with the pods", () => {
    expect(idle({ connectionPool: { http } })).to.deep.equal([given]);
    const useClientProtocol = true;
    expect(idle({ connectionPool: { http: { ...http, useClientProtocol } } })).to.deep.equal([
      given,
    ]);
  });

  it("have one with an upgrade, and on a port of HTTP/2 or gRPC", () => {
    const upgraded = { ...http, h2UpgradePolicy: "UPGRADE" as const };
    expect(idle({ connectionPool: { http: upgraded } })).to.deep.equal([]);
    expect(idle({ protocol: "grpc", connectionPool: { http } })).to.deep.equal([]);
    const ports = [
      { name: "http", port: 80 },
      { name: "grpc", port: 90 },
    ];
    expect(idle({ port: undefined, ports, connectionPool: { http } })).to.deep.equal([]);
  });
});
