import { expect } from "chai";
import { terminate, type Terminable } from "../../../lab/pods/pod-termination";
import { VirtualClock } from "../../support/virtual-clock";

/** What became of a pod's processes, each with the milliseconds after which it happened. */
interface Run {
  clock: VirtualClock;
  happened: string[];
  end: (graceMs: number, force?: AbortSignal) => Promise<void>;
}

/** A pod whose parts have hooks, and go on after SIGTERM, for so many milliseconds. */
function pod(
  nativeSidecar: boolean,
  app: { hook: number; lingers: number },
  proxy: { hook: number; lingers: number },
): Run {
  const clock = new VirtualClock();
  const happened: string[] = [];
  const note = (what: string) => happened.push(`${clock.now()} ${what}`);
  const part = (name: string, lingers: number): Terminable => {
    let running = true;
    return {
      containers: [{ name, image: "" }],
      process: {
        get running() {
          return running;
        },
        stop: async (graceMs) => {
          note(`${name} ${graceMs > 0 ? `SIGTERM, at most ${graceMs} ms` : "SIGKILL"}`);
          await clock.sleep(Math.min(lingers, graceMs));
          running = false;
          note(`${name} ended`);
        },
      },
    };
  };
  const hooks: Record<string, number> = { app: app.hook, proxy: proxy.hook };
  const end = (graceMs: number, force = new AbortController().signal) =>
    terminate(
      {
        apps: part("app", app.lingers),
        proxy: part("proxy", proxy.lingers),
        nativeSidecar,
        force,
        clock,
        hook: async ({ name }, signal) => {
          await clock.sleep(hooks[name] ?? 0, signal);
          if (signal.aborted) note(`${name} hook cut`);
        },
      },
      graceMs,
    );
  return { clock, happened, end };
}

describe("the end of a pod", () => {
  it("sends SIGTERM to each container when its own hook has ended", async () => {
    const { happened, end } = pod(false, { hook: 300, lingers: 0 }, { hook: 0, lingers: 0 });
    await end(5_000);
    expect(happened).to.deep.equal([
      "0 proxy SIGTERM, at most 5000 ms",
      "0 proxy ended",
      "300 app SIGTERM, at most 4700 ms",
      "300 app ended",
    ]);
  });

  it("keeps a native sidecar until the apps have ended, though its hook runs at once", async () => {
    const { happened, end } = pod(true, { hook: 300, lingers: 300 }, { hook: 100, lingers: 0 });
    await end(5_000);
    expect(happened).to.deep.equal([
      "300 app SIGTERM, at most 4700 ms",
      "600 app ended",
      "600 proxy SIGTERM, at most 4400 ms",
      "600 proxy ended",
    ]);
  });

  it("counts a hook's time against the grace period, and leaves the program two seconds", async () => {
    const { happened, end } = pod(true, { hook: 9_000, lingers: 9_000 }, { hook: 0, lingers: 0 });
    await end(300);
    expect(happened).to.have.members([
      "300 app hook cut",
      "300 app SIGTERM, at most 2000 ms",
      "300 proxy SIGTERM, at most 2000 ms",
      "300 proxy ended",
      "2300 app ended",
    ]);
  });

  it("runs no hook where there is no grace period", async () => {
    const { happened, end } = pod(false, { hook: 9_000, lingers: 0 }, { hook: 0, lingers: 0 });
    await end(0);
    expect(happened).to.deep.equal([
      "0 app SIGKILL",
      "0 proxy SIGKILL",
      "0 app ended",
      "0 proxy ended",
    ]);
  });

  it("ends everything at once when it is forced meanwhile", async () => {
    const { clock, happened, end } = pod(
      true,
      { hook: 9_000, lingers: 0 },
      { hook: 0, lingers: 0 },
    );
    const force = new AbortController();
    void clock.sleep(300).then(() => force.abort());
    await end(9_000, force.signal);
    expect(happened).to.have.members([
      "300 app hook cut",
      "300 app SIGKILL",
      "300 app ended",
      "300 proxy SIGKILL",
      "300 proxy ended",
    ]);
  });
});
