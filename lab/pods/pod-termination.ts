// The end of a pod's processes in the order and time of a kubelet.
import { setTimeout as sleep } from "node:timers/promises";
import type { Container } from "./pod-spec";

/** A process that stands for containers of a pod. */
export interface Terminable {
  containers: Container[];
  process: {
    readonly running: boolean;
    /** SIGTERM, and after so many milliseconds SIGKILL; 0: SIGKILL at once. */
    stop: (graceMs: number) => Promise<void>;
  };
}

/** A pod that ends. */
export interface Terminating {
  apps?: Terminable;
  proxy?: Terminable;
  /** Whether the proxy goes on until the apps have ended. */
  nativeSidecar: boolean;
  /** Runs a container's preStop hook until it ends or the signal does; never rejects. */
  hook: (container: Container, signal: AbortSignal) => Promise<void>;
  /** Ends everything at once when it aborts. */
  force: AbortSignal;
  /** Where the time comes from. @default the machine's clock */
  clock?: Clock;
}

/** A source of time, in milliseconds, which a spec can drive. */
interface Clock {
  now: () => number;
  /** Resolves after so many milliseconds, or when the signal aborts; keeps no process alive. */
  sleep: (milliseconds: number, signal: AbortSignal) => Promise<void>;
}

const machineClock: Clock = {
  now: () => Date.now(),
  sleep: (milliseconds, signal) =>
    sleep(milliseconds, undefined, { signal, ref: false }).catch(() => undefined),
};

/** What a container gets after its hook, however long that took, in milliseconds (a kubelet's minimum). */
const minimumGraceMs = 2_000;

/**
 * Ends a pod in a kubelet's order (pkg/kubelet/kuberuntime, killContainer): of all containers at once the preStop
 * hook, whose time counts against the grace period, then SIGTERM, and SIGKILL when the period is over. A native
 * sidecar, too, runs its hook at once, but gets its SIGTERM when the other containers have ended.
 *
 * @param graceMs the grace period; 0 ends everything at once, without hooks.
 */
export async function terminate(pod: Terminating, graceMs: number): Promise<void> {
  const { clock = machineClock, force } = pod;
  const begin = clock.now();
  const left = (): number => Math.max(0, begin + graceMs - clock.now());
  const end = async (part: Terminable | undefined, turn: Promise<void>): Promise<void> => {
    if (!part?.process.running) return;
    if (graceMs > 0) {
      const over = new AbortController();
      void clock.sleep(graceMs, force).then(() => over.abort());
      await Promise.all(part.containers.map((container) => pod.hook(container, over.signal)));
      await Promise.race([turn, clock.sleep(left(), force)]);
    }
    const forced = graceMs === 0 || force.aborted;
    await part.process.stop(forced ? 0 : Math.max(left(), minimumGraceMs));
  };
  const apps = end(pod.apps, Promise.resolve());
  await Promise.all([apps, end(pod.proxy, pod.nativeSidecar ? apps : Promise.resolve())]);
}
