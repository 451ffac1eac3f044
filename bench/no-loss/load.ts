// Sends steady load to the gateways, and counts lost requests and answers of wrong versions.
import { sumOf } from "../statistics";
import { setTimeout as sleep } from "node:timers/promises";
import type { AppAnswer } from "../../lab/apps/app-answer";
import { chainOf } from "../../lab/apps/chain";
import { steadyLoad, type Answer } from "../../lab/load/load";
import { tally } from "../../lab/load/load-totals";
import type { Versions } from "./allowed";
import type { Flow } from "./flows";

/** Connections in all, each with one request at a time. */
export const connections = 16;

/** One request that got no good answer. */
export interface Loss {
  /** Seconds since the update began; negative before. */
  readonly at: number;
  /** Name of its flow and of the gateway's cluster. */
  readonly through: string;
  readonly what: string;
}

/** What a load came to. */
export interface LoadResult {
  readonly requests: number;
  /** Requests without an answer, or with one other than 2xx. */
  readonly failed: number;
  /** Requests that a version answered which was not allowed to. */
  readonly strangers: number;
  /** Answers by the versions that took part in them. */
  readonly byChain: Readonly<Record<string, number>>;
  /** The first failures, so that a reader can look for their cause. */
  readonly losses: readonly Loss[];
}

/** How many failures are kept. */
const kept = 1000;

/** Milliseconds after which a request counts as failed. */
const timeout = 10_000;

/** Steady load on the gateways of all clusters. */
export class Load {
  /** Requests that got an answer until now. */
  answered = 0;
  private readonly stopped = new AbortController();
  private readonly byChain: Record<string, number> = {};
  private readonly losses: Loss[] = [];
  private readonly chains = new Map<string, string>();
  private readonly running: Promise<{ total: number; failed: number }[]>;
  private origin = performance.now();

  /**
   * Begins to send, with the connections split evenly over flows and gateways.
   *
   * @param pause milliseconds for which each connection rests between requests
   */
  constructor(
    flows: readonly Flow[],
    gateways: readonly { readonly name: string; readonly gateway: string }[],
    private readonly pause = 0,
  ) {
    const concurrency = connections / (flows.length * gateways.length);
    if (!Number.isInteger(concurrency))
      throw new RangeError(`${connections} connections can't be split over ${flows.length} flows`);
    this.running = Promise.all(
      gateways.flatMap(({ name, gateway }) =>
        flows.map((flow) => this.send(`${flow.name}, ${name}`, gateway, flow, concurrency)),
      ),
    );
  }

  /** From now on, the load counts the times of failures from this moment. */
  mark(): void {
    this.origin = performance.now();
  }

  /** Seconds since the mark. */
  get now(): number {
    return this.since(performance.now());
  }

  /** Goes on until this number of requests is answered. */
  async reach(count: number): Promise<void> {
    while (this.answered < count) await sleep(20);
  }

  /** Ends the load. */
  async stop(allowed: Versions): Promise<LoadResult> {
    this.stopped.abort();
    const totals = await this.running;
    return {
      requests: sumOf(totals, "total"),
      failed: sumOf(totals, "failed"),
      strangers: strangers(this.byChain, allowed),
      byChain: this.byChain,
      losses: this.losses.map((loss) => ({ ...loss, at: this.since(loss.at) })),
    };
  }

  private async send(through: string, gateway: string, flow: Flow, concurrency: number) {
    const began = performance.now();
    const { answers, ...totals } = await steadyLoad({
      url: `${gateway}/`,
      headers: { ...flow.headers, host: flow.host },
      concurrency,
      timeout,
      pause: this.pause,
      signal: this.stopped.signal,
      onAnswer: (answer) => this.take(answer, through),
    });
    for (const { at, status } of answers.between())
      if (status === 0) this.lose(began + at, through, Object.keys(totals.failures).join("; "));
    return totals;
  }

  private take({ status, body }: Answer, through: string): void {
    this.answered += 1;
    if (status >= 200 && status <= 299) tally(this.byChain, this.chain(body));
    else this.lose(performance.now(), through, `HTTP ${status} ${this.chain(body)}`);
  }

  private lose(at: number, through: string, what: string): void {
    if (this.losses.length < kept) this.losses.push({ at, through, what });
  }

  /** Seconds from the mark to a time of this process. */
  private since(at: number): number {
    return Math.round(at - this.origin) / 1000;
  }

  /** Answers of one pod are alike, so few of them are read. */
  private chain(body: string): string {
    const known = this.chains.get(body);
    if (known !== undefined) return known;
    const chain = readChain(body);
    this.chains.set(body, chain);
    return chain;
  }
}

/** The versions that took part, or the start of what is no answer of a lab's server. */
function readChain(body: string): string {
  try {
    return chainOf(JSON.parse(body) as AppAnswer);
  } catch {
    return body.trim().slice(0, 100);
  }
}

/** Answers in which a version took part that was not allowed to. */
export function strangers(byChain: Readonly<Record<string, number>>, allowed: Versions): number {
  const strange = (link: string) => {
    const [service = "", version = ""] = link.split(" ");
    return allowed[service] !== undefined && !allowed[service].has(version);
  };
  return Object.entries(byChain)
    .filter(([chain]) => chain.split(" > ").some(strange))
    .reduce((sum, [, count]) => sum + count, 0);
}
