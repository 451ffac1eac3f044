/** Tells, route by route, where routes of a release would not do the same as the live ones. Pure. */
import { identity, objectName } from "../../../model/live-object";
import {
  virtualServiceManifest,
  type VirtualServiceManifest,
} from "../../../model/manifests/virtual-service";
import { planRelease } from "../../../model/plan/plan";
import type { MeshPlan } from "../../../model/plan/plan-mesh";
import type { Cluster } from "../../../model/release/cluster";
import { subsetName } from "../../../model/release/names";
import type { Release } from "../../../model/release/release";
import { routePorts } from "../../../model/routes/port-branches";
import { valueText } from "../../drift/route-text";
import { changesOf, type Change } from "./changes";
import { overwritten } from "./compare-objects";
import { same as isSame } from "./pod-difference";
import { meaning, type CaseMeaning, type Meaning } from "./equal-routes";
import { subsetVersions } from "./hosts";
import type { Live, LiveCluster, Told } from "./live";
import { routeField } from "./route-cases";
import { routesObject } from "./routes";

/** Reports where the release's routes would not do the same as the live routes. */
export function compareRoutes(
  release: Release,
  clusters: readonly Cluster[],
  mesh: readonly LiveCluster[],
  { obstacle: tell, change }: Pick<Told, "obstacle" | "change">,
): void {
  const plans = planRelease(release, clusters).clusters;
  for (const live of mesh) {
    const plan = plans.find(({ cluster }) => cluster.name === live.cluster.name)?.mesh;
    for (const args of plan?.routes ?? []) {
      const object = routesObject(args.service, live);
      if (!plan || !object) continue;
      const told = (field: string, why: string) =>
        tell({
          cluster: live.cluster.name,
          object: objectName(object),
          field,
          why: `${why}. Accept that with --force, or change the object first`,
        });
      const planned = virtualServiceManifest(args);
      if (
        identity(planned) === identity(object) &&
        overwritten(planned.spec, object.spec).length > 0
      )
        change({
          cluster: live.cluster.name,
          object: objectName(object),
          field: "spec",
          why: "an update writes the routes in its own form: hosts in full, a name for each route, a port for each destination",
        });
      const ports = routePorts(args);
      for (const port of ports) {
        const { before, after } = meanings(object, args, port.port, plan, live);
        // A root VirtualService holds the hosts and gateways of a delegate.
        const apart = args.delegated ? ["hosts", "gateways"] : [];
        for (const one of changesOf(before.rest, after.rest))
          if (!apart.includes(one.path)) told(`spec.${one.path}`, effectOf(one));
        for (const one of before.cases) {
          const then = partner(one, after, ports.length > 1 ? `${port.name}.` : "");
          if (!then) told(routeField(one.at, actionOf(one.does), one.route), leftOut);
          else
            for (const other of changesOf(one.does, then.does))
              told(routeField(one.at, other.path, one.route), effectOf(other));
        }
      }
    }
  }
}

function meanings(
  object: Live<VirtualServiceManifest>,
  args: MeshPlan["routes"][number],
  port: number,
  plan: MeshPlan,
  live: LiveCluster,
): { readonly before: Meaning; readonly after: Meaning } {
  const { service, namespace } = args;
  const own = plan.subsets.filter((subset) => subset.service === service);
  const planned = new Map(own.map(({ version }) => [subsetName(version), version]));
  const names = { namespace, port };
  return {
    before: meaning(object.spec, { ...names, versions: subsetVersions(service, live) }),
    after: meaning(virtualServiceManifest(args).spec, { ...names, versions: planned }),
  };
}

/**
 * What the release does with the requests of a live case; undefined for one that it leaves out.
 *
 * @param prefix of the names of routes of one of many ports, which say the port beside
 */
function partner(
  { name }: CaseMeaning,
  { cases }: Meaning,
  prefix: string,
): CaseMeaning | undefined {
  const own = cases.filter(({ route = "" }) => route.startsWith(prefix));
  const found =
    name === undefined ? own.at(-1) : own.find(({ route }) => route === `${prefix}${name}`);
  return prefix === "" || !found ? found : { ...found, does: withoutPort(found.does) };
}

/** Without what tells a port apart; each match has one form at the gateway and one in the mesh. */
function withoutPort({ match = [], ...rest }: CaseMeaning["does"]): CaseMeaning["does"] {
  const all = ([match].flat() as Record<string, unknown>[]).map(
    ({ port: _port, gateways: _gateways, ...others }) => others,
  );
  const [only, ...more] = all.filter(
    (one, i) => !all.slice(0, i).some((same) => isSame(same, one)),
  );
  if (!only || Object.keys(only).length === 0) return rest;
  return { ...rest, match: more.length > 0 ? [only, ...more] : only };
}

const leftOut =
  "no route of a release can do this. The release leaves the route out: its requests would go as all others do";

/** What a route does that no route of a release can do. */
function actionOf(does: CaseMeaning["does"]): string {
  return ["redirect", "directResponse", "delegate"].find((action) => action in does) ?? "route";
}

/** What a release would change about the requests of a VirtualService. */
function effectOf({ path, from, to }: Change): string {
  const joins = path === "gateways" && holdsMesh(to) && !holdsMesh(from);
  if (joins) return "calls inside the mesh would take these routes and weights, too";
  return to === undefined
    ? `a release can't say this: ${valueText(from)} would be gone`
    : `the release would change this from ${valueText(from)} to ${valueText(to)}`;
}

function holdsMesh(gateways: unknown): boolean {
  return Array.isArray(gateways) && gateways.includes("mesh");
}
