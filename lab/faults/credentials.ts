// Credentials that an API server does not accept any more, for programs on the host.
import { randomBytes } from "node:crypto";
import { readFileSync } from "node:fs";
import { StateFolder, writePrivate } from "../folder";

interface Kubeconfig {
  users: { user: { token?: string } }[];
}

/**
 * Puts a token into a cluster's kubeconfig that its API server answers with 401, as it does once credentials have
 * expired. Whoever has read the file before goes on; what runs inside the lab has credentials of its own.
 *
 * @param folder the lab's state folder.
 * @returns what puts the accepted token back.
 */
export function refuseCredentials(folder: string, cluster: string): () => void {
  const file = new StateFolder(folder).kubeconfig(cluster);
  const accepted = readFileSync(file, "utf8");
  const config = JSON.parse(accepted) as Kubeconfig;
  for (const { user } of config.users) user.token = randomBytes(24).toString("hex");
  writePrivate(file, JSON.stringify(config));
  return () => writePrivate(file, accepted);
}
