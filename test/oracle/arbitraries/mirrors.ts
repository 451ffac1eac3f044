// Draws copies of requests.
import type { MirrorSpec, ServiceWeights } from "../../../model/release/routing";
import { present, type Draw } from "./draw";

/** A version to copy to that is not the only one that answers. */
export function mirror(
  draw: Draw,
  versions: readonly string[],
  to: string | ServiceWeights,
): MirrorSpec | undefined {
  const splits = typeof to === "string" ? [{ [to]: 100 }] : splitsOf(to);
  const alone = splits.flatMap((split) => Object.keys(split).filter((name) => split[name] === 100));
  const others = versions.filter((version) => !alone.includes(version));
  if (others.length === 0) return undefined;
  const percent = draw.maybe(60, () => draw.one([1, 50, 12.5, 100]));
  return present({ version: draw.one(others), percent });
}

function splitsOf(weights: ServiceWeights): Readonly<Record<string, number>>[] {
  const values = Object.values(weights) as unknown[];
  return values.some((one) => typeof one === "object")
    ? (values as Readonly<Record<string, number>>[])
    : [weights as Readonly<Record<string, number>>];
}
