// The clusters and their waves, each service in a row.
import type { ClusterRow } from "../../operations/rollout/page/model";
import { Table } from "../table";

const states: Readonly<Record<ClusterRow["state"], string>> = {
  current: "current: it has what the record says",
  behind: "behind: it does not have it yet",
  away: "away: it can't be asked",
  skipped: "skipped, its steps come last",
  remote: "has no routes of its own",
  free: "ready for a rollout",
};

/** A row for each service of each cluster. */
export function Clusters({ clusters }: { readonly clusters: readonly ClusterRow[] }) {
  return (
    <section aria-labelledby="clusters">
      <h2 id="clusters">Clusters and waves</h2>
      <Table
        caption="What each cluster has"
        head={["Cluster", "Wave", "State", "Service", "Weights now", "Goal", "Pods available"]}
        rows={clusters.flatMap(({ name, wave, state, failure, services }) => {
          const about = [
            name,
            wave ?? "-",
            `${states[state]}${failure === null ? "" : `: ${failure}`}`,
          ];
          const none = [{ name: "-", now: "-", goal: "-", pods: "-" }];
          return (services.length > 0 ? services : none).map((one) => [
            ...[...about, one.name, one.now, one.goal, one.pods || "-"],
          ]);
        })}
      />
    </section>
  );
}
