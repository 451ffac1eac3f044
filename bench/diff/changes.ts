// The changes of a fleet on which `gray diff` is timed, from few lines to everything.
import { yamlText } from "../../model/yaml/write";

/** A stack file before and after. */
export interface FleetChange {
  readonly kind: string;
  readonly before: string;
  readonly after: string;
}

/** Size of the fleet. */
export const fleet = { clusters: 100, services: 50, versions: 3 };

const range = (most: number) => Array.from({ length: most }, (_, i) => i + 1);

/** What may be said of the service and the cluster of a number. */
interface Differing {
  readonly service?: (i: number) => object;
  readonly version?: (i: number, version: string) => object;
  readonly cluster?: (i: number) => object;
}

function stackFile({ service, version, cluster }: Differing): string {
  const versions = (i: number) =>
    Object.fromEntries(
      range(fleet.versions).map((v) => [
        `v${v}`,
        {
          image: `ghcr.io/acme/service-${i}:${v}`,
          replicas: 2,
          resources: { requests: { cpu: "250m" } },
          ...version?.(i, `v${v}`),
        },
      ]),
    );
  const tester = { headers: { "x-tester": { exact: "yes" } } };
  const services = range(fleet.services).map((i) => [
    `service-${i}`,
    {
      port: 8080,
      versions: versions(i),
      weights: { v1: 80, v2: 10, v3: 10 },
      routes: [{ name: "testers", match: tester, to: "v2" }],
      ...service?.(i),
    },
  ]);
  const release = {
    name: "fleet",
    namespace: "fleet",
    services: Object.fromEntries(services) as object,
  };
  const clusters = range(fleet.clusters).map((i) => ({
    name: `cluster-${i}`,
    context: `cluster-${i}`,
    ...cluster?.(i),
  }));
  return yamlText({
    config: { "gray-release:release": release, "gray-release:clusters": clusters },
  });
}

/** The changes, each of another kind. */
export function fleetChanges(): FleetChange[] {
  const plain = stackFile({});
  // A config of more than 128 KiB is refused, so that few clusters can have weights of their own.
  const own = (i: number) =>
    i > 5
      ? {}
      : {
          weights: Object.fromEntries(
            range(fleet.services).map((s) => [
              `service-${s}`,
              { v1: 80 - ((i * 7 + s) % 60), v2: 10 + ((i * 7 + s) % 60), v3: 10 },
            ]),
          ),
        };
  return [
    {
      kind: "one shift",
      before: plain,
      after: stackFile({
        service: (i) => (i === 7 ? { weights: { v1: 50, v2: 40, v3: 10 } } : {}),
      }),
    },
    {
      kind: "the same shift of every service",
      before: plain,
      after: stackFile({ service: () => ({ weights: { v1: 50, v2: 40, v3: 10 } }) }),
    },
    {
      kind: "other images of all versions, and weights of their own in five clusters",
      before: plain,
      after: stackFile({
        cluster: own,
        version: (i, v) => ({ image: `ghcr.io/acme/service-${i}:${v}.1` }),
      }),
    },
  ];
}
