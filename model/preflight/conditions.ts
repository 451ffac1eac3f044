// Reads the conditions of planned matches, so that they can be compared.
import { inAnyCase, lowered, type Condition, type Conditions } from "../routes/conditions";
import type { HttpMatch, StringMatch } from "./compose";
import type { TcpRoute } from "./planned-routes";

export type TcpMatch = NonNullable<TcpRoute["match"]>[number];

/** The conditions of an HTTP match, at a gateway or in the mesh, if it acts there. */
export function httpConditions(match: HttpMatch): Conditions {
  const { uri, ignoreUriCase } = match;
  return new Map([
    ...(ignoreUriCase
      ? one(`uri${inAnyCase}`, uri).map(([where, own]): Entry => [where, lowered(own)])
      : one("uri", uri)),
    ...one("scheme", match.scheme),
    ...one("method", match.method),
    ...one("authority", match.authority),
    ...named("header", match.headers),
    ...named("without header", match.withoutHeaders),
    ...named("query", match.queryParams),
    ...exactly("port", match.port),
    // If a match names gateways, istiod ignores the caller's labels and its namespace.
    ...(match.gateways?.length
      ? []
      : [...exactly("namespace", match.sourceNamespace), ...labels(match.sourceLabels)]),
  ]);
}

/** The conditions of a TCP match, at a gateway or in the mesh, if it acts there. */
export function tcpConditions(match: TcpMatch): Conditions {
  return new Map([
    ...exactly("port", match.port),
    ...exactly("namespace", match.sourceNamespace),
    ...exactly("caller's address", match.sourceSubnet),
    ...exactly("addresses", match.destinationSubnets?.join(",")),
    ...labels(match.sourceLabels),
  ]);
}

type Entry = [string, Condition];

function one(where: string, match: StringMatch | undefined): Entry[] {
  if (!match) return [];
  const { exact, prefix, regex } = match;
  if (exact) return [[where, { exact }]];
  if (prefix) return [[where, { prefix }]];
  return [[where, regex && regex !== "*" ? { regex } : "present"]];
}

function named(kind: string, matches: Readonly<Record<string, StringMatch>> | undefined): Entry[] {
  return Object.entries(matches ?? {}).flatMap(([name, match]) => one(`${kind} ${name}`, match));
}

function exactly(where: string, value: string | number | undefined): Entry[] {
  return value === undefined || value === "" ? [] : [[where, { exact: String(value) }]];
}

function labels(wanted: Readonly<Record<string, string>> | undefined): Entry[] {
  return Object.entries(wanted ?? {}).flatMap(([name, value]) => exactly(`label ${name}`, value));
}
