// The destinations outside of the release that a plan leads to, with their names.
import type { ReleasePlan } from "../plan/plan";
import { outsideTarget } from "../routes/outside";

/** A destination outside of the release, as a snapshot knows it. */
export interface KnownOutside {
  readonly service: string;
  readonly name: string;
  /** The host, port and subset of routes; a port that is left out is that of the service. */
  readonly host: string;
  readonly port?: number;
  readonly subset?: string;
  /** Where it is, in words: two sides with other words have it at other places. */
  readonly where: string;
}

/** The Services of others that a plan leads to; the objects of external hosts say their names. */
export function plannedOutside({ resolved }: Pick<ReleasePlan, "resolved">): KnownOutside[] {
  return resolved.services.flatMap(({ name: service, spec: { outside = {} } }) =>
    Object.entries(outside).flatMap(([name, spec]): KnownOutside[] => {
      if (spec.external) return [];
      const { host, port, subset } = outsideTarget(resolved.namespace, service, name, spec);
      return [
        {
          ...{ service, name, host },
          ...(port !== undefined && { port }),
          ...(subset !== undefined && { subset }),
          where: placeOf({ host, ...(subset !== undefined && { subset }) }, port),
        },
      ];
    }),
  );
}

/** A host with its port and its subset, in words. */
export function placeOf(
  { host, subset }: { host: string; subset?: string },
  port?: number,
): string {
  return `${host}${port === undefined ? "" : `:${port}`}${subset === undefined ? "" : ` ${subset}`}`;
}
