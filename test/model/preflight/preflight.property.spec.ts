import { expect } from "chai";
import fc from "fast-check";
import { severityOf } from "../../../model/checks/codes";
import { planRelease } from "../../../model/plan/plan";
import type { RuleFinding } from "../../../model/preflight/finding";
import {
  objectsOf,
  plannedObjects,
  type PlannedCluster,
} from "../../../model/preflight/planned-objects";
import { preflightObjects } from "../../../model/preflight/preflight";
import { routesOf, type PlannedRoute } from "../../../model/preflight/planned-routes";
import { samples, type Sample } from "../../oracle/arbitraries/arbitraries";
import { callsOf } from "../../oracle/arbitraries/calls";
import { foreignGateway, foreignServices } from "../../support/foreign-gateway";
import { interpret } from "../../oracle/istio/interpreter";
import type { Call, KubernetesObject } from "../../oracle/istio/types";
import { cases } from "../../support/cases";

/** Routes that no request reaches. */
const unreached = ["GR214", "GR215"];

function meshOf({ release, clusters }: Sample) {
  return plannedObjects(planRelease(release, clusters));
}

/** The route that a finding says is never reached. */
function routeOf(finding: RuleFinding, cluster: PlannedCluster): PlannedRoute {
  const of = cluster.virtualServices.find((one) => one.manifest === finding.on.manifest);
  const route = of && routesOf(of).find(({ name }) => finding.given.startsWith(`${name}, `));
  if (!route) throw new Error(`no route is that of: ${finding.given}`);
  return route;
}

/** A cluster's objects as the mesh reads them, without some routes. */
function without(cluster: PlannedCluster, routes: readonly PlannedRoute[]): KubernetesObject[] {
  const gone: readonly unknown[] = routes.map(({ spec }) => spec);
  return objectsOf(cluster).map(({ manifest }) => {
    if (manifest.kind !== "VirtualService") return manifest;
    const spec = manifest.spec as { http?: unknown[]; tcp?: unknown[] };
    const kept = (list: unknown[] | undefined) => list?.filter((route) => !gone.includes(route));
    return { ...manifest, spec: { ...spec, http: kept(spec.http), tcp: kept(spec.tcp) } };
  });
}

/** What random paths, retries, faults and hashes ask for in earnest. */
const traps = ["GR322", "GR324", "GR326", "GR327", "GR328", "GR329"];

/** What a declaration says in so many words, and is warned of. */
const costly = ["GR272", "GR273", "GR274", "GR295", "GR309", "GR353", "GR355", "GR357"];

describe("the preflight of releases without mistakes", function () {
  it("finds nothing above what is worth knowing, unless a route is never reached", () => {
    fc.assert(
      fc.property(samples, (sample) => {
        const doubtful = preflightObjects(meshOf(sample)).filter(
          ({ code }) =>
            severityOf(code) !== "info" &&
            !unreached.includes(code) &&
            !costly.includes(code) &&
            !traps.includes(code),
        );
        expect(doubtful).to.deep.equal([]);
      }),
      { numRuns: cases(200) },
    );
  });

  it("calls only such routes never reached as change nothing when they are taken away", () => {
    const trials: fc.Arbitrary<{ sample: Sample; calls: Call[] }> = samples
      .filter((sample) =>
        preflightObjects(meshOf(sample)).some(({ code }) => unreached.includes(code)),
      )
      .chain((sample) => callsOf(sample, 20).map((calls) => ({ sample, calls })));
    fc.assert(
      fc.property(trials, ({ sample, calls }) => {
        const mesh = meshOf(sample);
        const findings = preflightObjects(mesh).filter(({ code }) => unreached.includes(code));
        for (const cluster of mesh.clusters.filter(({ primary }) => primary)) {
          const own = findings.filter(({ on }) => on.cluster === cluster.name);
          const routes = own.map((finding) => routeOf(finding, cluster));
          const outside = [...foreignGateway(sample.release), ...foreignServices(sample.release)];
          for (const call of calls)
            expect(interpret([...without(cluster, routes), ...outside], call)).to.deep.equal(
              interpret([...without(cluster, []), ...outside], call),
            );
        }
      }),
      { numRuns: cases(60) },
    );
  });
});
