// Says what a declaration promises of destinations outside of the release.
import type { Release, ServiceSpec } from "../../../model/release/release";
import type { RequestPolicy } from "../../../model/release/routing";
import type { TrafficPolicy } from "../istio/types";
import type { Verdict } from "./oracle";

/** Where the share of a destination outside of the release arrives; undefined for a version. */
export function outsideAt(
  { services, namespace }: Release,
  { service, port }: Extract<Verdict, { kind: "split" | "unsplit" }>,
  version = "",
) {
  const outside = services[service]?.outside?.[version];
  if (!outside) return undefined;
  const inMesh = `${version}.${service}.${namespace}.outside.internal`;
  return outside.external
    ? { host: inMesh, port: port.port, pods: {} }
    : { host: outside.host, port: outside.port ?? port.port, pods: {} };
}

/** What proxies speak to a destination outside of the release; undefined for a version. */
export function outsidePolicy(
  { outside = {} }: ServiceSpec,
  version: string,
): TrafficPolicy | undefined {
  const spec = outside[version];
  if (!spec?.external) return spec && {};
  const { host, tls } = spec;
  if (!tls) return { tls: { mode: "DISABLE" } };
  const said = tls === true ? {} : tls;
  const { caCertificates } = said;
  const checked = {
    subjectAltNames: [...(said.subjectAltNames ?? [host])],
    ...(caCertificates && { caCertificates }),
  };
  return {
    tls: {
      mode: "SIMPLE",
      sni: said.sni ?? host,
      ...(said.insecureSkipVerify ? { insecureSkipVerify: true } : checked),
    },
  };
}

/** The `host` header that a destination outside of the release gets, if not the caller's. */
export function hostHeader(
  { outside = {} }: ServiceSpec,
  version: string,
  { rewrite }: RequestPolicy,
): Record<string, string> {
  const spec = outside[version];
  if (!spec || (spec.keepHost ?? !spec.external) || rewrite?.authority !== undefined) return {};
  return { host: spec.host };
}
