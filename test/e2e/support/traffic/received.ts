// Counts the requests that reached a pod, whoever sees its answers.
import { clientOf } from "../../../../lab/control-plane/kubeconfig";
import { cluster, lab } from "../lab";
import { inLab, pods } from "../lab-parts";

/** How many requests the only pod of an app in east has received, copies included. */
export async function receivedInEast(space: string, app: string): Promise<number> {
  const [pod] = await pods(clientOf(cluster("east").kubeconfig), space, `app=${app}`);
  const { output } = await inLab(
    lab().folder,
    [
      process.execPath,
      "-e",
      'fetch("http://127.0.0.1:80/.lab/received").then(async (a) => console.log(await a.text()))',
    ],
    `${space}/${pod?.metadata.name}`,
  );
  return (JSON.parse(output) as { received: number }).received;
}
