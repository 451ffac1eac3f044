// Checks that the order of a rollout names services of the release, each once. GR010 and GR504.
import { formatPath, show, type Path, type Problem } from "../../problem";
import { checkDeclared } from "../unknown";
import type { RolloutContext } from "./context";

/** Checks the groups of services. */
export function checkOrder({ rollout, release, locate }: RolloutContext): Problem[] {
  const known = Object.keys(release.services);
  const members = (rollout.order ?? []).flatMap((group, i) =>
    group.map((name, k) => ({ name, path: locate(["rollout", "order", i, k]) })),
  );
  return members.flatMap(({ name, path }, i) => {
    const first = members.slice(0, i).find((one) => one.name === name);
    return first ? [twice(name, path, first.path)] : checkDeclared(name, known, path);
  });
}

function twice(name: string, path: Path, first: Path): Problem {
  return {
    code: "GR504",
    path: formatPath(path),
    given: `${show(name)}, which stands at ${formatPath(first)} too`,
    allowed: "each service in one group",
    fix: "remove one of the two",
  };
}
