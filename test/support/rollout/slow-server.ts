// An API server in memory whose requests are late, lost, or done with a lost answer, in virtual time.
import { KubeError, type KubeObject } from "../../../kubernetes/client";
import { mergePatched } from "../../../kubernetes/fake/patch";
import type { RecordApi } from "../../../operations/rollout/record/copy";
import type { VirtualClock } from "../virtual-clock";

export class SlowServer {
  /** What it has, by path. */
  readonly objects = new Map<string, KubeObject>();
  private version = 0;

  constructor(
    private readonly time: VirtualClock,
    /** A whole number from 0 to below the given one. */
    private readonly random: (below: number) => number,
    private readonly onWrite: (object: KubeObject) => void = () => undefined,
  ) {}

  /** @param isDead whether the client gets no answer any more */
  api(isDead: () => boolean = () => false): RecordApi {
    const answer = async <T>(run: () => T): Promise<T> => {
      await this.time.sleep(this.latencyMs());
      const luck = this.random(100);
      if (luck < 5) throw new Error("reset before it was done");
      const result = run();
      await this.time.sleep(this.latencyMs());
      if (luck < 10 || isDead()) throw new Error("reset after it was done");
      return result;
    };
    return {
      getDated: <T>(path: string) =>
        answer(() => {
          const object = structuredClone(this.objects.get(path)) as T | undefined;
          return { nowMs: this.nowMs, ...(object && { object }) };
        }),
      create: <T>(path: string, body: object) =>
        answer(() => {
          const object = body as KubeObject;
          const at = `${path}/${object.metadata.name}`;
          if (this.objects.has(at)) throw new KubeError(409, "there is one", "AlreadyExists");
          return this.write(at, object) as T;
        }),
      mergePatch: <T>(path: string, body: object) =>
        answer(() => {
          const live = this.objects.get(path);
          if (!live) throw new KubeError(404, "there is none", "NotFound");
          const { metadata } = body as KubeObject;
          if (metadata.resourceVersion !== live.metadata.resourceVersion)
            throw new KubeError(409, "it was changed", "Conflict");
          return this.write(path, mergePatched(live, body) as KubeObject) as T;
        }),
    };
  }

  /** Its clock is another one than those of its clients, and tells whole seconds. */
  private get nowMs(): number {
    return Math.floor((this.time.now() + 777_123) / 1000) * 1000;
  }

  private latencyMs(): number {
    return this.random(100) < 10 ? this.random(8000) : this.random(200);
  }

  private write(path: string, object: KubeObject): KubeObject {
    this.version += 1;
    const metadata = { ...object.metadata, resourceVersion: `${this.version}` };
    const next = { ...object, metadata };
    this.objects.set(path, next);
    this.onWrite(next);
    return structuredClone(next);
  }
}
