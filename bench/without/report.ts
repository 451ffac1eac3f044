// Renders the results of the benchmark of updates without a cluster as a Markdown page.
import { table } from "../table";
import { connections, pause, type WithoutResults } from "./run";

/** The changes, their times and the lost requests, as a page for people. */
export function withoutPage(results: WithoutResults): string {
  const { machine, changes, backSeconds, requests, failed, seed } = results;
  const count = (value: number) => value.toLocaleString("en");
  return [
    `# Updates while a cluster is away: ${machine.date}`,
    `${machine.platform}, ${machine.cores} cores, ${machine.memoryGiB} GiB; Node ${machine.node}, Pulumi ` +
      `${machine.pulumi}; load before the start ${machine.load}. The API server of one of three clusters is frozen, and ` +
      "`gray up --without` makes random changes of a release in the other two, under " +
      `${connections} connections through each of the three gateways, which rest for ${pause} ms between their requests. ` +
      "A change that would delete what the frozen cluster routes to is refused by name. Then the API server goes on, one " +
      "`pulumi up` follows, and `pulumi preview --refresh` finds no difference in any cluster.",
    table(
      ["change", "seconds"],
      [
        ...changes.map(({ what, seconds }) => [what, seconds.toFixed(2)]),
        ["the cluster is back: one update of all three", backSeconds.toFixed(2)],
      ],
    ),
    `${count(failed)} of ${count(requests)} requests failed.`,
    `Repeat: \`npm run bench -- without --seed ${seed}\`.`,
  ]
    .join("\n\n")
    .concat("\n");
}
