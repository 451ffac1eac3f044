import { expect } from "chai";
import { setTimeout as sleep } from "node:timers/promises";
import { terminate, type Terminable } from "../../../lab/pods/pod-termination";

/** Milliseconds. */
const step = 300;

/** What became of a pod's processes, with times in steps that have begun. */
interface Run {
  happened: string[];
  end: (graceMs: number, force?: AbortSignal) => Promise<void>;
}

/** A pod whose parts have hooks, and go on after SIGTERM, for so many milliseconds. */
function pod(
  nativeSidecar: boolean,
  apps: { hook: number; lingers: number },
  proxy: { hook: number; lingers: number },
): Run {
  const begin = performance.now();
  const happened: string[] = [];
  const note = (what: string): void => {
    // A timer may be early by a millisecond, and late on a busy machine.
    const elapsed = performance.now() - begin + 5;
    happened.push(`${Math.floor(elapsed / step) * step} ${what}`);
  };
  const part = (name: string, lingers: number): Terminable => {
    let running = true;
    return {
      containers: [{ name, image: "" }],
      process: {
        get running() {
          return running;
        },
        stop: async (graceMs) => {
          note(`${name} ${graceMs > 0 ? "SIGTERM" : "SIGKILL"}`);
          await sleep(Math.min(lingers, graceMs));
          running = false;
        },
      },
    };
  };
  const hooks: Record<string, number> = { app: apps.hook, proxy: proxy.hook };
  const end = (graceMs: number, force = new AbortController().signal) =>
    terminate(
      {
        apps: part("app", apps.lingers),
        proxy: part("proxy", proxy.lingers),
        nativeSidecar,
        force,
        hook: async ({ name }, signal) => {
          await sleep(hooks[name], undefined, { signal }).catch(() => note(`${name} hook cut`));
        },
      },
      graceMs,
    );
  return { happened, end };
}

describe("the end of a pod", () => {
  it("sends SIGTERM to each container when its own hook has ended", async () => {
    const { happened, end } = pod(false, { hook: step, lingers: 0 }, { hook: 0, lingers: 0 });
    await end(5_000);
    expect(happened).to.deep.equal(["0 proxy SIGTERM", "300 app SIGTERM"]);
  });

  it("keeps a native sidecar until the apps have ended, though its hook runs at once", async () => {
    const { happened, end } = pod(true, { hook: step, lingers: step }, { hook: 100, lingers: 0 });
    await end(5_000);
    expect(happened).to.deep.equal(["300 app SIGTERM", "600 proxy SIGTERM"]);
  });

  it("counts a hook's time against the grace period, and leaves the program two seconds", async () => {
    const { happened, end } = pod(true, { hook: 9_000, lingers: 9_000 }, { hook: 0, lingers: 0 });
    await end(step);
    expect(happened.slice(0, 2)).to.have.members(["300 app hook cut", "300 app SIGTERM"]);
    expect(happened).to.include("300 proxy SIGTERM");
  });

  it("runs no hook where there is no grace period", async () => {
    const { happened, end } = pod(false, { hook: 9_000, lingers: 0 }, { hook: 0, lingers: 0 });
    await end(0);
    expect(happened).to.deep.equal(["0 app SIGKILL", "0 proxy SIGKILL"]);
  });

  it("ends everything at once when it is forced meanwhile", async () => {
    const { happened, end } = pod(true, { hook: 9_000, lingers: 0 }, { hook: 0, lingers: 0 });
    await end(9_000, AbortSignal.timeout(step));
    expect(happened).to.have.members(["300 app hook cut", "300 app SIGKILL", "300 proxy SIGKILL"]);
  });
});
