// Requests and bad requests by version, over time.
import { badPercent, type RequestSection } from "../../operations/rollout/page/model";
import { Chart, type ChartMark, type ChartPoint, type ChartSpan } from "../chart";
import { countText, shareText } from "../numbers";
import { Legend } from "../series";
import { Numbers, Table } from "../table";
import { Time } from "../times";

/** For each metric of two versions: the share that was bad, how many there were, and the sums. */
export function Requests({
  sections,
  marks,
  span,
}: {
  readonly sections: readonly RequestSection[];
  readonly marks: readonly ChartMark[];
  /** The span of all charts. */
  readonly span: ChartSpan;
}) {
  return (
    <section aria-labelledby="requests">
      <h2 id="requests">Requests and errors by version</h2>
      {sections.length === 0 && (
        <p>
          No analysis has counted requests, so errors and slow answers of the versions are not
          known.
        </p>
      )}
      {sections.map((one) => (
        <Metric section={one} marks={marks} span={span} />
      ))}
    </section>
  );
}

function Metric({
  section,
  marks,
  span,
}: {
  readonly section: RequestSection;
  readonly marks: readonly ChartMark[];
  /** The span of all charts. */
  readonly span: ChartSpan;
}) {
  const { service, canary, stable, metric, bad, analysis, totals, destinations, points, complete } =
    section;
  const names = [stable, canary];
  const what = `Share of the requests to ${service} that were ${wasBad(bad)}`;
  const sumRow = (name: string, both: RequestSection["totals"]) => [
    ...[
      name,
      countText(both.stable[0]),
      countText(both.stable[1]),
      shareText(both.stable[1], both.stable[0]),
    ],
    ...[
      countText(both.canary[0]),
      countText(both.canary[1]),
      shareText(both.canary[1], both.canary[0]),
    ],
  ];
  const sumHead = names.flatMap((name) => [
    `${name}: requests`,
    `${name}: ${wasBad(bad)}`,
    `${name}: share`,
  ]);
  return (
    <section aria-label={`${service}: ${metric}`}>
      <h3>
        {service}: {metric}
      </h3>
      <p class="quiet">
        Counted by the analysis {analysis}; requests during the warm-up after each step do not
        count.{" "}
        {metric === "latency" &&
          "Answers with an error do not count here. What is slow was fixed before the first request counted."}
      </p>
      {points.length > 0 && (
        <figure>
          <figcaption>{what}, in percent</figcaption>
          <Legend names={names} />
          <Chart
            label={`${what}, over time: ${canary} ${shareText(totals.canary[1], totals.canary[0])}, ${stable} ${shareText(totals.stable[1], totals.stable[0])} in all. The table below has the numbers.`}
            lines={[
              {
                name: stable,
                points: lineOf(points, (one) => badPercent(one.stable)),
              },
              {
                name: canary,
                points: lineOf(points, (one) => badPercent(one.canary)),
              },
            ]}
            {...{ ...span, unit: "%", marks }}
          />
          {metric === "errors" && (
            <>
              <figcaption>Requests to {service} in each minute that was counted</figcaption>
              <Chart
                label={`Requests to ${service} in each minute, over time, by version. The table below has the numbers.`}
                lines={(["stable", "canary"] as const).map((side, i) => ({
                  name: names[i]!,
                  points: lineOf(points, (one) => perMinute(one[side][0], one)),
                }))}
                {...{ ...span, unit: "requests/min", marks }}
              />
            </>
          )}
        </figure>
      )}
      {!complete && (
        <p class="quiet">
          The record had no room for each point of time: the sums below hold all requests, the
          charts do not.
        </p>
      )}
      <Table
        caption={`${service}, ${metric}: sums by cluster of the pods`}
        head={["Pods in", ...sumHead]}
        rows={[
          ...destinations.map(({ cluster, ...both }) => sumRow(cluster, both)),
          sumRow("All", totals),
        ]}
      />
      <Numbers
        caption={`${service}, ${metric}: each point of time as a table`}
        head={["Until", ...sumHead]}
        rows={points.map((one) => {
          const [, ...cells] = sumRow("", one);
          return [<Time at={one.at} />, ...cells];
        })}
      />
    </section>
  );
}

function wasBad(bad: string): string {
  return bad === "failed" ? "errors" : bad;
}

type Point = RequestSection["points"][number];

/** The points of a line, with a gap where requests did not count: after each step. */
function lineOf(points: readonly Point[], valueOf: (point: Point) => number | null): ChartPoint[] {
  return points.flatMap((one) => [
    ...(one.from === null ? [{ at: one.at, value: null }] : []),
    { at: one.at, value: valueOf(one) },
  ]);
}

function perMinute(requests: number, { from, at }: Point): number | null {
  const minutes = from === null ? 0 : (Date.parse(at) - Date.parse(from)) / 60_000;
  return minutes > 0 ? requests / minutes : null;
}
