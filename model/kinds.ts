/** The kinds of objects that a release makes, and all that the rest of the program needs to know of each. */

/**
 * The objects of one stage are applied together, in every cluster. Between two stages the proxies of every primary
 * cluster take the first one; what a release no longer declares is deleted after the last.
 *
 * - `foundation`: namespaces and Services.
 * - `workloads`: Deployments, until their pods are ready.
 * - `subsets`: DestinationRules, which also say whether callers speak mutual TLS, and the Gateway.
 * - `policies`: what pods demand of their callers: PeerAuthentication and AuthorizationPolicies.
 * - `routes`: VirtualServices.
 */
export type Stage = "foundation" | "workloads" | "subsets" | "policies" | "routes";

/** The facts of one kind. */
export interface KindFacts {
  /** Group and version in which the release writes its objects. */
  readonly apiVersion: string;
  /** The resource in the API's paths and in RBAC rules. */
  readonly plural: string;
  /** Whether its objects have no namespace. */
  readonly clusterScoped: boolean;
  /** The stage of an update that applies its objects. */
  readonly stage: Stage;
  /** What the program's account must be allowed to do with each object of the release. */
  readonly verbs: readonly string[];
  /**
   * Whether istiod keeps its objects in a store of its own, where they can be compared with the API server's. What
   * istiod keeps, each proxy reads from its own cluster, so it must also be equal in all primary clusters.
   */
  readonly inIstiod: boolean;
  /** Whether its objects move requests: the abort reads and writes them, and an update checks that no one else did. */
  readonly routes: boolean;
}

/** What the engine does with an object of its own: preview, apply, read again, and delete, which it watches. */
const managed = ["get", "list", "watch", "create", "patch", "delete"];

const core = { apiVersion: "v1", clusterScoped: false, inIstiod: false, routes: false };
const istio = { clusterScoped: false, verbs: managed, inIstiod: true, routes: false };
const networking = { ...istio, apiVersion: "networking.istio.io/v1" };
const security = { ...istio, apiVersion: "security.istio.io/v1" };

/** Every kind of object that a release makes. */
export const kinds = {
  Namespace: {
    ...core,
    plural: "namespaces",
    clusterScoped: true,
    stage: "foundation",
    // RBAC can't limit by name who creates a namespace, so an administrator does it.
    verbs: ["get", "patch", "delete"],
  },
  Service: { ...core, plural: "services", stage: "foundation", verbs: managed },
  Deployment: {
    ...core,
    apiVersion: "apps/v1",
    plural: "deployments",
    stage: "workloads",
    verbs: managed,
  },
  DestinationRule: { ...networking, plural: "destinationrules", stage: "subsets" },
  Gateway: { ...networking, plural: "gateways", stage: "subsets" },
  PeerAuthentication: { ...security, plural: "peerauthentications", stage: "policies" },
  AuthorizationPolicy: { ...security, plural: "authorizationpolicies", stage: "policies" },
  VirtualService: { ...networking, plural: "virtualservices", stage: "routes", routes: true },
} as const satisfies Readonly<Record<string, KindFacts>>;

/** A kind of object that a release makes. */
export type Kind = keyof typeof kinds;

/** The facts of a kind; undefined for one that no release makes. */
export function findKind(kind: string): KindFacts | undefined {
  return Object.hasOwn(kinds, kind) ? kinds[kind as Kind] : undefined;
}

/**
 * The facts of a kind that a release makes.
 *
 * @throws TypeError for any other kind
 */
export function factsOf(kind: string): KindFacts {
  const facts = findKind(kind);
  if (!facts) throw new TypeError(`no release has objects of kind ${kind}`);
  return facts;
}

/** The head of a manifest. */
export function typeOf<K extends Kind>(kind: K): { apiVersion: string; kind: K } {
  return { apiVersion: kinds[kind].apiVersion, kind };
}

/** The API group of an apiVersion; empty for the core group. */
export function groupOf(apiVersion: string): string {
  return apiVersion.includes("/") ? (apiVersion.split("/")[0] ?? "") : "";
}

/** Whether istiod keeps objects of a kind. */
export function isInIstiod(kind: string): boolean {
  return findKind(kind)?.inIstiod ?? false;
}

/** Whether objects of a kind move requests from one version to another. */
export function isRouteKind(kind: string): boolean {
  return findKind(kind)?.routes ?? false;
}
