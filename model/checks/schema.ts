// Validates the form of a release that code declares; the component GrayRelease calls it first.
import type { Path, Problem } from "../problem";
import type { Cluster } from "../release/cluster";
import { ownSettingsSchema } from "../schema/cluster";
import { releaseSchema } from "../schema/release";
import { validateSchema } from "../schema/validate";

/**
 * All mistakes in the form of a release that code declares: TypeScript drops types before the code
 * runs, and JavaScript has none. Give `checkRelease` only a release without such mistakes.
 *
 * @param root path of the release; the paths of its mistakes begin with it
 */
export function checkSchema(release: unknown, root: Path = ["release"]): Problem[] {
  const shaped = validateSchema(releaseSchema, release, root, "in the code");
  return "problems" in shaped ? [...shaped.problems] : [];
}

/** All mistakes in the form of what code declares for one cluster of a list alone. */
export function checkOwnSchema(cluster: Cluster, index: number): Problem[] {
  const { weights, lanes, versions, registry, imagePullSecrets } = cluster;
  const own = Object.fromEntries(
    Object.entries({ weights, lanes, versions, registry, imagePullSecrets }).filter(
      ([, value]) => value !== undefined,
    ),
  );
  const shaped = validateSchema(ownSettingsSchema, own, ["clusters", index], "in the code");
  return "problems" in shaped ? [...shaped.problems] : [];
}
