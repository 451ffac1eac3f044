import { typeOf } from "../kinds";
import type { VirtualServiceSpec } from "../istio/virtual-service-spec";
import type { ExposedPath } from "../plan/exposure";
import type { VirtualServiceManifest } from "./virtual-service";

/** What decides a VirtualService that holds hosts and hands their requests on to those of the services. */
export interface RootRouteArgs {
  readonly namespace: string;
  readonly name: string;
  readonly hosts: readonly string[];
  /** The Gateway; left out: the hosts are those of calls inside the mesh. */
  readonly gateway?: string;
  /** Tried in order. */
  readonly delegates: readonly DelegateArgs[];
}

/** A VirtualService that gets requests, and which of them. */
export interface DelegateArgs {
  readonly name: string;
  readonly namespace: string;
  /** Left out: every path. */
  readonly path?: ExposedPath;
}

/**
 * A VirtualService that delegates. Its routes have no names: istiod would put them before those of the delegate's routes.
 * (https://istio.io/latest/docs/reference/config/networking/virtual-service/#Delegate).
 */
export function rootRouteManifest(args: RootRouteArgs): VirtualServiceManifest {
  const http: NonNullable<VirtualServiceSpec["http"]> = args.delegates.map(
    ({ name, namespace, path }) => ({
      ...(path && { match: [{ uri: { ...path } }] }),
      delegate: { name, namespace },
    }),
  );
  return {
    ...typeOf("VirtualService"),
    metadata: { name: args.name, namespace: args.namespace },
    spec: {
      hosts: [...args.hosts],
      ...(args.gateway && { gateways: [args.gateway] }),
      http,
    },
  };
}
