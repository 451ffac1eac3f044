// The type of a cluster in a stack's config. Generated from model/schema by `npm run generate`. Do
// not edit.

import type { PrometheusServer } from "../analysis/prometheus";
import type { ServiceWeights } from "./routing";
import type { OwnVersionChanges } from "./version-changes";

/** A Kubernetes cluster that a release runs on, as the stack's config declares it. */
export interface Cluster {
  /** Part of every Pulumi name in that cluster. A DNS label. */
  readonly name: string;
  /** Context of the kubeconfig. @default the kubeconfig's current context */
  readonly context?: string;
  /**
   * Path of a kubeconfig file, relative to the project's folder.
   * @default the default kubeconfig, or the secret key `kubeconfig-<name>`
   */
  readonly kubeconfig?: string;
  /**
   * `primary`: the mesh reads its Istio objects from here. `remote`: it only runs workloads
   * (https://istio.io/latest/docs/setup/install/multicluster/).
   * @default "primary"
   */
  readonly role?: "primary" | "remote";
  /**
   * Weights by service, only for clients that read their mesh config from this cluster: so a change
   * can reach one cluster first.
   */
  readonly weights?: Readonly<Record<string, ServiceWeights>>;
  /**
   * Percentages by lane, only for requests that enter at the gateway of this cluster.
   * @default those of the release or the stack
   */
  readonly lanes?: Readonly<Record<string, number>>;
  /**
   * Changes of versions by service and version in this cluster alone: replicas, image, env,
   * resources, and all else that describes its pods.
   */
  readonly versions?: Readonly<Record<string, Readonly<Record<string, OwnVersionChanges>>>>;
  /**
   * The registry from which this cluster pulls all images of the release: it takes the place of the
   * registry in the name of each image.
   * @default that of each image
   */
  readonly registry?: string;
  /**
   * Names of Secrets with which this cluster pulls images, in place of those of each version.
   * @default those of each version
   */
  readonly imagePullSecrets?: readonly string[];
  /**
   * Namespace of the mesh in this cluster: of istiod, of the ingress gateway unless another key
   * names it, and of the objects for the whole mesh. A DNS label.
   * @default "istio-system"
   */
  readonly meshNamespace?: string;
  /**
   * The metrics servers of this cluster that rollouts ask: one, or a list of such whose series add
   * up.
   * @default those of the stack
   */
  readonly prometheus?: PrometheusServer | readonly PrometheusServer[];
  /**
   * The way to its ingress gateway, for the output `endpoints`: an address (`http://203.0.113.7`),
   * or the gateway's Service as `<namespace>/<name>`, whose load balancer or node port the program
   * then looks up. The pods are in the namespace of that Service. Of several gateways, a mapping of
   * their names to such ways.
   */
  readonly ingress?: string | Readonly<Record<string, string>>;
}
