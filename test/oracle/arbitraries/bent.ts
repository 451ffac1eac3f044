// Bends a request so that it meets the conditions of a match, or so that it nearly does.
import type { PathMatch, RouteMatch, StringMatch } from "../../../model/release/routing";
import type { Call } from "../istio/types";
import type { Draw } from "./draw";
import { fitting, nearlyFitting } from "./matches";

/** Parts of a request before they are put together. */
export interface Parts {
  readonly from: Call["from"];
  readonly host: string;
  readonly path: string;
  readonly method: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly query: Readonly<Record<string, string>>;
  readonly cookies: Readonly<Record<string, string>>;
  readonly labels: Readonly<Record<string, string>>;
  readonly namespace: string;
}

/** The same request, bent to a match. */
export function bent(draw: Draw, parts: Parts, match: RouteMatch, nearly: boolean): Parts {
  const labels = match.sourceLabels && draw.chance(40) ? "sourceLabels" : undefined;
  const missed = nearly ? (labels ?? draw.one(Object.keys(match))) : undefined;
  const value = (key: keyof RouteMatch, one: PathMatch) =>
    key === missed ? nearlyFitting(draw, one) : fitting(draw, one);
  const record = (key: "headers" | "cookies" | "query") =>
    Object.fromEntries(
      Object.entries(match[key] ?? {}).flatMap(([name, one]): [string, string][] => {
        const written = key === "headers" ? name.toLowerCase() : name;
        if (Object.keys(one).length > 0) return [[written, value(key, one as StringMatch)]];
        return key === missed ? [] : [[written, draw.one(["a", ""])]];
      }),
    );
  const { uri, method, authority, sourceLabels, sourceNamespace } = match;
  const mesh = parts.from === "mesh";
  const path = uri && value("uri", uri).replace(/^\/?/, "/");
  return {
    ...parts,
    ...(path && { path: match.ignoreUriCase && draw.chance(50) ? path.toUpperCase() : path }),
    ...(method && { method: value("method", method) }),
    // Inside the mesh the host decides which Service is called at all.
    ...(authority && !mesh && { host: value("authority", authority) }),
    headers: {
      ...lacking(draw, parts.headers, match, missed === "withoutHeaders"),
      ...record("headers"),
    },
    cookies: {
      ...parts.cookies,
      ...record("cookies"),
      // Another cookie may hold a value that fits, which must not count.
      ...(missed === "cookies" && aside(draw, Object.values(match.cookies ?? {}) as StringMatch[])),
    },
    query: { ...parts.query, ...record("query") },
    ...(mesh &&
      sourceNamespace && { namespace: missed === "sourceNamespace" ? "missed" : sourceNamespace }),
    labels:
      mesh && sourceLabels
        ? { ...parts.labels, ...(missed === "sourceLabels" ? { app: "missed" } : sourceLabels) }
        : parts.labels,
  };
}

/**
 * The headers without those that the match refuses, or now and then with a value that nearly meets
 * the refused one; if the condition is to be missed, with a value that the match refuses.
 */
function lacking(
  draw: Draw,
  headers: Parts["headers"],
  { withoutHeaders = {} }: RouteMatch,
  missed: boolean,
): Record<string, string> {
  const bent: Record<string, string> = { ...headers };
  for (const [written, unwanted] of Object.entries(withoutHeaders)) {
    const name = written.toLowerCase();
    const some = Object.keys(unwanted).length > 0 ? (unwanted as StringMatch) : undefined;
    if (missed) bent[name] = some ? fitting(draw, some) : "a";
    else if (some && draw.chance(50)) bent[name] = nearlyFitting(draw, some);
    else delete bent[name];
  }
  return bent;
}

function aside(draw: Draw, [match]: readonly StringMatch[]): Record<string, string> {
  return match && Object.keys(match).length > 0 ? { other: fitting(draw, match) } : {};
}
