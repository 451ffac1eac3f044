// What a route answers by itself, in place of a version, and what of a policy such an answer keeps.
import type { DirectResponse, Redirect, RequestPolicy, RouteSpec } from "../release/routing";

/** An answer that proxies give by themselves: one of the two. */
export interface Answer {
  readonly redirect?: Redirect;
  readonly directResponse?: DirectResponse;
}

/** What a route does with its requests; each route has exactly one of these keys. */
export const targetKeys = ["to", "redirect", "directResponse"] as const;

/** The answer of a route; undefined where a version answers. */
export function answerOf({
  redirect,
  directResponse,
}: Pick<RouteSpec, "redirect" | "directResponse">): Answer | undefined {
  if (redirect) return { redirect };
  return directResponse && { directResponse };
}

/**
 * The part of a policy that has an effect on an answer: nothing passes a request on, so there is
 * nothing to rewrite, to wait for or to try again (`TranslateRoute` in istiod's
 * pilot/pkg/networking/core/route/route.go). Istio refuses a rewrite beside an answer
 * (`validateHTTPRouteConflict` in its pkg/config/validation/virtualservice.go).
 */
export function answerPolicy({ cors, headers }: RequestPolicy): RequestPolicy {
  const response = headers?.response;
  return { ...(cors && { cors }), ...(response && { headers: { response } }) };
}

/** The status of an answer, and where a redirect leads, in words. */
export function answerWords({ redirect, directResponse }: Answer): string {
  if (!redirect) return `answered ${directResponse?.status}`;
  const { redirectCode = 301, scheme, authority, port, derivePort, uri, prefixRewrite } = redirect;
  const to = [
    ...(scheme ? [scheme] : []),
    ...(authority ? [authority] : []),
    ...(port !== undefined ? [`port ${port}`] : []),
    ...(derivePort ? [`the port ${derivePort}`] : []),
    ...(uri ? [uri] : []),
    ...(prefixRewrite ? [`${prefixRewrite}…`] : []),
  ];
  return `redirected ${redirectCode} to ${to.join(", ")}`;
}
