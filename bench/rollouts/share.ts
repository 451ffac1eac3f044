// The percentage that live routes give a version. Pure.

/** What is read of a VirtualService. */
export interface Routes {
  readonly spec?: {
    readonly http?: readonly {
      readonly route?: readonly {
        readonly destination: { readonly subset?: string };
        readonly weight?: number;
      }[];
    }[];
  };
}

/**
 * The percentage of a version in all routes, where they agree; a destination alone has no weight.
 *
 * @returns undefined where there is no route, or two differ
 */
export function shareIn(all: readonly Routes[], version: string): number | undefined {
  const routes = all.flatMap(({ spec }) => spec?.http ?? []);
  const shares = routes.map(({ route = [] }) =>
    route
      .filter(({ destination }) => destination.subset === version)
      .reduce((sum, { weight = 100 }) => sum + weight, 0),
  );
  const [first] = shares;
  return shares.every((one) => one === first) ? first : undefined;
}
