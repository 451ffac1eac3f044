// Finds the objects of Kubernetes among the resources that a policy sees, and reads them by their kind.
import type { DeploymentSpec } from "kubernetes-types/apps/v1";
import type { HorizontalPodAutoscalerSpec } from "kubernetes-types/autoscaling/v2";
import type { ServiceSpec } from "kubernetes-types/core/v1";
import type { DestinationRuleSpec } from "../model/istio/destination-rule-spec";
import type { GatewaySpec } from "../model/istio/gateway-spec";
import type { PeerAuthenticationSpec } from "../model/istio/peer-authentication-spec";
import type { VirtualServiceSpec } from "../model/istio/virtual-service-spec";
import { kinds } from "../model/kinds";
import type { Manifest } from "../model/manifests/metadata";
import { isMapping } from "../model/schema/best-effort";

/** An object of Kubernetes that a stack declares, whoever wrote its program. */
export interface StackObject extends Manifest {
  readonly spec?: unknown;
  /** The resource of the stack. */
  readonly urn: string;
  /** The provider that brings the object into its cluster. */
  readonly provider: string | undefined;
}

/** What a policy knows of a resource. */
export interface SeenResource {
  readonly type: string;
  readonly urn: string;
  // The types of @pulumi/policy have `any` here.
  readonly props: Readonly<Record<string, unknown>>;
  readonly provider?: { readonly urn: string };
}

/** The object of a resource; undefined for any other resource. */
export function objectOf({ type, urn, props, provider }: SeenResource): StackObject | undefined {
  if (!type.startsWith("kubernetes:") || typeof props.kind !== "string") return undefined;
  if (typeof props.apiVersion !== "string" || !isMapping(props.metadata)) return undefined;
  return { ...(props as unknown as Manifest), urn, provider: provider?.urn };
}

/** The specs of the kinds that rules read. */
interface Specs {
  readonly Deployment: DeploymentSpec;
  readonly DestinationRule: DestinationRuleSpec;
  readonly Gateway: GatewaySpec;
  readonly HorizontalPodAutoscaler: HorizontalPodAutoscalerSpec;
  readonly PeerAuthentication: PeerAuthenticationSpec;
  readonly Service: ServiceSpec;
  readonly VirtualService: VirtualServiceSpec;
}

/**
 * The spec of an object of a kind, in any version of its API; undefined for an object of another one,
 * such as a Gateway of the Gateway API.
 */
export function specOf<K extends keyof Specs>(
  { apiVersion, kind, spec }: StackObject,
  wanted: K,
): Partial<Specs[K]> | undefined {
  if (kind !== wanted || groupOf(apiVersion) !== groupOf(kinds[wanted].apiVersion))
    return undefined;
  return isMapping(spec) ? (spec as unknown as Specs[K]) : {};
}

function groupOf(apiVersion: string): string {
  return apiVersion.includes("/") ? (apiVersion.split("/")[0] ?? "") : "";
}

/** The place of an object, and of a value in it: `Gateway shop/web: spec.servers[0]`. */
export function placeIn({ kind, metadata }: StackObject, inside?: string): string {
  const { namespace, name } = metadata;
  const object = `${kind} ${namespace === undefined ? "" : `${namespace}/`}${name}`;
  return inside === undefined ? object : `${object}: ${inside}`;
}

/** Whether a host is the name of a Service in its own cluster, and not one that callers from outside use. */
export function isInside(host: string): boolean {
  return (!host.includes(".") && host !== "*") || /\.svc(\.|$)/.test(host);
}
