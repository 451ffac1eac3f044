/** What an istiod of the lab told around a change, for specs. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { ProxyState } from "../../../../operations/sync/istiod-state";
import type { Reading } from "../../../../operations/sync/pushes";

/** Metrics and proxies, asked for one after the other. */
export interface Look {
  readonly reading: Reading;
  readonly proxies: readonly ProxyState[];
}

/** Looks around a change, with times since its beginning. */
export interface Recording {
  readonly what: string;
  /** When the API server had taken the objects of a stage. */
  readonly events: readonly { readonly what: string; readonly atMs: number }[];
  readonly looks: readonly Look[];
}

/** A recording by its name. */
export function recorded(what: "add" | "shift" | "churn" | "removal"): Recording {
  const written = JSON.parse(readFileSync(join(__dirname, `${what}.json`), "utf8")) as Recording;
  // A look that changed nothing about the proxies has none written down.
  let proxies: Look["proxies"] = [];
  const looks = written.looks.map((one: Pick<Look, "reading"> & Partial<Look>) => {
    proxies = one.proxies ?? proxies;
    return { reading: one.reading, proxies };
  });
  return { ...written, looks };
}

/** The lines of `/metrics` that decisions read. */
export function recordedMetrics(): string {
  return readFileSync(join(__dirname, "metrics.txt"), "utf8");
}
