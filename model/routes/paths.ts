// Says what `pathPrefix` means by Istio's own conditions on paths.
import type { PathMatch, StringMatch } from "../release/routing";

/**
 * The conditions of Istio that mean the same together; one of them must hold. Istio has no
 * condition that ends at a segment. Two conditions and no regular expression: istiod drops the
 * routes of a delegate that have a path of their own where the root has a regular expression
 * (`stringMatchConflict` in its pilot/pkg/model/virtualservice.go), Envoy ignores `ignoreUriCase`
 * there, and it replaces the whole path where a rewrite follows
 * (https://istio.io/latest/docs/reference/config/networking/virtual-service/#HTTPRewrite).
 */
export function plainPaths<P extends StringMatch>(
  path: P | Extract<PathMatch, { pathPrefix: string }>,
): (P | { exact: string } | { prefix: string })[] {
  return "pathPrefix" in path
    ? [{ exact: path.pathPrefix }, { prefix: `${path.pathPrefix}/` }]
    : [path];
}
