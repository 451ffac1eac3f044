import type { Path, Problem } from "../problem";
import { releaseSchema } from "../schema/release";
import { validateSchema } from "../schema/validate";

/**
 * Every mistake in the form of a release that is declared in code: types are gone when it runs, and JavaScript has none.
 * Only a release without such mistakes can be given to `checkRelease`.
 *
 * @param root where the release stands; its mistakes' paths begin with it
 */
export function checkSchema(release: unknown, root: Path = ["release"]): Problem[] {
  const shaped = validateSchema(releaseSchema, release, root, () => "correct it in the code");
  return "problems" in shaped ? [...shaped.problems] : [];
}
