/** Reads the versions that a user asks an abort for. Pure. */
import { answeringNames } from "../../model/plan/outside";
import type { Cluster } from "../../model/release/cluster";
import type { Release } from "../../model/release/release";
import { inWords } from "../../model/problem";
import { RefusalError } from "../refusal";

/** The versions that a user asks for, by service. */
export type Wanted = ReadonlyMap<string, string>;

/**
 * Reads the values of `--to`: `v1` for every service, `cart=v1` for one.
 *
 * @throws RefusalError with every service that the release does not have, and every version that
 * runs nowhere
 */
export function readWanted(
  { services }: Release,
  clusters: readonly Cluster[],
  given: readonly string[],
): Wanted {
  const pairs = given.map((one) => one.split("=") as [string, string?]);
  const forAll = pairs.find(([, version]) => version === undefined)?.[0];
  const byService = new Map(
    pairs.flatMap(([service, version]): [string, string][] =>
      version === undefined ? [] : [[service, version]],
    ),
  );
  const wanted = Object.keys(services).flatMap((service): [string, string][] => {
    const version = byService.get(service) ?? forAll;
    return version === undefined ? [] : [[service, version]];
  });
  const problems = [
    ...[...byService.keys()]
      .filter((service) => !Object.hasOwn(services, service))
      .map((name) => `no service "${name}"; there are ${inWords(Object.keys(services))}`),
    ...wanted.flatMap(([service, version]) => {
      const running = answeringNames(services[service]!, clusters);
      return running.includes(version) ? [] : [runsNowhere(service, version, running)];
    }),
  ];
  if (problems.length > 0) throw new RefusalError(problems.join("; "));
  return new Map(wanted);
}

/**
 * That a version runs nowhere, and which versions do.
 *
 * @param running the versions that run somewhere
 */
export function runsNowhere(service: string, version: string, running: readonly string[]): string {
  const others = running.length === 0 ? "none does" : `${inWords(running)} ${do_(running)}`;
  return `no version "${version}" of ${service} runs anywhere; ${others}`;
}

const do_ = (names: readonly string[]) => (names.length === 1 ? "does" : "do");
