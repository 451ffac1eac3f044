// The diagram of the traffic now: how requests to a service are split among its versions.
import { linkHorizontal } from "d3-shape";
import type { TrafficSection } from "../../operations/rollout/page/model";

/** So many diagrams are drawn; the table of clusters has all. */
const mostDrawn = 12;

/** A diagram for each service and each group of clusters that split its requests alike. */
export function Traffic({
  traffic,
  planned,
}: {
  readonly traffic: readonly TrafficSection[];
  readonly planned: boolean;
}) {
  const more = traffic.length - mostDrawn;
  return (
    <section aria-labelledby="traffic">
      <h2 id="traffic">{planned ? "The traffic at the start" : "The traffic now"}</h2>
      <div class="flows">
        {traffic.slice(0, mostDrawn).map((one) => (
          <Flow section={one} planned={planned} />
        ))}
      </div>
      {more > 0 && <p>And {more} more: the table of clusters has all of them.</p>}
    </section>
  );
}

const [rowHeight, left, right] = [46, 96, 176];

function Flow({
  section,
  planned,
}: {
  readonly section: TrafficSection;
  readonly planned: boolean;
}) {
  const { service, clusters, shares, from, live } = section;
  const middle = (shares.length * rowHeight) / 2;
  const link = linkHorizontal<unknown, readonly [number, number]>();
  const where =
    clusters.length > 4
      ? `${clusters.slice(0, 3).join(", ")} and ${clusters.length - 3} more`
      : clusters.join(", ");
  const split = shares.map(({ version, percent }) => `${percent} % to ${version}`).join(", ");
  return (
    <figure>
      <figcaption>
        {service} in {where}
        {from !== null && `, from the ${from}`}
        {!live && !planned && <span class="quiet"> (by the record)</span>}
      </figcaption>
      <svg
        class="flow"
        viewBox={`0 0 330 ${shares.length * rowHeight}`}
        role="img"
        aria-label={`Requests to ${service} in ${where}: ${split}`}
      >
        <text x="0" y={middle + 4}>
          requests
        </text>
        {shares.map(({ version, percent, gains, pods }, i) => {
          const y = i * rowHeight + rowHeight / 2;
          const path = link({ source: [left - 22, middle], target: [right, y] }) ?? "";
          const kind = gains ? "series s1" : "series s0";
          return (
            <g class={kind}>
              <path
                class={percent === 0 ? "way none" : "way"}
                d={path}
                stroke-width={percent === 0 ? 1 : Math.max(2, percent * 0.2)}
              />
              <text x={right + 14} y={pods === null ? y + 4 : y - 2} class="share">
                {`${version} ${percent} %`}
              </text>
              {pods !== null && (
                <text x={right + 14} y={y + 14} class="tick">
                  {pods}
                </text>
              )}
            </g>
          );
        })}
      </svg>
    </figure>
  );
}
