// Checks how callers' proxies treat the pods of a service and of its versions. GR350, GR351, GR352.
import { formatPath, type Path, type Problem } from "../../problem";
import type { UpstreamPolicy } from "../../release/upstream-policy";
import type { ServiceContext } from "../context";
import { checkLocality } from "./locality";

/** Reports settings of a service and of its versions that Istio's webhook would refuse. */
export function checkUpstreamPolicies({ name, service, locate }: ServiceContext): Problem[] {
  return [
    ...checkPolicy(service, locate(["services", name])),
    ...Object.entries(service.versions).flatMap(([version, spec]) =>
      checkPolicy(spec, locate(["services", name, "versions", version])),
    ),
  ];
}

function checkPolicy(policy: UpstreamPolicy, path: Path): Problem[] {
  const { loadBalancer, connectionPool: { http = {} } = {}, outlierDetection = {} } = policy;
  const { splitExternalLocalOriginErrors, consecutiveLocalOriginFailures = 0 } = outlierDetection;
  const told = (inside: Path, given: string, allowed: string, fix: string): Problem => ({
    code: "GR352",
    path: formatPath([...path, ...inside]),
    given,
    allowed,
    fix,
  });
  const { localityLbSetting = undefined, consistentHash: hash = undefined } =
    typeof loadBalancer === "object" ? loadBalancer : {};
  const { attributes = [] } = hash && "httpCookie" in hash ? hash.httpCookie : {};
  return [
    ...checkLocality(localityLbSetting, [...path, "loadBalancer", "localityLbSetting"]),
    ...attributes.flatMap(({ name }, i) =>
      attributes.findIndex((one) => one.name === name) < i
        ? [
            told(
              ["loadBalancer", "consistentHash", "httpCookie", "attributes", i, "name"],
              `${name} a second time`,
              "each attribute once",
              "remove one of the two",
            ),
          ]
        : [],
    ),
    ...(http.h2UpgradePolicy === "UPGRADE" && http.useClientProtocol
      ? [
          told(
            ["connectionPool", "http", "useClientProtocol"],
            "true beside h2UpgradePolicy: UPGRADE",
            "the protocol of the caller, or HTTP/2 for all",
            "remove useClientProtocol or h2UpgradePolicy",
          ),
        ]
      : []),
    ...(consecutiveLocalOriginFailures > 0 && !splitExternalLocalOriginErrors
      ? [
          told(
            ["outlierDetection", "consecutiveLocalOriginFailures"],
            `${consecutiveLocalOriginFailures} without splitExternalLocalOriginErrors`,
            "this number only where failures to connect are counted apart",
            "add splitExternalLocalOriginErrors: true, or remove the number",
          ),
        ]
      : []),
  ];
}
