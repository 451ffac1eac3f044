// Load of gRPC calls, counted by version.
import type { Metadata, ServiceError } from "@grpc/grpc-js";
import { type LoadTotals, type Outcome, repeat, times } from "./load-totals";

/** Which calls to make. */
export interface CallOptions {
  /** `host:port`, in plain text, e.g. `127.0.0.1:30080`. */
  address: string;
  /** Number of calls. */
  count: number;
  /** Calls under way at a time, over one connection. Default 16. */
  concurrency?: number;
  /** The host that is called (`:authority`), by which a gateway picks the route. Default the address. */
  authority?: string;
  /** Extra request metadata. */
  metadata?: Record<string, string>;
  /** Milliseconds after which a call without an answer counts as failed. Default 10,000. */
  timeout?: number;
}

/** The standard method by which servers tell their health; its empty request asks for the whole server. */
const method = "/grpc.health.v1.Health/Check";

/** Field 1 (`status`) = 1 (`SERVING`) of grpc.health.v1.HealthCheckResponse. */
const serving = Buffer.from([0x08, 0x01]);

/**
 * Calls grpc.health.v1.Health/Check `count` times and counts the answers by their metadata `x-version`
 * and `x-cluster`.
 *
 * @returns the totals; failed calls are counted (`gRPC 14: …`), never thrown.
 * @throws TypeError when `count` is no positive integer.
 */
export async function sendCalls(options: CallOptions): Promise<LoadTotals> {
  const more = times(options.count);
  const timeout = options.timeout ?? 10_000;
  // Loaded on use: commands that call nothing should not pay for it.
  const grpc = await import("@grpc/grpc-js");
  const client = new grpc.Client(options.address, grpc.credentials.createInsecure(), {
    ...(options.authority ? { "grpc.default_authority": options.authority } : {}),
    // The load is counted call by call: a second attempt by the client itself would hide a failure.
    "grpc.enable_retries": 0,
    // Else a run would share its connection with the one before, which may have been cut since.
    "grpc.use_local_subchannel_pool": 1,
  });
  const metadata = new grpc.Metadata();
  for (const [name, value] of Object.entries(options.metadata ?? {})) metadata.set(name, value);
  const same = (bytes: Buffer): Buffer => bytes;
  const call = (): Promise<Outcome> =>
    new Promise((resolve) => {
      let received: Metadata | undefined;
      const done = (error: ServiceError | null, message?: Buffer): void => {
        const failure = error
          ? `gRPC ${error.code}: ${error.details.slice(0, 100)}`
          : wrong(message);
        const named = (name: string): string => String(received?.get(name)[0] ?? "");
        const from = { version: named("x-version"), cluster: named("x-cluster") };
        resolve({ ...from, ...(failure ? { failure } : {}) });
      };
      client
        .makeUnaryRequest(
          method,
          same,
          same,
          Buffer.alloc(0),
          metadata,
          { deadline: Date.now() + timeout },
          done,
        )
        .on("metadata", (initial: Metadata) => (received = initial));
    });
  try {
    return await repeat(options.concurrency ?? 16, more, call);
  } finally {
    client.close();
  }
}

function wrong(message: Buffer | undefined): string | undefined {
  return message?.equals(serving) ? undefined : `not SERVING: ${message?.toString("hex")}`;
}
