// A chart of numbers over time, as SVG. Each line has a colour, a dash and a marker of its own.
import { scaleLinear, scaleUtc } from "d3-scale";
import { curveLinear, curveStepAfter, line } from "d3-shape";
import { Marker, seriesClass } from "./series";

/** A point of a line; null: nothing is known of it, and the line has a gap. */
export interface ChartPoint {
  readonly at: string;
  readonly value: number | null;
}

/** A line. */
export interface ChartLine {
  readonly name: string;
  readonly points: readonly ChartPoint[];
  /** Whether a value holds until the next one. @default false */
  readonly steps?: boolean;
  /** Points without a line, in the colour of the line. @default none */
  readonly dots?: readonly ChartPoint[];
}

/** A moment that the chart marks. */
export interface ChartMark {
  readonly at: string;
  readonly label: string;
}

/** The span of time that a chart shows, as RFC 3339. */
export interface ChartSpan {
  readonly begin: string;
  readonly end: string;
}

/** What a chart shows. */
export interface ChartProps extends ChartSpan {
  /** What it shows in a sentence, for those who do not see it. */
  readonly label: string;
  readonly lines: readonly ChartLine[];
  /** Unit of the values, such as `%`. */
  readonly unit: string;
  /** The largest value of the axis. @default that of the points */
  readonly top?: number;
  readonly marks?: readonly ChartMark[];
}

/** The chart in two sizes, of which the width of the window shows one: text keeps its size. */
export function Chart(props: ChartProps) {
  return (
    <>
      <Drawing {...props} width={740} height={240} size="wide" />
      <Drawing {...props} width={330} height={220} size="narrow" />
    </>
  );
}

const space = { top: 30, right: 26, bottom: 40, left: 46 };

function Drawing({
  label,
  lines,
  begin,
  end,
  unit,
  top,
  marks = [],
  width,
  height,
  size,
}: ChartProps & { readonly width: number; readonly height: number; readonly size: string }) {
  const from = Date.parse(begin);
  // A rollout that has just begun has no span.
  const until = Math.max(Date.parse(end), from + 60_000);
  const x = scaleUtc([from, until], [space.left, width - space.right]);
  const y = scaleLinear([0, top ?? highest(lines)], [height - space.bottom, space.top]);
  if (top === undefined) y.nice(4);
  const [left, right] = [space.left, width - space.right];
  const bottom = height - space.bottom;
  return (
    <svg class={`chart ${size}`} viewBox={`0 0 ${width} ${height}`} role="img" aria-label={label}>
      {y.ticks(4).map((value) => (
        <>
          <line class="grid" x1={left} x2={right} y1={y(value)} y2={y(value)} />
          <text class="tick" x={left - 6} y={y(value) + 4} text-anchor="end">
            {`${value.toLocaleString("en-US")}${unit === "%" ? " %" : ""}`}
          </text>
        </>
      ))}
      {x.ticks(width / 110).map((time) => (
        <>
          <line class="grid" x1={x(time)} x2={x(time)} y1={bottom} y2={bottom + 5} />
          <text class="tick" x={x(time)} y={bottom + 18} text-anchor="middle">
            {clockText(time, until - from)}
          </text>
        </>
      ))}
      <text class="tick" x={right} y={height - 5} text-anchor="end">
        time in UTC
      </text>
      {unit !== "%" && (
        <text class="tick" x={4} y={12}>
          {unit}
        </text>
      )}
      {marks.map(({ at, label: text }) => {
        const here = x(Date.parse(at));
        const late = here > (left + right) / 2;
        return (
          <>
            <line class="mark" x1={here} x2={here} y1={space.top - 6} y2={bottom} />
            <text
              class="tick"
              x={here + (late ? -5 : 5)}
              y={space.top - 10}
              text-anchor={late ? "end" : "start"}
            >
              {text}
            </text>
          </>
        );
      })}
      {lines.map((one, i) => {
        const path = line<ChartPoint>()
          .defined(({ value }) => value !== null)
          .x(({ at }) => x(Date.parse(at)))
          .y(({ value }) => y(value ?? 0))
          .curve(one.steps ? curveStepAfter : curveLinear);
        const last = one.points.at(-1);
        // A value that holds, holds until the end.
        const points = one.steps && last ? [...one.points, { ...last, at: end }] : one.points;
        return (
          <g class={seriesClass(i)}>
            <path class="line" d={path(points) ?? ""} />
            {one.points.map((point) => (
              <Dot {...{ point, x, y, i }} />
            ))}
            {one.dots?.map((point) => (
              <Dot {...{ point, x, y, i }} hollow />
            ))}
          </g>
        );
      })}
    </svg>
  );
}

function Dot({
  point: { at, value },
  x,
  y,
  i,
  hollow = false,
}: {
  readonly point: ChartPoint;
  readonly x: (ms: number) => number;
  readonly y: (value: number) => number;
  readonly i: number;
  readonly hollow?: boolean;
}) {
  if (value === null) return null;
  return <Marker index={i} x={x(Date.parse(at))} y={y(value)} hollow={hollow} />;
}

function highest(lines: readonly ChartLine[]): number {
  const all = lines.flatMap(({ points, dots = [] }) => [...points, ...dots]);
  const most = Math.max(0, ...all.map(({ value }) => value ?? 0));
  return most === 0 ? 1 : most;
}

/** Hours and minutes; seconds where the span is short, and days where it is long. */
function clockText(time: Date, spanMs: number): string {
  const iso = time.toISOString();
  if (spanMs < 6 * 60_000) return iso.slice(11, 19);
  return spanMs < 36 * 3_600_000 ? iso.slice(11, 16) : `${iso.slice(5, 10)} ${iso.slice(11, 16)}`;
}
