// The kinds of objects that a release makes, with all facts on them that the other rooms need.
import { projectName } from "./project";

/**
 * A stage of an update. The update applies the objects of one stage together, in every cluster.
 * Before the next stage it waits until the proxies of every primary cluster are synced. After the
 * last stage it deletes the objects that the release no longer declares.
 *
 * - `foundation`: namespaces, Services, and objects that the release brings beside its own.
 * - `protocols`: DestinationRules of services some of whose pods have no sidecar: callers choose the
 *   protocol by the pod before a pod loses its sidecar.
 * - `workloads`: Deployments, until their pods are ready, with their autoscalers and disruption
 *   budgets.
 * - `subsets`: all other DestinationRules, which also say whether callers speak mutual TLS, the
 *   Gateway, and ServiceEntries for hosts outside the mesh that get a share of the requests.
 * - `policies`: PeerAuthentication and AuthorizationPolicies, with which pods restrict their
 *   callers.
 * - `routes`: VirtualServices.
 */
export type Stage = "foundation" | "protocols" | "workloads" | "subsets" | "policies" | "routes";

/** The facts of one kind. */
export interface KindFacts {
  /** Group and version in which the release writes its objects. */
  readonly apiVersion: string;
  /** The resource in the API's paths and in RBAC rules. */
  readonly plural: string;
  /** Whether its objects have no namespace. */
  readonly clusterScoped: boolean;
  /** The stage of an update that applies its objects; {@link stageOf} knows the exceptions. */
  readonly stage: Stage;
  /** The RBAC verbs that the program's account needs on each such object of the release. */
  readonly verbs: readonly string[];
  /**
   * Whether istiod keeps its objects in a store of its own, which the program can compare with the
   * API server. Each proxy reads these objects from its own cluster, so they must also be equal in
   * all primary clusters.
   */
  readonly inIstiod: boolean;
  /**
   * Whether its objects move requests. The abort reads and writes them, and an update checks that
   * no other field manager wrote them.
   */
  readonly routes: boolean;
}

/**
 * The verbs that the engine needs on its objects: for preview, apply and refresh, and for a delete
 * that it watches.
 */
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
    // RBAC can't limit by name who creates a namespace, so an administrator creates it.
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
  HorizontalPodAutoscaler: {
    ...core,
    apiVersion: "autoscaling/v2",
    plural: "horizontalpodautoscalers",
    stage: "workloads",
    verbs: managed,
  },
  PodDisruptionBudget: {
    ...core,
    apiVersion: "policy/v1",
    plural: "poddisruptionbudgets",
    stage: "workloads",
    verbs: managed,
  },
  // Those that a release brings beside its own objects come with what pods may need.
  ServiceEntry: { ...networking, plural: "serviceentries", stage: "foundation" },
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

/** What an object is. */
export interface ObjectType {
  readonly apiVersion: string;
  readonly kind: string;
}

/**
 * The facts of an object's kind. Any kind that the release does not make itself is one that it brings
 * beside its own objects: pods may need such an object, so it goes before them.
 */
export function factsOf({ apiVersion, kind }: ObjectType): KindFacts {
  const facts = findKind(kind);
  if (facts && groupOf(facts.apiVersion) === groupOf(apiVersion)) return facts;
  return { ...core, apiVersion, plural: pluralOf(kind), stage: "foundation", verbs: managed };
}

/** The plural by which the API's paths name a kind, as code generators make it of the English word. */
export function pluralOf(kind: string): string {
  const word = kind.toLowerCase();
  if (word === "endpoints") return word;
  if (/(s|x|ch)$/.test(word)) return `${word}es`;
  if (/[^aeiou]y$/.test(word)) return `${word.slice(0, -1)}ies`;
  return `${word}s`;
}

/**
 * Whether what an object holds is lost with it, so that nothing but a decision of a user may delete
 * it.
 */
export function holdsData({ kind }: ObjectType): boolean {
  return kind === "PersistentVolumeClaim";
}

/**
 * The annotation of a DestinationRule whose service has pods without a sidecar: the versions that
 * have none.
 */
export const plainPodsKey = `${projectName}/without-sidecar`;

/**
 * The annotation of one of several Gateways: its name in `gateways`. The engine knows the Gateway by
 * that name, so `otherGatewayNames()` in model/plan/moved-hosts.ts compares it before an update.
 */
export const gatewayKey = `${projectName}/gateway`;

/**
 * The annotation of a ServiceEntry that the release makes for a host outside the mesh: the name of the
 * destination. Routes lead to it, so it is applied as late as subsets, and synced like them.
 */
export const outsideKey = `${projectName}/outside`;

/** An object, as far as its stage needs it. */
interface StagedObject extends ObjectType {
  readonly metadata?: { readonly annotations?: Readonly<Record<string, string>> };
}

/** The stage of an update that applies an object. */
export function stageOf(object: StagedObject): Stage {
  const { annotations = {} } = object.metadata ?? {};
  if (object.kind === "ServiceEntry" && annotations[outsideKey] !== undefined) return "subsets";
  const byPod = annotations[plainPodsKey] !== undefined;
  return object.kind === "DestinationRule" && byPod ? "protocols" : factsOf(object).stage;
}

/** The first two fields of a manifest: API version and kind. */
export function typeOf<K extends Kind>(kind: K): { apiVersion: string; kind: K } {
  return { apiVersion: kinds[kind].apiVersion, kind };
}

/** The API group of an apiVersion; empty for the core group. */
export function groupOf(apiVersion: string): string {
  return apiVersion.includes("/") ? (apiVersion.split("/")[0] ?? "") : "";
}

/** Whether istiod keeps an object, and an update compares the two. */
export function isInIstiod(object: ObjectType): boolean {
  return factsOf(object).inIstiod;
}

/** Whether objects of a kind move requests from one version to another. */
export function isRouteKind(kind: string): boolean {
  return findKind(kind)?.routes ?? false;
}
