// The part of a report that puts environments beside each other.
import type { Ahead, VersionState } from "../environments";
import type { StackComparison } from "../compare";
import { code, codes, table } from "./escape";
import type { Block } from "./fit";
import { amount } from "./sentences";

/** The most versions that are shown. */
const most = 40;

/** The same services in several environments. */
export function aheadBlocks(ahead: readonly Ahead[], stacks: readonly StackComparison[]): Block[] {
  if (ahead.length === 0) return [];
  const names = stacks
    .map(({ stack }) => stack)
    .filter((name) => ahead.some(({ states }) => states[name]))
    .slice(0, 8);
  const rows = ahead
    .slice(0, most)
    .map(({ service, version, states }) => [
      code(service),
      code(version),
      ...names.map((name) => stateText(states[name])),
    ]);
  const more = ahead.length > most ? [`And ${ahead.length - most} more.`] : [];
  return [
    {
      kind: "beside",
      text: [
        "### Environments beside each other, after this change",
        table(["service", "version", ...names.map((name) => code(name))], rows),
        ...more,
      ].join("\n\n"),
    },
  ];
}

function stateText(state: VersionState | undefined): string {
  if (!state) return "not there";
  const { share, images } = state;
  const part =
    share === undefined
      ? "no routes"
      : share.least === share.most
        ? `${amount(share.most)} %`
        : `${amount(share.least)} to ${amount(share.most)} %`;
  return [part, images.length === 0 ? "no pods" : codes(images.map(tagOf), 2)].join(", ");
}

/** The end of an image's name, which tells builds apart. */
function tagOf(image: string): string {
  const last = image.split("/").at(-1) ?? image;
  return last.length > 30 ? `…${last.slice(-29)}` : last;
}
