// The rule on services with ports for requests and for connections: what holds on which. GR176.
import { isHttp, servicePorts } from "../../release/ports";
import type { Release, ServiceSpec } from "../../release/release";
import { requestPolicy } from "../../release/policies";
import { matchesOf } from "../../routes/alternatives";
import { httpMatchKeys } from "../../routes/match-fields";
import type { RuleFinding } from "../finding";
import type { PlannedObjects } from "../planned-objects";

/** Tells what of a service has no effect on its ports for connections. */
export function tcpPorts({ clusters, release }: PlannedObjects): RuleFinding[] {
  return clusters.flatMap(({ virtualServices }) =>
    virtualServices.flatMap((of): RuleFinding[] => {
      const { http = [], tcp = [] } = of.manifest.spec;
      const service = release.services[String(of.origin[1])];
      if (http.length === 0 || tcp.length === 0 || !service) return [];
      const connections = servicePorts(service).filter((port) => !isHttp(port));
      const without = byRequests(service, release);
      if (without.length === 0) return [];
      return [
        {
          code: "GR176",
          origin: [...of.origin, "ports"],
          on: of,
          given: `the port ${connections.map(({ name }) => name).join(", ")} for connections, without ${without.join(", ")}`,
          allowed:
            "weights, follows, and routes whose conditions are from, sourceLabels, sourceNamespace and port",
          fix: "nothing is wrong, if connections may follow the weights alone",
        },
      ];
    }),
  );
}

/** What of a service chooses by requests, or changes them. */
function byRequests(service: ServiceSpec, { lanes }: Release): string[] {
  const { sticky, mirror, routes = [] } = service;
  const policies = Object.keys(requestPolicy(service));
  const onRequests = routes.filter(({ match, mirror: copies, fault, ...route }) => {
    const looks = matchesOf(match).some((one) =>
      httpMatchKeys.some((key) => one[key] !== undefined),
    );
    return looks || copies || fault || Object.keys(requestPolicy(route)).length > 0;
  });
  return [
    ...(lanes ? ["lanes"] : []),
    ...(sticky ? ["sticky"] : []),
    ...(mirror ? ["mirror"] : []),
    ...policies,
    ...onRequests.map(({ name }) => `the conditions or settings of the route ${name}`),
  ];
}
