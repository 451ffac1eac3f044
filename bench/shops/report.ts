// Renders the results of the benchmark of adoptions as a Markdown page.
import { table } from "../table";
import { connections, pause, type ShopResults } from "./run";

/** What each adoption replaced, how long its steps took and what it lost, as a page for people. */
export function shopsPage({ machine, shops }: ShopResults): string {
  const count = (value: number) => value.toLocaleString("en");
  return [
    `# Public shops adopted under load: ${machine.date}`,
    `${machine.platform}, ${machine.cores} cores, ${machine.memoryGiB} GiB; Node ${machine.node}, Pulumi ` +
      `${machine.pulumi}; load before the start ${machine.load}. Each shop runs in one cluster, made by a client-side ` +
      "`kubectl apply` of objects in the shape of its public manifests. `gray adopt` makes a release of it, one " +
      "`pulumi up` follows, `--finish` removes what was replaced, and another update gives a second version half of " +
      `the requests of a service. All of that happens under ${connections} connections through the gateway and ` +
      `${connections} to a caller inside the mesh, which calls every service of the shop; each rests for ${pause} ms ` +
      "between its requests. A run fails where pods are replaced that the command did not name beforehand.",
    table(
      [
        "shop",
        "Deployments replaced, as announced",
        "kept",
        "first update",
        "last step",
        "weights",
        "failed requests",
      ],
      shops.map((one) => [
        one.name,
        String(one.announced),
        String(one.kept),
        `${one.upSeconds.toFixed(1)} s`,
        `${one.finishSeconds.toFixed(1)} s`,
        `${one.changeSeconds.toFixed(1)} s`,
        `${count(one.failed)} of ${count(one.requests)}`,
      ]),
    ),
    "Repeat: `npm run bench -- shops`.",
  ]
    .join("\n\n")
    .concat("\n");
}
