// How lines of a chart differ: by colour, by dash and by marker, so that no line hangs on its colour.
import {
  symbol,
  symbolCircle,
  symbolCross,
  symbolDiamond,
  symbolSquare,
  symbolStar,
  symbolTriangle,
} from "d3-shape";

const symbols = [
  symbolCircle,
  symbolSquare,
  symbolTriangle,
  symbolDiamond,
  symbolCross,
  symbolStar,
];

/** So many lines of a chart can be told apart. */
export const mostLines = symbols.length;

/** The class of a line, which gives it its colour and its dash. */
export function seriesClass(index: number): string {
  return `series s${index % mostLines}`;
}

/** The marker of a line at a place. */
export function Marker({
  index,
  x,
  y,
  hollow = false,
}: {
  readonly index: number;
  readonly x: number;
  readonly y: number;
  readonly hollow?: boolean;
}) {
  const shape = symbol(symbols[index % mostLines], hollow ? 22 : 40)() ?? "";
  const place = `translate(${round(x)},${round(y)})`;
  return <path class={hollow ? "dot hollow" : "dot"} d={shape} transform={place} />;
}

/** The names of the lines, each beside a piece of it. */
export function Legend({
  names,
  dots,
}: {
  readonly names: readonly string[];
  readonly dots?: string;
}) {
  return (
    <ul class="legend">
      {names.map((name, i) => (
        <li>
          <svg class={seriesClass(i)} width="34" height="14" aria-hidden="true">
            <line class="line" x1="0" x2="34" y1="7" y2="7" />
            <Marker index={i} x={17} y={7} />
          </svg>
          {name}
        </li>
      ))}
      {dots !== undefined && (
        <li>
          <svg class={seriesClass(0)} width="14" height="14" aria-hidden="true">
            <Marker index={0} x={7} y={7} hollow />
          </svg>
          {dots}
        </li>
      )}
    </ul>
  );
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
