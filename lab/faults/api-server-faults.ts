// Faults inside the supervisor: kill, freeze and restore an API server's process.
import { setTimeout as sleep } from "node:timers/promises";
import type { KubeClient } from "../../kubernetes/client";
import type { KeptProcess } from "../process";
import { LabError } from "../types";

/** What can be done to the API server of a cluster. */
export interface ApiServerFaults {
  /** SIGKILL; it stays down until `restore`, or for so many milliseconds. Resolves when it has ended. */
  kill: (downMs?: number) => Promise<void>;
  /** Starts it again and resolves when it is ready. */
  restore: () => Promise<void>;
  /** SIGSTOP: it keeps its connections, and takes new ones, but answers nothing. */
  freeze: () => Promise<void>;
  /** SIGCONT. */
  thaw: () => Promise<void>;
}

/** Longest start of an API server that has its data, in milliseconds. */
const startMs = 60_000;

/** The faults of an API server that runs. */
export function faultsOf(api: KeptProcess, client: KubeClient): ApiServerFaults {
  let timer: NodeJS.Timeout | undefined;
  return {
    kill: (downMs) => {
      clearTimeout(timer);
      if (downMs !== undefined) timer = setTimeout(() => api.release(), downMs);
      return api.hold();
    },
    restore: async () => {
      clearTimeout(timer);
      api.release();
      const deadline = Date.now() + startMs;
      while ((await client.text("/readyz").catch(() => "")) !== "ok") {
        if (Date.now() > deadline)
          throw new LabError(`The API server is not ready after ${startMs / 1000} s.`);
        await sleep(50);
      }
    },
    freeze: () => Promise.resolve(api.kill("SIGSTOP")),
    thaw: () => Promise.resolve(api.kill("SIGCONT")),
  };
}
