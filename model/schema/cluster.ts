// The schemas of a cluster in a stack's config, and of the key `settle`.
import * as v from "valibot";
import { configKey } from "../project";
import type { Cluster } from "../release/cluster";
import { defaultMeshNamespace } from "../release/cluster-role";
import { defaultSettle, type SettleSettings } from "../config/settle";
import { countOrShare, dnsName, named, oneOf, orMapping, record, text } from "./common";
import { allowedBy, optional, required, typed, type Schema } from "./note";
import { object } from "./objects";
import { lanesSchema } from "./lanes";
import { orListOfServers } from "./rollout/prometheus";
import { ownVersionsSchema } from "./version-changes";
import { weightsSchema } from "./weights";

const kubeconfigPath = `a path of a kubeconfig file; the text of one belongs in the secret ${configKey("kubeconfig-<cluster>")}`;

const registryAllowed =
  "a registry without https:// and without a slash at its end, such as registry.eu.example:5000 or registry.eu.example/mirror";

/**
 * A host with a dot or a port, or `localhost`, and a path: without those, container tools take the
 * first part of an image's name for a part of Docker Hub.
 */
export const registryName =
  /^(localhost|[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+|[A-Za-z0-9-]+(?=:))(:\d{1,5})?(\/[a-z0-9]+([._-]+[a-z0-9]+)*)*$/;

/** What one cluster may have otherwise than the others. */
const ownSettings = {
  weights: optional(
    weightsSchema,
    "Weights by service, only for clients that read their mesh config from this cluster: so a change can reach one cluster first.",
    { example: { shop: { v1: 50, v2: 50 } } },
  ),
  lanes: optional(
    lanesSchema,
    "Percentages by lane, only for requests that enter at the gateway of this cluster.",
    { otherwise: "those of the release or the stack", example: { gray: 5 } },
  ),
  versions: optional(
    ownVersionsSchema,
    "Changes of versions by service and version in this cluster alone: replicas, image, env, resources, and all else that describes its pods.",
    { example: { shop: { v1: { replicas: 3, env: { REGION: "eu" } } } } },
  ),
  registry: optional(
    named(registryName, registryAllowed),
    "The registry from which this cluster pulls all images of the release: it takes the place of the registry in the name of each image.",
    { otherwise: "that of each image", example: "registry.eu.example/mirror" },
  ),
  imagePullSecrets: optional(
    v.array(text("a Secret's name"), "a list of names of Secrets"),
    "Names of Secrets with which this cluster pulls images, in place of those of each version.",
    { otherwise: "those of each version", example: ["registry-eu"] },
  ),
};

/** Those keys alone, for clusters that code declares. */
export const ownSettingsSchema = object(ownSettings);

const way = named(
  /^(https?:\/\/\S+|[-a-z0-9]+\/[-a-z0-9]+)$/,
  "an address (http://203.0.113.7) or a Service (<namespace>/<name>)",
);

/** One cluster of the stack. */
export const clusterSchema: Schema<Cluster> = typed(
  "Cluster",
  "A Kubernetes cluster that a release runs on, as the stack's config declares it.",
  object(
    {
      name: required(dnsName, "Part of every Pulumi name in that cluster. A DNS label.", {
        example: "west",
      }),
      context: optional(text("a context of the kubeconfig"), "Context of the kubeconfig.", {
        otherwise: "the kubeconfig's current context",
        example: "kind-west",
      }),
      kubeconfig: optional(
        named(/^[^{}\r\n]+$/, kubeconfigPath),
        "Path of a kubeconfig file, relative to the project's folder.",
        {
          otherwise: "the default kubeconfig, or the secret key `kubeconfig-<name>`",
          example: "./west.kubeconfig",
        },
      ),
      role: optional(
        oneOf("primary", "remote"),
        "`primary`: the mesh reads its Istio objects from here. `remote`: it only runs workloads (https://istio.io/latest/docs/setup/install/multicluster/).",
        { default: "primary" },
      ),
      ...ownSettings,
      meshNamespace: optional(
        dnsName,
        "Namespace of the mesh in this cluster: of istiod, of the ingress gateway unless another key names it, and of the objects for the whole mesh. A DNS label.",
        { default: defaultMeshNamespace },
      ),
      prometheus: optional(
        orListOfServers,
        "The metrics servers of this cluster that rollouts ask: one, or a list of such whose series add up.",
        { otherwise: "those of the stack", example: { service: "istio-system/prometheus:9090" } },
      ),
      ingress: optional(
        orMapping(way, record(dnsName, way, "a mapping of names of gateways to ways")),
        "The way to its ingress gateway, for the output `endpoints`: an address (`http://203.0.113.7`), or the gateway's Service as `<namespace>/<name>`, whose load balancer or node port the program then looks up. The pods are in the namespace of that Service. Of several gateways, a mapping of their names to such ways.",
        { example: "istio-system/istio-ingressgateway" },
      ),
    },
    { allowed: "a cluster with name, and context or kubeconfig" },
  ),
);

const secondsUpTo = (high: number) => {
  const allowed = `seconds from 0 to ${high}`;
  return v.pipe(v.number(allowed), v.minValue(0, allowed), v.maxValue(high, allowed));
};

/** A number of proxies, or a share of all proxies. */
const stragglersSchema = countOrShare(100_000);

const settleParts: Schema<Partial<SettleSettings>> = typed(
  "SettleSpec",
  "The waits of an update between two stages, in seconds, and how many proxies it may leave behind.",
  object({
    seconds: optional(
      secondsUpTo(60),
      "The wait after each changed stage if the program can't ask istiod which proxies are synced.",
      { default: defaultSettle.seconds },
    ),
    minimum: optional(
      secondsUpTo(60),
      "The least wait after each changed stage, even if all proxies are synced sooner.",
      { default: defaultSettle.minimum },
    ),
    limit: optional(
      secondsUpTo(600),
      "The time in which all proxies must be synced; else the update ends before the next stage.",
      { default: defaultSettle.limit },
    ),
    stragglers: optional(
      stragglersSchema,
      "How many proxies may be behind when that time is over, as a number, or as a share of all proxies. The update names each of them and goes on: requests through such a proxy may fail.",
      { default: defaultSettle.stragglers, example: "5%" },
    ),
  }),
);

const settleSeconds: Schema<Partial<SettleSettings>> = v.pipe(
  secondsUpTo(60),
  v.transform((seconds) => ({ seconds })),
);

/** The key `settle`: a mapping with some of its parts, or only the seconds. */
export const settleSchema: Schema<Partial<SettleSettings>> = orMapping(
  settleSeconds,
  settleParts,
  `seconds, or ${allowedBy(settleParts)}`,
);
