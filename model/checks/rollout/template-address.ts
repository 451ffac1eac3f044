// Checks the address that a metric of a template names itself. GR524.
import type { ArgoMetric } from "../../analysis/spec";
import { formatPath, show, type Path, type Problem } from "../../problem";

/** All mistakes in it; no message repeats a password or a token. */
export function checkAddress({ provider }: ArgoMetric, path: Path): Problem[] {
  const { address } = provider.prometheus;
  if (address === undefined || address.includes("{{")) return [];
  const place = formatPath([...path, "provider", "prometheus", "address"]);
  const allowed = "an address that begins with https:// or http://, without a user and a password";
  const fix =
    "leave it out, and declare the server, with its token, under `gray-release:prometheus`";
  const url = URL.canParse(address) ? new URL(address) : undefined;
  if (url && (url.username !== "" || url.password !== ""))
    return [
      { code: "GR524", path: place, given: `an address of ${url.host} with a user`, allowed, fix },
    ];
  // What stands in a query may be a secret.
  if (url && url.search !== "")
    return [
      {
        ...{ code: "GR524", path: place, given: `an address of ${url.host} with ? and parameters` },
        ...{ allowed: "an address with the path before /api/v1, and nothing after it", fix },
      },
    ];
  if (url && /^https?:\/\//i.test(address)) return [];
  const given = address.includes("@") ? "an address that is none" : show(address);
  return [{ code: "GR524", path: place, given, allowed, fix: "write the whole address" }];
}
