// Checks that no header rule changes the lane header or the cookie of session affinity. GR126.
import { formatPath, type Path, type Problem } from "../problem";
import { speaksHttp } from "../release/ports";
import type { HeaderPolicy } from "../release/routing";
import type { CheckContext } from "./context";
import type { Locate } from "./locate";

/** A header that generated routes read or write. */
interface Written {
  readonly side: keyof HeaderPolicy;
  /** In lower case. */
  readonly name: string;
  readonly what: string;
  readonly by: readonly ("set" | "add" | "remove")[];
}

/**
 * Rejects header rules on the lane header and on `set-cookie`. Envoy applies the changes of a route
 * and of its destinations in an order that depends on the number of destinations.
 */
export function checkHeaderChanges({ release, locate }: CheckContext): Problem[] {
  const { lanes } = release;
  return Object.entries(release.services).flatMap(([service, spec]) => {
    const written: Written[] = [
      ...(lanes && speaksHttp(spec)
        ? [
            {
              side: "request" as const,
              name: String(lanes.header).toLowerCase(),
              what: "the header of the lanes",
              by: ["set", "add", "remove"] as const,
            },
          ]
        : []),
      ...(spec.sticky
        ? [
            {
              side: "response" as const,
              name: "set-cookie",
              what: "the header of the cookie that keeps users on their version",
              by: ["set", "remove"] as const,
            },
          ]
        : []),
    ];
    const places: [Path, HeaderPolicy | undefined][] = [
      [["services", service, "headers"], spec.headers],
      ...(spec.routes ?? []).flatMap((route, i): [Path, HeaderPolicy | undefined][] => [
        [["services", service, "routes", i, "headers"], route.headers],
      ]),
    ];
    return places.flatMap(([path, policy]) =>
      written.flatMap((header) => changes(header, policy, path, locate)),
    );
  });
}

function changes(
  { side, name, what, by }: Written,
  policy: HeaderPolicy | undefined,
  path: Path,
  locate: Locate,
): Problem[] {
  return by.flatMap((how) => {
    const given = policy?.[side]?.[how] ?? [];
    const names = Array.isArray(given) ? (given as readonly string[]) : Object.keys(given);
    return names.flatMap((one, i): Problem[] =>
      one.toLowerCase() === name
        ? [
            {
              code: "GR126",
              path: formatPath(locate([...path, side, how, Array.isArray(given) ? i : one])),
              given: `${how} ${one}, ${what}`,
              allowed: "changes of other headers",
              fix: "remove this change",
            },
          ]
        : [],
    );
  });
}
