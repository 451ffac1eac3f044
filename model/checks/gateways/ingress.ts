// Checks the key `ingress` of a cluster: it names the gateways that the release has. GR306.
import { formatPath, listed, show, type Problem } from "../../problem";
import { declaredGateways } from "../../release/gateways/declared";
import type { Release } from "../../release/release";
import type { LocatedCluster } from "../locate";
import { unknownName } from "../unknown";

/** Checks that a cluster says the way to each gateway by the name that the release gives it. */
export function checkIngress(
  { cluster: { ingress }, path }: LocatedCluster,
  release: Release,
): Problem[] {
  if (ingress === undefined) return [];
  const keys = declaredGateways(release).flatMap(({ key }) => (key === undefined ? [] : [key]));
  const at = [...path, "ingress"];
  if (typeof ingress === "string")
    return keys.length < 2
      ? []
      : [
          {
            code: "GR306",
            path: formatPath(at),
            given: `${show(ingress)}, in a release with several gateways`,
            allowed: `a mapping of names of gateways to ways: ${listed(keys)}`,
            fix: `write ingress: {${keys[0]}: ${ingress}}`,
          },
        ];
  return Object.keys(ingress)
    .filter((name) => !keys.includes(name))
    .map((name) =>
      unknownName({
        code: "GR306",
        path: [...at, name],
        what: "gateway",
        name,
        known: keys,
        allowed: listed(keys) || "one way, without a name: the release has no `gateways`",
        otherwise:
          keys.length > 0
            ? "declare it in `gateways` of the release, or remove it here"
            : "write the way alone, without a gateway's name",
      }),
    );
}
