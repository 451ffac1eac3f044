// Says which objects a release may not bring beside its own, and why.
import { groupOf } from "../../kinds";
import { meshNamespaceOf } from "../../release/cluster-role";
import { serviceHost, versionedName } from "../../release/names";
import type { Release } from "../../release/release";
import { isMapping } from "../../schema/best-effort";
import type { Code } from "../codes";
import type { CheckContext } from "../context";

/** Why an object is refused. */
export interface Refused {
  readonly code: Code;
  /** Follows the object's name. */
  readonly given: string;
  readonly allowed: string;
  readonly fix: string;
}

type Fields = Readonly<Record<string, unknown>>;

/** Kinds whose objects belong to the whole cluster, of Kubernetes and of well-known operators. */
const clusterScoped: ReadonlySet<string> = new Set(
  (
    "APIService CertificateSigningRequest ClusterExternalSecret ClusterIssuer ClusterPolicy ClusterRole " +
    "ClusterRoleBinding ClusterSecretStore CSIDriver CSINode CustomResourceDefinition FlowSchema GatewayClass " +
    "IngressClass IPAddress MutatingAdmissionPolicy MutatingWebhookConfiguration Namespace Node PersistentVolume " +
    "PriorityClass PriorityLevelConfiguration RuntimeClass ServiceCIDR StorageClass ValidatingAdmissionPolicy " +
    "ValidatingAdmissionPolicyBinding ValidatingWebhookConfiguration VolumeAttachment"
  ).split(" "),
);

/** Kinds whose objects decide where requests of the release go, with the keys that say the same. */
const routing: Readonly<Record<string, string>> = {
  VirtualService: "routes, weights and expose of a service",
  PeerAuthentication: "mtls of the release",
};

/**
 * Why a release may not bring an object.
 *
 * - Kinds that decide where the release's requests go: an update applies them in the order of its
 *   stages, and aborts write them, so a second one would work against both.
 * - Secrets, because stack files, YAML files and previews show their data.
 * - Objects of the whole cluster: other releases use them, too, and an entry that is removed would take
 *   them away from all; and no right to them can be limited to a namespace.
 * - Istio's objects in the mesh's namespace, which hold for the whole mesh
 *   (https://istio.io/latest/docs/reference/config/security/peer_authentication/), and all objects in
 *   namespaces of Kubernetes itself.
 */
export function whyRefused(
  object: Fields,
  namespace: string,
  { release, clusters }: CheckContext,
): Refused | undefined {
  const { apiVersion, kind } = object as { readonly apiVersion: string; readonly kind: string };
  const group = groupOf(apiVersion);
  if (kind === "Secret" && group === "") return secret;
  if (Object.hasOwn(routing, kind))
    return {
      code: "GR032",
      given: ", a kind that the release makes itself",
      allowed: `${routing[kind]}, which an update applies in a safe order`,
      fix: `remove it, and say the same with ${routing[kind]}`,
    };
  if (clusterScoped.has(kind))
    return {
      code: "GR034",
      given: ", an object of the whole cluster",
      allowed:
        "objects in a namespace: others use those of the cluster, and would lose them with this release",
      fix: "let the owner of the cluster apply it",
    };
  const mesh = clusters.map(meshNamespaceOf);
  if (group.endsWith("istio.io") && mesh.includes(namespace) && namespace !== release.namespace)
    return {
      code: "GR034",
      given: ", which holds for the whole mesh there",
      allowed: "objects of Istio in the release's namespace, or in another one than the mesh's",
      fix: "remove its namespace, so that it holds for the release alone",
    };
  if (/^kube-/.test(namespace))
    return {
      code: "GR034",
      given: ", in a namespace of Kubernetes itself",
      allowed: "namespaces of applications",
      fix: "let the owner of the cluster apply it",
    };
  if (kind === "DestinationRule") return whyRuleRefused(object, namespace, release);
  return ["HorizontalPodAutoscaler", "ScaledObject"].includes(kind) &&
    namespace === release.namespace
    ? whyScalerRefused(object, release)
    : undefined;
}

/** Two would decide about the number of pods: the version's `replicas`, and the object. */
function whyScalerRefused({ spec }: Fields, { services }: Release): Refused | undefined {
  const target = isMapping(spec) && isMapping(spec.scaleTargetRef) ? spec.scaleTargetRef : {};
  const { kind = "Deployment", name } = target;
  const own = Object.entries(services)
    .flatMap(([service, { versions }]) =>
      Object.entries(versions).map(([version, spec]) => ({ service, version, spec })),
    )
    .find(({ service, version }) => versionedName(service, version) === name);
  if (kind !== "Deployment" || !own || own.spec.replicas === "external") return undefined;
  return {
    code: "GR032",
    given: ` for ${own.service} ${own.version}, whose pods the release counts`,
    allowed: "autoscale of the version, or replicas: external beside an autoscaler of your own",
    fix: "remove it, and set autoscale of the version",
  };
}

const secret: Refused = {
  code: "GR033",
  given: ", whose data every reader of the files, the state and previews would see",
  allowed: "an object that holds no secret itself, such as an ExternalSecret or a SealedSecret",
  fix:
    "create the Secret before the first update (kubectl create namespace, kubectl create secret; the " +
    "release then uses both), or bring an ExternalSecret or a SealedSecret here",
};

/** istiod merges all rules of a host, so one for a service of the release would change its policy. */
function whyRuleRefused(
  { spec }: Fields,
  namespace: string,
  release: CheckContext["release"],
): Refused | undefined {
  const host = isMapping(spec) && typeof spec.host === "string" ? spec.host : "";
  const full = host.includes(".") ? host : serviceHost(host, namespace);
  const own = Object.keys(release.services).find((service) => {
    const whole = serviceHost(service, release.namespace);
    return whole === full || whole.startsWith(`${host}.`) || covers(host, whole);
  });
  if (own === undefined) return undefined;
  return {
    code: "GR032",
    given: ` for ${own}, whose rules the release makes itself`,
    allowed:
      "loadBalancer, connectionPool and outlierDetection of the service, or a host outside the release",
    fix: "remove it, and set these keys of the service",
  };
}

function covers(wildcard: string, host: string): boolean {
  return wildcard.startsWith("*") && host.endsWith(wildcard.slice(1));
}
