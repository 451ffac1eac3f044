// Marks what a reviewer should look at first: changes that reach many, or that can't be tried first.
import type { FieldChange } from "./fields";
import type { ObjectChange } from "./objects";
import type { CaseChange } from "./traffic";
import type { TrafficGroup } from "./services";
import type { VersionChange } from "./versions";

/** A mark. */
export interface Risk {
  /** `high`: users may get errors or a version that nobody tried. */
  readonly level: "high" | "medium";
  /** Whole sentences, as plain text. */
  readonly what: string;
  readonly services: readonly string[];
  readonly clusters: readonly string[];
}

/** What is known of a change of a stack. */
export interface Changes {
  readonly traffic: readonly TrafficGroup[];
  readonly versions: readonly VersionChange[];
  readonly objects: readonly ObjectChange[];
  /** The largest share of any case that a version has before, in percent, by service and version. */
  readonly before: ReadonlyMap<string, number>;
  /** How many primary clusters stay. */
  readonly primaries: number;
  /** Whether a rollout moves the weights. */
  readonly inSteps: boolean;
}

/** A version gains so many points of a case at most without a mark. */
const largeStep = 50;

/** The marks of a change. */
export function risksOf(changes: Changes): Risk[] {
  return [
    ...changes.traffic.flatMap((one) => trafficRisks(one, changes)),
    ...changes.versions.flatMap((one) => versionRisks(one, changes)),
    ...changes.objects.flatMap((one) => objectRisks(one, changes.objects)),
  ];
}

/** Marks in the order in which a reader should see them. */
export function worstFirst(risks: readonly Risk[]): Risk[] {
  const order = ["high", "medium"];
  return [...risks].sort((a, b) => order.indexOf(a.level) - order.indexOf(b.level));
}

function trafficRisks(group: TrafficGroup, { primaries, inSteps }: Changes): Risk[] {
  const { services, clusters, change, joins, traffic } = group;
  const risk = (level: Risk["level"], what: string): Risk => ({ level, what, services, clusters });
  if (change === "removed")
    return [
      risk(
        "high",
        "The service goes: its callers get errors from then on, unless they stopped calling it before.",
      ),
    ];
  const closed = traffic.closed.map((way) =>
    risk(
      "high",
      `Requests from outside no longer come in by ${way}: they get status 404, unless another way leads them here.`,
    ),
  );
  if (change === "added" || joins) return closed;
  const steps = traffic.cases
    .filter(({ name }) => name === undefined)
    .flatMap((one) => stepRisks(inSteps ? { ...one, shares: [] } : one, risk));
  const wide =
    primaries > 1 && clusters.length === primaries && steps.length > 0
      ? [
          risk(
            "medium",
            "The change reaches all primary clusters in one update. The key clusters[].weights can let one cluster have it first.",
          ),
        ]
      : [];
  const order = traffic.reordered
    ? [
        risk(
          "medium",
          "Proxies try the routes in another order: a request that meets the conditions of two routes can go elsewhere.",
        ),
      ]
    : [];
  return [...closed, ...steps, ...wide, ...order];
}

function stepRisks(
  { shares, faults, from }: CaseChange,
  risk: (level: Risk["level"], what: string) => Risk,
): Risk[] {
  const side =
    from.length > 1
      ? "all requests"
      : from[0] === "outside"
        ? "requests from outside"
        : "calls inside the mesh";
  const made =
    faults?.after !== undefined && faults.after !== faults.before
      ? [risk("high", `Proxies make failures on purpose for ${side}: ${faults.after}.`)]
      : [];
  const first = shares.flatMap(({ target, before, after }) => {
    if (before === 0 && after === 100)
      return [
        risk(
          "high",
          `${target} goes from none to all of the ${side.replace("all ", "")} in one step.`,
        ),
      ];
    if (after - before > largeStep)
      return [risk("medium", `${target} gains ${points(after - before)} in one step (${side}).`)];
    return [];
  });
  return [...made, ...first];
}

function points(value: number): string {
  return `${Math.round(value * 100) / 100} percentage points`;
}

function versionRisks(one: VersionChange, { before }: Changes): Risk[] {
  const { service, version, clusters, change, fields, replaces, recreates } = one;
  const share = before.get(`${service}/${version}`) ?? 0;
  const risk = (level: Risk["level"], what: string): Risk => ({
    level,
    what,
    services: [service],
    clusters,
  });
  if (change === "removed" && !one.elsewhere)
    return [
      risk(
        "medium",
        `${version} goes with its pods: from then on no abort and no weight can bring requests back to it. To come back it must be declared again, and its pods must start.`,
      ),
    ];
  if (change !== "changed") return [];
  const image = fields.some(({ key }) => /(^|: )image$/.test(key));
  const fewer = fields.find(
    ({ key, before: was, after: is }) =>
      key === "replicas" && was !== undefined && is !== undefined && Number(is) * 2 <= Number(was),
  );
  return [
    ...(recreates && share > 0
      ? [
          risk(
            "high",
            `${version} has the strategy Recreate: all its old pods end before a new one starts, and requests fail in between.`,
          ),
        ]
      : []),
    ...(image && share > 0
      ? [
          risk(
            share >= 50 ? "high" : "medium",
            `The image of ${version} changes while up to ${Math.round(share)} % of the requests go to it: the new image gets them as fast as its pods start, without a share to try it on first. A new version beside it can get a small share first.`,
          ),
        ]
      : []),
    ...(!image && replaces && share > 0
      ? [
          risk(
            "medium",
            `The pods of ${version}, which has up to ${Math.round(share)} % of the requests, are replaced by pods with other settings.`,
          ),
        ]
      : []),
    ...(fewer && share > 0
      ? [risk("medium", `${version} gets by with ${fewer.after} of ${fewer.before} pods.`)]
      : []),
  ];
}

function objectRisks(
  { kind, change, fields, clusters, name, namespace }: ObjectChange,
  all: readonly ObjectChange[],
): Risk[] {
  const risk = (level: Risk["level"], what: string): Risk => ({
    level,
    what,
    services: [],
    clusters,
  });
  if (kind === "PeerAuthentication") {
    const mode = fields.find(({ key }) => key === "mtls.mode");
    // Where the namespace goes, its pods go, too.
    const leaving = all.filter(
      (one) => one.kind === "Namespace" && one.change === "removed" && one.name === namespace,
    );
    const left = clusters.filter(
      (cluster) => !leaving.some((one) => one.clusters.includes(cluster)),
    );
    if (mode?.after === "PERMISSIVE" || (change === "removed" && left.length > 0))
      return [
        risk(
          "high",
          "Pods take calls without mutual TLS from then on: callers need not prove who they are.",
        ),
      ];
    if (mode?.after === "STRICT")
      return [
        risk(
          "medium",
          "Pods refuse calls without mutual TLS from then on: callers without a sidecar get errors.",
        ),
      ];
  }
  if (kind === "DestinationRule")
    return tlsChanges(name, fields).map(([level, what]) => risk(level, what));
  if (kind === "AuthorizationPolicy")
    return [risk("medium", `Who may call changes (AuthorizationPolicy ${name} is ${change}).`)];
  if (kind === "Namespace" && change === "removed")
    return [
      risk(
        "high",
        `The namespace ${name} goes, with all that is in it. Unless gray-release:protect is false, Pulumi refuses to delete it, and the update changes nothing.`,
      ),
    ];
  if (kind === "PersistentVolumeClaim" && change === "removed")
    return [risk("high", `The volume ${name} goes, with its data.`)];
  return [];
}

/** What changes of the proof that a host outside the mesh is the right one. */
function tlsChanges(
  name: string,
  fields: readonly FieldChange[],
): (readonly [Risk["level"], string])[] {
  const field = (end: string) => fields.find(({ key }) => key.endsWith(`tls.${end}`));
  const mode = field("mode");
  if (field("insecureSkipVerify")?.after === "true")
    return [
      [
        "high",
        `Proxies accept any certificate of ${name} from then on: nothing proves who answers.`,
      ],
    ];
  if (mode?.before !== undefined && mode.after === "DISABLE")
    return [["high", `Proxies speak plain text to ${name} from then on, and no TLS.`]];
  return field("subjectAltNames") || field("caCertificates")
    ? [["medium", `Proxies check the certificate of ${name} in another way.`]]
    : [];
}
