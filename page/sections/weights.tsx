// Weights over time: what was set, and what share of the requests was counted.
import type { WeightLine, WeightSection } from "../../operations/rollout/page/model";
import { Chart, type ChartMark } from "../chart";
import { countText } from "../numbers";
import { Legend, mostLines } from "../series";
import { Numbers } from "../table";
import { Time } from "../times";

/** A chart for each version that gains requests. */
export function Weights({
  sections,
  marks,
}: {
  readonly sections: readonly WeightSection[];
  readonly marks: readonly ChartMark[];
}) {
  return (
    <section aria-labelledby="weights">
      <h2 id="weights">Weights over time</h2>
      {sections.map((one) => (
        <Weight section={one} marks={marks} />
      ))}
    </section>
  );
}

function Weight({
  section,
  marks,
}: {
  readonly section: WeightSection;
  readonly marks: readonly ChartMark[];
}) {
  const { service, version, begin, end, lines } = section;
  const shown = lines.slice(0, mostLines);
  const measured = lines.some((one) => one.measured.length > 0);
  const title = `Share of the requests to ${service} that ${version} gets`;
  return (
    <figure>
      <figcaption>{title}, in percent, by cluster</figcaption>
      <Legend
        names={shown.map(nameOf)}
        {...(measured && { dots: "counted share, by cluster of the callers" })}
      />
      {lines.length > shown.length && (
        <p class="quiet">
          Only the first {shown.length} of {lines.length} courses are drawn; the table has all.
        </p>
      )}
      <Chart
        label={`${title}, over time. ${shown.map((one) => spoken(one)).join(" ")} The table below has the numbers.`}
        lines={shown.map((one) => ({
          name: nameOf(one),
          steps: true,
          points: one.points.map(({ at, percent }) => ({ at, value: percent })),
          dots: one.measured.map(({ at, percent }) => ({ at, value: percent })),
        }))}
        {...{ begin, end, marks, unit: "%", top: 100 }}
      />
      <Numbers
        caption={`Weights of ${service} as a table`}
        head={[
          "Clusters",
          "From",
          `Weight of ${version}`,
          "All weights",
          "Set by",
          "Taken by proxies",
        ]}
        rows={lines.flatMap((one) =>
          one.points.map(({ at, percent, weights, by, settledAt }, i) => [
            ...[nameOf(one), <Time at={at} />, `${percent} %`, weights, by],
            // Proxies had the first ones before the rollout began.
            settledAt === null ? i === 0 ? "before" : "not known" : <Time at={settledAt} />,
          ]),
        )}
      />
      {measured && (
        <Numbers
          caption={`Counted share of ${version} of ${service} as a table`}
          head={["Callers in", "Until", "Counted share", "Requests"]}
          rows={lines.flatMap((one) =>
            one.measured.map(({ at, percent, requests }) => [
              ...[nameOf(one), <Time at={at} />, `${Number(percent.toPrecision(3))} %`],
              countText(requests),
            ]),
          )}
        />
      )}
    </figure>
  );
}

function nameOf({ clusters }: WeightLine): string {
  const more = clusters.length - 3;
  return more > 1 ? `${clusters.slice(0, 3).join(", ")} and ${more} more` : clusters.join(", ");
}

function spoken(line: WeightLine): string {
  return `${nameOf(line)}: ${line.points.map(({ percent }) => `${percent} %`).join(", then ")}.`;
}
