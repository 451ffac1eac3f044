// Makes a root VirtualService: it holds hosts, and delegates their requests to services.
import { kinds } from "../kinds";
import type { VirtualServiceSpec } from "../istio/virtual-service-spec";
import type { ExposedPath } from "../release/gateway";
import { plainPaths } from "../routes/paths";
import type { VirtualServiceManifest } from "./virtual-service";

type PlainPath = Exclude<ExposedPath, { pathPrefix: string }>;

/** The arguments of one root VirtualService. */
export interface RootRouteArgs {
  readonly namespace: string;
  readonly name: string;
  readonly hosts: readonly string[];
  /** The Gateway; left out: the hosts are those of calls inside the mesh. */
  readonly gateway?: string;
  /** In the order in which proxies try them. */
  readonly delegates: readonly DelegateArgs[];
}

/** A VirtualService to which the root delegates, and the paths of the requests that it gets. */
export interface DelegateArgs {
  readonly name: string;
  readonly namespace: string;
  /** Left out: every path. */
  readonly path?: ExposedPath;
}

/**
 * The root VirtualService. Its routes have no names: istiod would put such names before the names
 * of the delegate's routes
 * (https://istio.io/latest/docs/reference/config/networking/virtual-service/#Delegate).
 */
export function rootRouteManifest(args: RootRouteArgs): VirtualServiceManifest {
  const http: NonNullable<VirtualServiceSpec["http"]> = args.delegates.map(
    ({ name, namespace, path }) => ({
      ...(path && { match: plainPaths<PlainPath>(path).map((uri) => ({ uri: { ...uri } })) }),
      delegate: { name, namespace },
    }),
  );
  return {
    apiVersion: kinds.VirtualService.apiVersion,
    kind: "VirtualService",
    metadata: { name: args.name, namespace: args.namespace },
    spec: {
      hosts: [...args.hosts],
      ...(args.gateway && { gateways: [args.gateway] }),
      http,
    },
  };
}
