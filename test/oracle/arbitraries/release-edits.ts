// Draws small edits that leave a release without mistakes.
import { checkClusters } from "../../../model/checks/clusters";
import { checkRelease } from "../../../model/checks/release";
import type { Release, ServiceSpec, VersionSpec } from "../../../model/release/release";
import type { RouteSpec, ServiceWeights, Weights } from "../../../model/release/routing";
import { mergedVersion } from "../../../model/plan/merged-version";
import { isByOrigin } from "../../../model/release/weights";
import type { Sample } from "./arbitraries";
import { present, type Draw } from "./draw";
import { running } from "./services";

/** A small change of a release on its clusters; the result may have mistakes. */
type Edit = (draw: Draw, sample: Sample) => Sample;

/** The same release after a small edit that leaves it without mistakes, and the edit's kind. */
export function edited(
  draw: Draw,
  before: Sample,
): { readonly kind: string; readonly sample: Sample } {
  for (;;) {
    const [kind, edit] = draw.one(Object.entries(edits));
    const sample = edit(draw, before);
    if (JSON.stringify(sample) !== JSON.stringify(before) && isValid(sample))
      return { kind, sample };
  }
}

function isValid({ release, clusters }: Sample): boolean {
  const located = clusters.map((cluster, i) => ({ cluster, path: ["clusters", i] }));
  const problems = [
    ...checkRelease(release, clusters),
    ...checkClusters(located, release, ["clusters"]),
  ];
  return problems.length === 0;
}

const onService =
  (edit: (draw: Draw, spec: ServiceSpec, sample: Sample) => ServiceSpec): Edit =>
  (draw, sample) => {
    const { services } = sample.release;
    const name = draw.one(Object.keys(services));
    const after = edit(draw, services[name] as ServiceSpec, sample);
    return withRelease(sample, { services: { ...services, [name]: present(after) } });
  };

function withRelease(sample: Sample, changes: Partial<Release>): Sample {
  return { ...sample, release: present({ ...sample.release, ...changes }) };
}

const onVersion = (edit: (draw: Draw, spec: VersionSpec, sample: Sample) => VersionSpec): Edit =>
  onService((draw, spec, sample) => {
    const name = draw.one(Object.keys(spec.versions));
    const after = present(edit(draw, spec.versions[name] as VersionSpec, sample));
    return { ...spec, versions: { ...spec.versions, [name]: after } };
  });

const names = ({ clusters }: Sample) => clusters.map(({ name }) => name);

/** The service with other versions; the first one gets the weights of those that are gone. */
function withVersions(spec: ServiceSpec, versions: ServiceSpec["versions"]): ServiceSpec {
  const on = running(versions);
  const [first = ""] = on;
  const kept = (weights: Weights): Weights => {
    const known = Object.entries(weights).filter(([name]) => on.includes(name));
    const others = known.filter(([name]) => name !== first);
    const left = others.reduce((rest, [, weight]) => rest - weight, 100);
    return { ...Object.fromEntries(known), [first]: Number(left.toFixed(2)) };
  };
  const weights: ServiceWeights = isByOrigin(spec.weights)
    ? { gateway: kept(spec.weights.gateway), mesh: kept(spec.weights.mesh) }
    : kept(spec.weights);
  const there = (version: string) => on.includes(version);
  const routes = spec.routes?.map(({ mirror, to, ...route }): RouteSpec => ({
    ...route,
    ...(to !== undefined && { to: typeof to === "object" ? kept(to) : there(to) ? to : first }),
    ...(mirror && there(mirror.version) && { mirror }),
  }));
  const { mirror, ...others } = spec;
  return {
    ...others,
    versions,
    weights,
    ...(routes && { routes }),
    ...(mirror && there(mirror.version) && { mirror }),
  };
}

const without = <T>(all: Readonly<Record<string, T>>, name: string) =>
  Object.fromEntries(Object.entries(all).filter(([key]) => key !== name));

const otherWeights = (draw: Draw, spec: ServiceSpec): ServiceWeights => {
  const weights = () => draw.weights(running(spec.versions));
  return isByOrigin(spec.weights) ? { gateway: weights(), mesh: weights() } : weights();
};

const edits: Readonly<Record<string, Edit>> = {
  shift: onService((draw, spec) => ({ ...spec, weights: otherWeights(draw, spec) })),
  abort: onService((_, spec) => {
    const [first = ""] = running(spec.versions);
    return { ...spec, weights: { [first]: 100 } };
  }),
  promote: onService((draw, spec) => {
    const stays = draw.one(running(spec.versions));
    return withVersions(spec, { [stays]: spec.versions[stays] as VersionSpec });
  }),
  add: onService((draw, spec, sample) => {
    const name = draw.one(["v4", "v5", "2.0", "next"]);
    const clusters = draw.maybe(50, () => draw.some(names(sample), 1));
    const version = present({ image: `ghcr.io/acme/app:${name}`, clusters });
    const after = { ...spec, versions: { ...spec.versions, [name]: version } };
    return draw.chance(70) ? { ...after, weights: otherWeights(draw, after) } : after;
  }),
  remove: onService((draw, spec) =>
    withVersions(spec, without(spec.versions, draw.one(Object.keys(spec.versions)))),
  ),
  offline: onService((draw, spec) => {
    const name = draw.one(Object.keys(spec.versions));
    const off = { ...(spec.versions[name] as VersionSpec), clusters: [] };
    return withVersions(spec, { ...spec.versions, [name]: off });
  }),
  scaleToNothing: onService((draw, spec) => {
    const name = draw.one(Object.keys(spec.versions));
    const after = withVersions(spec, without(spec.versions, name));
    const none = mergedVersion(spec.versions[name] as VersionSpec, { replicas: 0 }, "");
    return { ...after, versions: { ...after.versions, [name]: none } };
  }),
  move: onVersion((draw, spec, sample) => ({ ...spec, clusters: draw.some(names(sample), 1) })),
  sidecar: onVersion((draw, { pod, ...spec }) => ({
    ...spec,
    ...(!pod && {
      pod: draw.one([
        { spec: { hostNetwork: true } },
        { metadata: { annotations: { "sidecar.istio.io/inject": "false" } } },
      ]),
    }),
  })),
  image: onVersion((draw, spec) => ({ ...spec, image: `ghcr.io/acme/app:${draw.whole(1, 99)}` })),
  scale: onVersion((draw, spec) => mergedVersion(spec, { replicas: draw.whole(1, 5) }, "")),
  autoscale: onVersion((draw, spec) =>
    mergedVersion(spec, { autoscale: { max: draw.whole(1, 5), memory: 70 } }, ""),
  ),
  ownWeights: (draw, sample) => {
    const { services } = sample.release;
    const of = draw.one(Object.keys(services));
    const at = draw.one(names(sample));
    const own = { [of]: draw.weights(running((services[of] as ServiceSpec).versions)) };
    const clusters = sample.clusters.map(({ weights, ...cluster }) =>
      cluster.name !== at
        ? { ...cluster, ...(weights && { weights }) }
        : { ...cluster, ...(!weights && { weights: own }) },
    );
    return { ...sample, clusters };
  },
  route: onService((draw, spec) => {
    if (spec.routes?.length) return { ...spec, routes: spec.routes.slice(1) };
    const to = draw.one(running(spec.versions));
    return { ...spec, routes: [{ name: "extra", match: { uri: { prefix: "/x" } }, to }] };
  }),
  mirror: onService((draw, spec) =>
    spec.mirror
      ? withVersions({ ...spec, mirror: undefined }, spec.versions)
      : { ...spec, mirror: { version: draw.one(running(spec.versions)) } },
  ),
  sticky: onService((_, spec) => ({ ...spec, sticky: spec.sticky ? undefined : {} })),
  expose: onService((_, spec) => ({ ...spec, expose: !spec.expose })),
  rename: onService((draw, spec) => ({
    ...spec,
    virtualService: spec.virtualService ? undefined : `rules-${draw.whole(1, 99)}`,
  })),
  mtls: (draw, sample) =>
    withRelease(sample, {
      mtls: draw.one(["STRICT", "PERMISSIVE", "external", undefined] as const),
    }),
  injection: (draw, sample) =>
    withRelease(sample, {
      injection: draw.one(["disabled", "disabled", "enabled", { revision: "next" }] as const),
      mtls: undefined,
    }),
  delegate: (_, sample) => {
    const { gateway } = sample.release;
    if (!gateway) return sample;
    return withRelease(sample, { gateway: { ...gateway, delegate: !gateway.delegate } });
  },
  lane: (draw, sample) => {
    const { lanes } = sample.release;
    const [lane, ...others] = lanes?.lanes ?? [];
    if (!lanes || !lane) return sample;
    const renamed = [{ ...lane, name: `lane${draw.whole(1, 9)}` }, ...others];
    return withRelease(sample, { lanes: { ...lanes, lanes: renamed } });
  },
  service: (draw, sample) => {
    const { services } = sample.release;
    const [first = ""] = Object.keys(services);
    const { routes: _routes, expose: _expose, ...spec } = services[first] as ServiceSpec;
    const own = { virtualService: undefined, follows: undefined, selector: undefined };
    const one = { ...spec, ...own, sticky: undefined };
    const after = services.extra
      ? without(services, "extra")
      : { ...services, extra: present(one) };
    return withRelease(sample, { services: after });
  },
};

/** Names of all kinds of edits. */
export const kindsOfEdits: readonly string[] = Object.keys(edits);
