// Reads the routes of connections, which have a port and a caller but no requests to look into.
import type { HttpMatch } from "../manifests/http-match";
import { matchWords } from "../routes/match-fields";
import { isFrom, sharesOf, type Destination, type From, type RouteNames, type Row } from "./row";

/** A TCP route or a TLS route. */
export interface Connections {
  readonly match?: readonly (HttpMatch & {
    readonly port?: number;
    readonly sniHosts?: string[];
  })[];
  readonly route?: readonly Destination[];
}

/** A case of connections: their port and their caller tell them apart. */
export function connectionRows(
  names: RouteNames,
  { match = [{}], route = [] }: Connections,
  sides: readonly From[],
): Row[] {
  return sides.flatMap((from): Row[] => {
    const mine = match.filter((one) => isFrom(one, from));
    if (mine.length === 0) return [];
    const ofCaller = mine.flatMap(({ sourceLabels, sourceNamespace }) =>
      matchWords({
        ...(sourceLabels && { sourceLabels }),
        ...(sourceNamespace && { sourceNamespace }),
      }),
    );
    const to = mine.flatMap(({ port, sniHosts }) =>
      sniHosts ? [`TLS for ${sniHosts.join(", ")}`] : port === undefined ? [] : [`port ${port}`],
    );
    const when = [...new Set([...to, ...ofCaller])];
    return [
      {
        from,
        key: `connections ${when.join(" and ")}`,
        when,
        ...(ofCaller.length === 0 && { allToPort: true }),
        shares: sharesOf(names, route),
        faults: [],
      },
    ];
  });
}
