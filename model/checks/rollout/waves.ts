// Checks that the waves of a rollout have each primary cluster once. GR500 to GR503.
import { formatPath, inWords, listed, show, type Path, type Problem } from "../../problem";
import { isPrimary } from "../../release/cluster-role";
import type { WaveSpec } from "../../rollout/spec";
import { unknownName } from "../unknown";
import { hasHoles, type RolloutContext } from "./context";

/** A cluster in a wave, and where it stands. */
interface Member {
  readonly name: string;
  readonly path: Path;
}

/** Checks that each primary cluster is in exactly one wave, and no other cluster in any. */
export function checkWaves({ rollout, clusters, locate }: RolloutContext): Problem[] {
  const { waves } = rollout;
  // A stack without clusters has a problem already.
  if (!waves || clusters.length === 0) return [];
  const known = clusters.map(({ name }) => name);
  const primaries = clusters.filter(isPrimary).map(({ name }) => name);
  const members = waves.flatMap((wave, i) => membersOf(wave, locate(["rollout", "waves", i])));
  return [
    ...members.flatMap(({ name, path }, i): Problem[] => {
      if (!known.includes(name)) return [unknownCluster(name, path, primaries)];
      if (!primaries.includes(name)) return [remote(name, path)];
      const first = members.slice(0, i).find((one) => one.name === name);
      return first ? [twice(name, path, first.path)] : [];
    }),
    ...lacking(
      primaries.filter((name) => !members.some((one) => one.name === name)),
      locate(["rollout", "waves"]),
      // A name that no cluster has, and a broken wave that was cut out, may mean one of these.
      members.some(({ name }) => !known.includes(name)) || hasHoles(waves),
    ),
  ];
}

function membersOf(wave: WaveSpec, path: Path): Member[] {
  const names = "clusters" in wave ? wave.clusters : wave;
  const root = "clusters" in wave ? [...path, "clusters"] : path;
  return names.map((name, i) => ({ name, path: [...root, i] }));
}

function unknownCluster(name: string, path: Path, known: readonly string[]): Problem {
  const otherwise = "name a primary cluster of the stack, or remove it here";
  return unknownName({ code: "GR500", path, what: "cluster", name, known, otherwise });
}

function remote(name: string, path: Path): Problem {
  return {
    code: "GR501",
    path: formatPath(path),
    given: `${show(name)}, a remote cluster`,
    allowed: "primary clusters",
    fix: "remove it: its proxies move with the primary cluster from which they read their routes",
  };
}

function twice(name: string, path: Path, first: Path): Problem {
  return {
    code: "GR503",
    path: formatPath(path),
    given: `${show(name)}, which stands at ${formatPath(first)} too`,
    allowed: "each primary cluster in one wave",
    fix: "remove one of the two",
  };
}

function lacking(names: readonly string[], path: Path, mayBeMeant: boolean): Problem[] {
  if (names.length === 0 || mayBeMeant) return [];
  return [
    {
      code: "GR502",
      path: formatPath(path),
      given: `no wave with ${inWords(names)}`,
      allowed: "each primary cluster in one wave",
      fix: `add a wave: \`- [${listed(names)}]\``,
    },
  ];
}
