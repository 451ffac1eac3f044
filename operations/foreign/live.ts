/** What an update looks at beside the release: objects of other owners that can take its requests. */
import type { LiveObject } from "../../model/live-object";
import type { GatewaySpec } from "../../model/istio/gateway-spec";
import type { VirtualServiceSpec } from "../../model/istio/virtual-service-spec";

/** A live VirtualService. */
export interface LiveVirtualService extends LiveObject {
  readonly spec?: VirtualServiceSpec;
}

/** A live Gateway of Istio. */
export interface LiveGateway extends LiveObject {
  readonly spec?: GatewaySpec;
}

/** A reference of the Gateway API; what it leaves out has the defaults of its place. */
export interface Reference {
  readonly group?: string;
  readonly kind?: string;
  readonly name?: string;
  readonly namespace?: string;
}

/**
 * A live HTTPRoute or GRPCRoute of the Gateway API
 * (https://gateway-api.sigs.k8s.io/reference/spec/#httproute).
 */
export interface LiveGatewayRoute extends LiveObject {
  readonly spec?: {
    readonly parentRefs?: readonly Reference[];
    readonly hostnames?: readonly string[];
    readonly rules?: readonly { readonly backendRefs?: readonly Reference[] }[];
  };
}

/** What is live in one cluster, whoever made it. */
export interface Surroundings {
  /** The release's namespace; left out where it does not exist, or may not be read. */
  readonly namespace?: LiveObject;
  readonly virtualServices: readonly LiveVirtualService[];
  readonly gateways: readonly LiveGateway[];
  readonly gatewayRoutes: readonly LiveGatewayRoute[];
  /** What was not looked at, in words. */
  readonly unseen: readonly string[];
}
