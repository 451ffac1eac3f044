// A lab beside that of all other specs, for specs that kill parts of it or count what it leaves on
// the machine.
import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { down, up, type LabCluster, type LabStatus } from "../../../lab/lab";

const folder = mkdtempSync(join(tmpdir(), "gray-own-lab-"));

/** How many groups of specs still need the lab. */
let users = 0;
let running: LabStatus | undefined;

/** The lab that the specs of test/e2e/own-lab share. */
export const ownLab = {
  folder,
  /** Starts the lab. @throws LabError where it runs already */
  async start(): Promise<LabStatus> {
    return (running = await up({ folder }));
  },
  /** Ends the lab; the next group that needs it starts it again. @returns whether it ran */
  async stop(options: { wipe?: boolean } = {}): Promise<boolean> {
    running = undefined;
    return down({ folder, ...options });
  },
  /** The status that the lab had when it started. */
  get status(): LabStatus {
    if (!running) throw new Error("the lab is not up: call useOwnLab() in the describe");
    return running;
  },
  /** One of the lab's clusters. */
  cluster(name: "west" | "east"): LabCluster {
    const found = this.status.clusters.find((candidate) => candidate.name === name);
    if (!found) throw new Error(`the lab has no cluster ${name}`);
    return found;
  },
};

/**
 * Lets the specs of this `describe` use the lab: the first group starts it, the last one wipes it.
 */
export function useOwnLab(): void {
  users += 1;

  before(async () => {
    if (!running) await ownLab.start();
  });

  after(async () => {
    users -= 1;
    if (users > 0) return;
    await ownLab.stop({ wipe: true });
  });
}
