// The one-of fields of pods and Deployments: Kubernetes takes one of each group.

/** Which fields of a mapping exclude each other. */
export type Union =
  /** At most one of these fields, beside any others. */
  | { readonly oneOf: readonly string[] }
  /** At most one field beside those of the list. */
  | { readonly oneBeside: readonly string[] }
  /** The value of this field says which of the others may be there. */
  | { readonly discriminator: string };

const lifecycleHandler: Union = { oneOf: ["exec", "httpGet", "sleep", "tcpSocket"] };
const probeHandler: Union = { oneOf: ["exec", "grpc", "httpGet", "tcpSocket"] };

/**
 * The unions of the Kubernetes API inside a Deployment and an autoscaler, by the field that holds
 * the mapping, or the list of mappings. Kubernetes marks few of them (`+union`, `patchStrategy:
 * retainKeys`), and says the others in words: "exactly one of", "mutually exclusive"
 * (k8s.io/api: core/v1/types.go, apps/v1/types.go, autoscaling/v2/types.go).
 */
const unions: Readonly<Record<string, Union>> = {
  preStop: lifecycleHandler,
  postStart: lifecycleHandler,
  readinessProbe: probeHandler,
  livenessProbe: probeHandler,
  startupProbe: probeHandler,
  env: { oneOf: ["value", "valueFrom"] },
  valueFrom: {
    oneOf: ["configMapKeyRef", "fieldRef", "fileKeyRef", "resourceFieldRef", "secretKeyRef"],
  },
  envFrom: { oneOf: ["configMapRef", "secretRef"] },
  volumes: { oneBeside: ["name"] },
  sources: {
    oneOf: [
      ...["clusterTrustBundle", "configMap", "downwardAPI", "podCertificate", "secret"],
      "serviceAccountToken",
    ],
  },
  volumeMounts: { oneOf: ["subPath", "subPathExpr"] },
  resourceClaims: { oneOf: ["resourceClaimName", "resourceClaimTemplateName"] },
  appArmorProfile: { discriminator: "type" },
  seccompProfile: { discriminator: "type" },
  strategy: { discriminator: "type" },
  metrics: { oneOf: ["containerResource", "external", "object", "pods", "resource"] },
  target: { oneOf: ["averageUtilization", "averageValue", "value"] },
};

type Fields = Readonly<Record<string, unknown>>;

/**
 * The fields of a mapping that stay when a change comes over it: a member of a union takes the
 * place of the other members. A change that names no member leaves all of them.
 *
 * @param field the field that holds the mapping
 */
export function besideChange(value: Fields, change: Fields, field: string): Fields {
  const union = unionAt(field);
  if (!union) return value;
  if ("discriminator" in union) {
    const { [union.discriminator]: type } = change;
    const same = type === undefined || type === null || type === value[union.discriminator];
    return same ? value : {};
  }
  const given = membersOf(change, field);
  if (given.length === 0) return value;
  const gone = membersOf(value, field).filter((name) => !given.includes(name));
  return Object.fromEntries(Object.entries(value).filter(([name]) => !gone.includes(name)));
}

/**
 * The members of a union that a mapping has. Kubernetes takes at most one; none where the field
 * holds no union whose members exclude each other.
 *
 * @param field the field that holds the mapping
 */
export function membersOf(value: Fields, field: string): string[] {
  const union = unionAt(field);
  if (!union || "discriminator" in union) return [];
  const isMember = (name: string) =>
    "oneOf" in union ? union.oneOf.includes(name) : !union.oneBeside.includes(name);
  return Object.keys(value).filter(
    (name) => isMember(name) && value[name] !== undefined && value[name] !== null,
  );
}

function unionAt(field: string): Union | undefined {
  return Object.hasOwn(unions, field) ? unions[field] : undefined;
}
