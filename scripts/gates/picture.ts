// The picture of docs/gates.md: the evidence against versions, poll by poll.
import { chanceOf } from "./chance";
import { requests, scenarios, type Scenario } from "./scenarios";
import { simulated } from "./simulation";

const [width, height] = [720, 360];
const plot = { left: 64, right: 704, top: 24, bottom: 312 };
const lastPoll = 30;

/** Powers of ten between which the evidence is drawn. */
const [lowest, highest] = [-1.35, 2.35];

/** Lines of each version: chance makes no two of them alike. */
const lines = 12;

const x = (poll: number) => plot.left + (poll / lastPoll) * (plot.right - plot.left);
const y = (power: number) => {
  const part = (Math.min(highest, Math.max(lowest, power)) - lowest) / (highest - lowest);
  return plot.bottom - part * (plot.bottom - plot.top);
};

/** The evidence of one rollout after each poll, as a line. */
function line(kind: string, { traffic }: Scenario, seed: number): string {
  const points: string[] = [];
  const put = (power: number) =>
    points.push(`${x(points.length).toFixed(1)},${y(power).toFixed(1)}`);
  put(0);
  const { failedAt } = simulated(chanceOf(seed), lastPoll, () => traffic, {
    threshold: 1,
    see: (_, { standing }) => put((standing?.evidence ?? 0) / Math.LN10),
  });
  const [cx, cy] = points.at(-1)!.split(",");
  const end = failedAt === undefined ? "" : `<circle class="${kind}" cx="${cx}" cy="${cy}" r="3"/>`;
  return `<polyline class="${kind}" points="${points.join(" ")}"/>${end}`;
}

/** The picture as SVG, readable on light and dark pages. */
export function picture(): string {
  const of = (name: string) =>
    scenarios.find((one) => one.name.startsWith(name) && one.weight === "5 %")!;
  const drawn = (kind: string, scenario: Scenario) =>
    Array.from({ length: lines }, (_, i) => line(kind, scenario, 100 + i)).join("\n");
  const levels = [-1, 0, 1, 2].map(
    (
      power,
    ) => `<line class="grid" x1="${plot.left}" x2="${plot.right}" y1="${y(power)}" y2="${y(power)}"/>
<text x="${plot.left - 8}" y="${y(power) + 4}" text-anchor="end">${10 ** power}</text>`,
  );
  const polls = [0, 5, 10, 15, 20, 25, 30].map(
    (poll) => `<text x="${x(poll)}" y="${plot.bottom + 18}" text-anchor="middle">${poll}</text>`,
  );
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" role="img" aria-labelledby="title about">
<title id="title">The evidence against a bad version grows until it is taken back; that against a healthy one does not.</title>
<desc id="about">${lines} rollouts of a version with 5 % of errors and ${lines} of one with 0.5 %, beside a stable version with 0.5 %, at a weight of 5 % and ${requests} requests in a poll. From an evidence of 100 on a version is taken back.</desc>
<style>
text { font: 12px system-ui, sans-serif; fill: #57606a; }
polyline { fill: none; stroke-width: 1.5; stroke-linejoin: round; }
polyline.bad { stroke: #cf222e; } circle.bad, text.bad { fill: #cf222e; }
polyline.good { stroke: #0969da; stroke-dasharray: 5 2; } circle.good, text.good { fill: #0969da; }
.grid { stroke: #8b949e; stroke-opacity: 0.35; } .limit { stroke: #57606a; stroke-width: 1.5; }
text.bad, text.good { font-weight: 600; }
@media (prefers-color-scheme: dark) {
text { fill: #9198a1; } .limit { stroke: #9198a1; }
polyline.bad { stroke: #ff7b72; } circle.bad, text.bad { fill: #ff7b72; }
polyline.good { stroke: #79c0ff; } circle.good, text.good { fill: #79c0ff; }
}
</style>
${levels.join("\n")}
${polls.join("\n")}
<text x="${(plot.left + plot.right) / 2}" y="${height - 10}" text-anchor="middle">polls</text>
<text x="${plot.left}" y="12">evidence</text>
<line class="limit" x1="${plot.left}" x2="${plot.right}" y1="${y(2)}" y2="${y(2)}"/>
<text x="${plot.left + 6}" y="${y(2) - 6}">from here on it is taken back</text>
${drawn("good", of("0.5 % of errors, each"))}
${drawn("bad", of("5 % of errors"))}
<text class="bad" x="${x(1)}" y="${y(1.45)}">5 % of errors</text>
<text class="good" x="${x(17)}" y="${y(-1.2)}">0.5 % of errors, as the stable version</text>
</svg>
`;
}
