import { expect } from "chai";
import fc from "fast-check";
import { parseConfig } from "../../../model/config/parse";
import { manifests, planRelease } from "../../../model/plan/plan";
import { interpret } from "../../oracle/istio/interpreter";
import type { HttpRequest, KubernetesObject, Outcome } from "../../oracle/istio/types";
import { cases } from "../../support/cases";
import { adoptShop, untold, type AdoptedShop } from "../../support/shops/adopted";
import type { Shop } from "../../support/shops/parts";
import { randomShops } from "../../support/shops/random";

describe("random namespaces, adopted", () => {
  it("get nothing written by a first update that was not told, and lose no field without a word", async () => {
    const seen = { kept: 0, replaced: 0, silent: 0 };
    await fc.assert(
      fc.asyncProperty(randomShops, async (shop) => {
        const found = await adoptShop(shop);
        expect(untold(found)).to.deep.equal([]);
        // Pods are replaced only where that was told.
        const replaced = new Set(found.replacements.map(({ by }) => by));
        const fresh = found.created.filter((one) => one.startsWith("Deployment"));
        expect(fresh.filter((one) => !replaced.has(one))).to.deep.equal([]);
        const restarted = found.written.filter((one) => /^Deployment .* spec\.template/.test(one));
        const obstacles = found.obstacles.map(({ object }) => object);
        for (const one of restarted)
          expect(obstacles).to.include(one.split(" ").slice(0, 2).join(" "));
        seen.kept += fresh.length === 0 ? 1 : 0;
        seen.replaced += fresh.length > 0 ? 1 : 0;
        // Without a service there is nothing to declare.
        if (found.obstacles.length > 0 || Object.keys(found.release.services).length === 0) return;
        seen.silent++;
        expect(mistakes(found)).to.deep.equal([]);
        sameRouting(shop, found);
      }),
      // With fewer, one of the kinds below may not occur.
      { numRuns: Math.max(100, cases(300)) },
    );
    for (const count of Object.values(seen)) expect(count).to.be.greaterThan(0);
  });
});

/** What `gray check` would report of the declaration. */
function mistakes({ release }: AdoptedShop): string[] {
  const clusters = [{ name: "eu", context: "eu" }];
  const parsed = parseConfig({ release, clusters }, { presets: {} });
  return "problems" in parsed ? parsed.problems.map(({ code, path }) => `${code} ${path}`) : [];
}

/** Each request goes where it went, where a VirtualService had a say. */
function sameRouting({ objects }: Shop, { release, clusters }: AdoptedShop): void {
  const [plan] = planRelease(release, clusters).clusters;
  const planned = (plan ? manifests(plan) : []) as unknown as KubernetesObject[];
  for (const name of Object.keys(release.services))
    for (const call of requests(name, objects)) {
      if (isTcp(release, name)) continue;
      const before = interpret(objects, call);
      const hasSay = "route" in before && before.route !== undefined;
      if (!hasSay) continue;
      expect(effect(interpret(planned, call)), JSON.stringify(call)).to.deep.equal(effect(before));
    }
}

function isTcp({ services }: AdoptedShop["release"], name: string): boolean {
  return services[name]?.protocol === "tcp";
}

function requests(service: string, objects: Shop["objects"]): HttpRequest[] {
  const found = objects.find(
    ({ kind, metadata }) => kind === "Service" && metadata.name === service,
  );
  const { ports } = found!.spec as { ports: { port: number }[] };
  const usual = {
    ...{
      protocol: "http" as const,
      from: "mesh" as const,
      sourceLabels: {},
      sourceNamespace: "shop",
    },
    ...{ host: `${service}.shop.svc.cluster.local`, method: "GET", query: {}, headers: {} },
  };
  return ports.flatMap(({ port }) =>
    [
      { path: "/" },
      { path: "/a/x" },
      { path: "/b" },
      { path: "/B" },
      { path: "/", headers: { "x-a": "1" } },
      { path: "/", method: "POST" },
      { path: "/", query: { q: "1" } },
    ].map((one) => ({ ...usual, port, ...one })),
  );
}

/** What a caller notices; callers speak mutual TLS in both cases. */
function effect(outcome: Outcome): unknown {
  if (outcome.kind !== "routed") return { ...outcome, route: undefined };
  const { answers, mirrors, policy } = outcome;
  const plain = <T extends { trafficPolicy: object; subset?: string; pods: object }>(one: T) => {
    const { subset: _subset, trafficPolicy, pods, ...rest } = one;
    const { tls: _tls, ...others } = inNewWords(trafficPolicy) as { tls?: unknown };
    return { ...rest, version: (pods as { version?: string }).version, trafficPolicy: others };
  };
  return {
    answers: answers.map(plain).sort((one, other) => compare(one.version, other.version)),
    mirrors: mirrors.map(plain),
    policy: JSON.parse(JSON.stringify(policy)) as unknown,
  };
}

/** Istio's old names of an algorithm and of the warmup, in the words of today. */
function inNewWords(trafficPolicy: object): object {
  const text = JSON.stringify(trafficPolicy)
    .replace('"LEAST_CONN"', '"LEAST_REQUEST"')
    .replace(/"warmupDurationSecs":("[^"]*"|\d+)/, '"warmup":{"duration":$1}');
  return JSON.parse(text) as object;
}

function compare(one = "", other = ""): number {
  return one.localeCompare(other);
}
