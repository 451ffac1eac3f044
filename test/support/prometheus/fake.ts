/**
 * A Prometheus on loopback for specs: it holds samples and evaluates the few forms of queries that the
 * program sends, with Prometheus's meaning. `contract.spec.ts` compares it with a real one.
 */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { gzipSync } from "node:zlib";

/** A series: its labels with `__name__`, and its values by time in milliseconds. */
export interface Series {
  readonly labels: Readonly<Record<string, string>>;
  readonly samples: (readonly [atMs: number, value: number])[];
  /** When its target went away, so that an instant query does not see it any more. @default never */
  staleMs?: number;
}

/** A request that it got. */
export interface Asked {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingMessage["headers"];
  readonly parameters: URLSearchParams;
}

interface Value {
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

/** How long an instant query looks back for a sample. */
const lookBackMs = 5 * 60_000;

export class FakePrometheus {
  readonly series: Series[] = [];
  readonly asked: Asked[] = [];
  /** Answers in its place; undefined: it answers itself. */
  instead: ((asked: Asked, response: ServerResponse) => boolean | void) | undefined;
  /** Fields of its answers beside the data, such as warnings. */
  beside: object = {};

  private constructor(private readonly server: Server) {}

  static async start(): Promise<FakePrometheus> {
    const server = createServer();
    const fake = new FakePrometheus(server);
    server.on("request", (request: IncomingMessage, response: ServerResponse) =>
      fake.receive(request, response),
    );
    await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
    return fake;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  stop(): void {
    this.server.closeAllConnections();
    this.server.close();
  }

  /** The queries that it got. */
  get queries(): string[] {
    return this.asked.map(({ parameters }) => parameters.get("query") ?? "");
  }

  private receive(request: IncomingMessage, response: ServerResponse): void {
    const parts: Buffer[] = [];
    request.on("data", (part: Buffer) => parts.push(part));
    request.on("end", () => {
      const { pathname, search } = new URL(request.url ?? "/", "http://fake");
      const { method = "", headers } = request;
      const text = method === "POST" ? Buffer.concat(parts).toString() : search;
      const asked = { method, headers, path: pathname, parameters: new URLSearchParams(text) };
      this.asked.push(asked);
      if (this.instead?.(asked, response)) return;
      this.answer(asked, response);
    });
  }

  private answer({ path, parameters, headers }: Asked, response: ServerResponse): void {
    if (path !== "/api/v1/query") return void response.writeHead(404).end("404 page not found\n");
    const send = (status: number, body: object) => {
      const json = Buffer.from(JSON.stringify(body));
      const zips = /gzip/.test(headers["accept-encoding"] ?? "");
      response.writeHead(status, {
        "content-type": "application/json",
        ...(zips && { "content-encoding": "gzip" }),
      });
      response.end(zips ? gzipSync(json, { level: 1 }) : json);
    };
    try {
      const atMs = Number(parameters.get("time")) * 1000;
      const values = evaluate(this.series, parameters.get("query") ?? "", atMs);
      const result = values.map(({ labels, value }) => ({
        metric: labels,
        value: [atMs / 1000, written(value)],
      }));
      send(200, { status: "success", data: { resultType: "vector", result }, ...this.beside });
    } catch (error) {
      send(400, { status: "error", errorType: "bad_data", error: (error as Error).message });
    }
  }
}

function written(value: number): string {
  if (Number.isNaN(value)) return "NaN";
  if (!Number.isFinite(value)) return value > 0 ? "+Inf" : "-Inf";
  return String(value);
}

/** @throws Error for a query of another form */
export function evaluate(series: readonly Series[], query: string, atMs: number): Value[] {
  const either = /^(max\(timestamp\(.*\)\)) or (max\(timestamp\(.*\)\))$/.exec(query);
  if (either) {
    const first = evaluate(series, either[1]!, atMs);
    return first.length > 0 ? first : evaluate(series, either[2]!, atMs);
  }
  const newest = /^max\(timestamp\((.*)\)\)$/.exec(query);
  if (newest) {
    const times = selected(series, newest[1]!).flatMap((one) => instant(one, atMs)?.[0] ?? []);
    return times.length > 0 ? [{ labels: {}, value: Math.max(...times) / 1000 }] : [];
  }
  const group = /^group by \(instance\)\((.*) == 1\)$/.exec(query);
  if (group) {
    const up = selected(series, group[1]!).filter((one) => instant(one, atMs)?.[1] === 1);
    return summed(
      up.map(({ labels }) => ({ labels, value: 1 })),
      ["instance"],
    ).map((one) => ({
      ...one,
      value: 1,
    }));
  }
  const over = /^sum by \(([\w,]+)\)\((last_over_time|increase)\((.*)\[(\d+)ms\]\)\)$/.exec(query);
  if (!over) throw new Error(`parse error: the fake knows no such query: ${query}`);
  const [, by = "", how, inside = "", range] = over;
  const values = selected(series, inside).flatMap((one): Value[] => {
    const within = one.samples.filter(([at]) => at > atMs - Number(range) && at <= atMs);
    const [first, last] = [within[0], within.at(-1)];
    if (!first || !last) return [];
    const value = how === "increase" ? last[1] - first[1] : last[1];
    return [{ labels: one.labels, value }];
  });
  return summed(values, by.split(","));
}

function instant({ samples, staleMs = Infinity }: Series, atMs: number) {
  if (staleMs <= atMs) return undefined;
  return samples.findLast(([at]) => at <= atMs && at > atMs - lookBackMs);
}

function selected(series: readonly Series[], text: string): Series[] {
  const [, name, inside = ""] = /^([a-zA-Z_:]\w*)(?:\{(.*)\})?$/s.exec(text) ?? [];
  if (name === undefined) throw new Error(`parse error: ${text} is no selector`);
  const matchers = [...inside.matchAll(/(\w+)(=~|!~|!=|=)("(?:[^"\\]|\\.)*"),?/g)];
  const matches = ({ labels }: Series) =>
    labels.__name__ === name &&
    matchers.every(([, label = "", operator, quoted = '""']) => {
      const value = JSON.parse(quoted) as string;
      const own = labels[label] ?? "";
      if (operator === "=") return own === value;
      if (operator === "!=") return own !== value;
      return new RegExp(`^(?:${value})$`, "s").test(own) === (operator === "=~");
    });
  return series.filter(matches);
}

function summed(values: readonly Value[], by: readonly string[]): Value[] {
  const groups = new Map<string, Value>();
  for (const { labels, value } of values) {
    const kept = by.flatMap((label) => (labels[label] ? [[label, labels[label]] as const] : []));
    const key = JSON.stringify(kept);
    const sum = (groups.get(key)?.value ?? 0) + value;
    groups.set(key, { labels: Object.fromEntries(kept), value: sum });
  }
  return [...groups.values()];
}
