// Draws how the traffic of a service changes as a Mermaid flowchart, which GitHub shows as a diagram.
import { Identifiers, label } from "../../diagrams/mermaid-text";
import type { TrafficGroup } from "../services";
import type { CaseChange } from "../traffic";
import { amount } from "./sentences";

/** More than this would be no help to a reader. */
const most = { cases: 6, arrows: 14 };

/**
 * The chart: an arrow for each part of the requests, with the share before and after. Thick arrows
 * get more than before, dotted ones less.
 *
 * @returns undefined where there is nothing to draw, or too much to see something in it
 */
export function drawChange({
  services: [service = ""],
  traffic,
  joins,
  change,
}: TrafficGroup): string | undefined {
  const cases = traffic.cases.filter((one) => one.shares.length > 0);
  const arrows = cases.reduce((sum, one) => sum + one.shares.length, 0);
  if (arrows === 0 || cases.length > most.cases || arrows > most.arrows) return undefined;
  // Nothing was there before: so there is nothing to compare with.
  const isNew = joins || change === "added";
  const ids = new Identifiers();
  const boxes = new Map<string, string>();
  const lines = cases.flatMap((one, i) => {
    const from = ids.of(["case", String(i)], "requests");
    boxes.set(from, `${from}([${label(...wordsOf(one))}])`);
    return one.shares.map(({ target, before, after }) => {
      const to = ids.of(["version", target], `version_${target}`);
      boxes.set(to, `${to}[${label(`${service} ${target}`)}]`);
      const line = isNew ? "-->" : after > before ? "==>" : after < before ? "-.->" : "-->";
      const text =
        isNew || before === after
          ? `${amount(after)} %`
          : `${amount(before)} => ${amount(after)} %`;
      return `${from} ${line}|${label(text)}| ${to}`;
    });
  });
  return `${["flowchart LR", ...boxes.values(), ...lines].join("\n  ")}\n`;
}

function wordsOf({ from, when, name }: CaseChange): string[] {
  const side =
    from.length > 1
      ? "requests"
      : from[0] === "outside"
        ? "requests from outside"
        : "requests from other services";
  return [
    ...(name === undefined ? [] : [`route ${name}`]),
    side,
    ...when.map((one) => `if ${one.slice(0, 60)}`),
  ];
}
