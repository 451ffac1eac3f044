// A mesh load for programs: simulated proxies, Services and changing endpoints in a cluster of a running lab.
import { type ChildProcessByStdio, spawn } from "node:child_process";
import { join } from "node:path";
import { createInterface } from "node:readline";
import type { Readable, Writable } from "node:stream";
import { pathToFileURL } from "node:url";
import { describeCluster } from "../clusters";
import { type PortedCluster, StateFolder } from "../folder";
import { execCommand } from "../pods/exec";
import { LabError } from "../types";
import type { FromLoad, LoadCounts, LoadStart } from "./messages";
import { meshLoad, type MeshLoad } from "./options";

export type { LoadCounts } from "./messages";
export type { MeshLoad } from "./options";

/** What to play, and in which lab. */
export interface MeshLoadOptions extends Partial<MeshLoad> {
  /** State folder of the lab. Default `.lab` in the current folder. */
  folder?: string;
  /** Primary cluster whose istiod the proxies ask. Default: the first. */
  cluster?: string;
  /** Gets a line of text for every step done. */
  onProgress?: (line: string) => void;
  /** Aborting it ends a load that has not begun yet. */
  signal?: AbortSignal;
}

/** A mesh load that plays. */
export interface PlayingLoad {
  /** What it has done until now. */
  counts: () => LoadCounts;
  /** Resolves when it has ended, for whatever reason, with a message where nobody ended it. */
  ended: Promise<string | undefined>;
  /** Ends it, and resolves when its objects are removed. */
  stop: () => Promise<void>;
}

/**
 * Plays a mesh load, and resolves when all proxies have their first configuration: from then on endpoints change and
 * proxies acknowledge as late as they should. It ends with this process and with the lab.
 *
 * @throws LabError when the lab does not run or has no such cluster, when a number is wrong, or when it can't start
 */
export async function startMeshLoad(options: MeshLoadOptions = {}): Promise<PlayingLoad> {
  const { folder, cluster, onProgress = () => undefined, signal, ...wanted } = options;
  const start = startOf(new StateFolder(folder), cluster, meshLoad(wanted));
  const loader = pathToFileURL(require.resolve("tsx")).href;
  const node = [process.execPath, "--import", loader, join(__dirname, "program.ts")];
  const command = await execCommand([...node, JSON.stringify(start)], folder ? { folder } : {});
  const [program, ...args] = command as [string, ...string[]];
  const child = spawn(program, args, {
    stdio: ["pipe", "pipe", "pipe"],
    // A session of its own: Ctrl-C in this terminal must not end it before it has removed its objects.
    detached: true,
    // Root of a user namespace would look for tsx's cache in a folder that belongs to the real root.
    env: { ...process.env, ...(process.getuid?.() === 0 ? {} : { TSX_DISABLE_CACHE: "1" }) },
  });
  const load = new Playing(child, onProgress);
  const interrupt = (): void => void load.stop().catch(() => undefined);
  signal?.addEventListener("abort", interrupt);
  await load.ready;
  signal?.removeEventListener("abort", interrupt);
  return load;
}

class Playing implements PlayingLoad {
  readonly ready: Promise<void>;
  readonly ended: Promise<string | undefined>;
  private latest: LoadCounts = {
    connected: 0,
    changes: 0,
    acknowledged: 0,
    slowestAckMs: 0,
    cpuSeconds: 0,
  };
  private wanted = false;
  private failure = "";

  constructor(
    private readonly child: ChildProcessByStdio<Writable, Readable, Readable>,
    onProgress: (line: string) => void,
  ) {
    child.stderr.on(
      "data",
      (text: Buffer) => (this.failure = `${this.failure}${text.toString()}`.slice(-2000)),
    );
    // It may have ended when its input is closed.
    child.stdin.on("error", () => undefined);
    let isReady = (): void => undefined;
    const told = new Promise<void>((done) => (isReady = done));
    createInterface(child.stdout).on("line", (line) => {
      const message = JSON.parse(line) as FromLoad;
      if (message.type === "progress") onProgress(message.line);
      else if (message.type === "ready") isReady();
      else if (message.type === "failed") this.failure = message.message;
      else this.latest = message;
    });
    this.ended = new Promise((done) => {
      child.once("close", (code, signal) => {
        const why = this.failure.trim() || (signal ?? `code ${code}`);
        done(this.wanted && code === 0 ? undefined : `The mesh load has ended: ${why}`);
      });
    });
    const early = this.ended.then((why) => {
      throw new LabError(why ?? "The mesh load was ended before it began.");
    });
    this.ready = Promise.race([told, early]);
    early.catch(() => undefined);
  }

  counts(): LoadCounts {
    return this.latest;
  }

  async stop(): Promise<void> {
    this.wanted = true;
    this.child.stdin.end();
    const why = await this.ended;
    if (why !== undefined) throw new LabError(why);
  }
}

function startOf(folder: StateFolder, wanted: string | undefined, load: MeshLoad): LoadStart {
  const names = folder.readRun()?.clusters ?? [];
  const clusters = folder.readClusters();
  const primaries = names.flatMap((name) =>
    clusters.filter((one) => one.name === name && one.role === "primary"),
  );
  const kept = wanted === undefined ? primaries[0] : primaries.find(({ name }) => name === wanted);
  if (!kept) {
    const there = primaries.map(({ name }) => name).join(", ");
    throw new LabError(
      there
        ? `The lab has no primary cluster "${wanted}": it has ${there}.`
        : `No lab runs in ${folder.path}: start it with \`npm run lab -- up\`, or name its folder with --state.`,
    );
  }
  const { name, address } = describeCluster(kept as PortedCluster);
  return {
    load,
    cluster: name,
    address,
    kubeconfig: folder.file("clusters", name, "inside.kubeconfig"),
  };
}
