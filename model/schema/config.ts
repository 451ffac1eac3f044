// The keys of a stack's config: their schemas, and what they mean. The JSON schema for editors,
// Pulumi.yaml and the reference pages come from here.
import * as v from "valibot";
import { defaultReady } from "../config/settings";
import { accessSpec } from "./access";
import { clusterSchema, settleSchema } from "./cluster";
import { dnsName, flag, listOf, named, orMapping, text, whole } from "./common";
import { hostsOrByGateway } from "./gateway";
import { lanesSchema } from "./lanes";
import { limitsSchema } from "./limits/limits";
import { manifests } from "./manifests";
import { optional, required, type Field } from "./note";
import { receivers } from "./rollout/notifications";
import { orListOfServers } from "./rollout/prometheus";
import { releaseSchema } from "./release";
import { rolloutOrNone } from "./rollout/rollout";
import { stableSchema } from "./service";
import { versionsSchema } from "./version-changes";
import { weightsSchema } from "./weights";

/** The keys, without the namespace `gray-release:`. */
export const configFields = {
  release: optional(
    orMapping(text("a preset's name"), releaseSchema),
    "A preset's name, or a whole release as a mapping.",
    { otherwise: "the release that the program's package.json names", example: "helloworld" },
  ),
  clusters: required(
    v.pipe(
      v.array(clusterSchema, "a list of clusters"),
      v.minLength(1, "a list of at least one cluster"),
    ),
    "The clusters of the stack, at least one.",
    { example: [{ name: "west", context: "kind-west" }] },
  ),
  weights: optional(
    weightsSchema,
    "Percentages by service and version, in place of the release's own; or one such mapping each for gateway and mesh. The sum is 100; a version without a weight gets no weighted traffic.",
    { default: {}, example: { helloworld: { v1: 80, v2: 20 } } },
  ),
  versions: optional(
    versionsSchema,
    "Overrides of versions by service and version (image, replicas, clusters, env, …), or new versions.",
    { default: {}, example: { helloworld: { v2: { replicas: 3 } } } },
  ),
  stable: optional(
    stableSchema,
    "The version by service to which `gray abort` brings all traffic back.",
    {
      default: {},
      otherwise: "in each cluster the version that last had all traffic there",
      example: { helloworld: "v1" },
    },
  ),
  lanes: optional(
    lanesSchema,
    "Percentages by lane of the requests that enter it at the gateway; the rest goes by the weights.",
    { default: {}, example: { gray: 5 } },
  ),
  namespace: optional(dnsName, "Namespace of the release in this stack.", {
    otherwise: "the release's own",
    example: "shop-staging",
  }),
  createNamespace: optional(flag, "Whether the release makes its namespace in this stack.", {
    otherwise: "the release's own",
  }),
  access: optional(accessSpec, "The callers that may call the services in this stack.", {
    otherwise: "the release's own",
  }),
  manifests: optional(
    manifests,
    "Objects that the stack brings beside those of its release: each as a mapping, or as the path of a YAML file.",
    { otherwise: "none", example: ["k8s/config.yaml"] },
  ),
  hosts: optional(
    hostsOrByGateway,
    "Host names that the gateway serves in this stack; of several gateways, a mapping of their names to such lists.",
    { otherwise: "the release's own", example: ["shop.example.com"] },
  ),
  settle: optional(
    settleSchema,
    "The waits of an update between two stages; a number is `seconds` alone.",
    { example: { limit: 60 } },
  ),
  protect: optional(
    flag,
    "Whether namespaces are protected: an update that would delete one fails.",
    { default: true },
  ),
  accept: optional(
    listOf(
      named(
        /^[A-Z][A-Za-z]+ ([a-z0-9]([-a-z0-9]*[a-z0-9])?\/)?[a-z0-9]([-.a-z0-9]*[a-z0-9])?$/,
        "kind, namespace and name of an object, as the refusal names it",
      ),
      "a list of objects",
    ),
    "Live objects of other owners that may take requests of the release in this stack: what would refuse an update is a warning for them.",
    { otherwise: "none", example: ["VirtualService team-b/shop"] },
  ),
  ready: optional(
    // At least the time that pods need at best, and at most a day.
    whole(5, 86_400, " (seconds)"),
    "Seconds that the pods of a version get to become ready; after them the update fails.",
    { default: defaultReady },
  ),
  rollout: optional(
    rolloutOrNone,
    "The steps in which weights of this stack change, in place of the release's own; `false`: an update moves them at once.",
    {
      otherwise: "the release's own",
      example: { steps: [{ setWeight: 5 }, { pause: { duration: "10m" } }] },
    },
  ),
  prometheus: optional(
    orListOfServers,
    "The metrics servers that rollouts ask, for clusters that name none of their own: one, or a list.",
    { otherwise: "none", example: { service: "istio-system/prometheus:9090" } },
  ),
  notifications: optional(
    receivers,
    "Who is told what happens to rollouts of this stack: servers that take webhooks, Slack, or receivers of CloudEvents.",
    { otherwise: "nobody", example: [{ name: "team", kind: "slack" }] },
  ),
  limits: optional(
    limitsSchema,
    "What changes of this stack may not do: steps of weights, hosts, registries, times.",
    { otherwise: "none", example: { step: 20, readyPods: 2 } },
  ),
};

/** A key of the config, and the value that it holds once it is parsed. */
export type ConfigKey = keyof typeof configFields;
export type ConfigValue<K extends ConfigKey> =
  (typeof configFields)[K] extends Field<infer T> ? T : never;

/** The sentence of the key `webhook-secret`. */
export const webhookSecretSays =
  "The secret with which webhooks and notifications of a rollout are signed; set it with `pulumi config set --secret`.";

/** The sentence of the keys `notification-url-<name>`. */
export const notificationUrlSays =
  "The address of the receiver of notifications with this name, which is a secret where it has a token in it, such as that of Slack; set it with `pulumi config set --secret`.";

/** The sentence of the key `prometheus-token`. */
export const prometheusTokenSays =
  "The bearer token of metrics servers that have `token: true`; set it with `pulumi config set --secret`. The servers that a cluster names itself have `prometheus-token-<cluster>`.";

/** The sentence of the keys `kubeconfig-<cluster>`. */
export const kubeconfigSays =
  "Text of the kubeconfig of the cluster with this name; set it with `pulumi config set --secret`.";
