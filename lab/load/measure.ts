// Measures shares: sends enough requests and compares what answered with the weights.
import { sendRequests } from "./load";
import { plainTable } from "../tables";

/** Points by which a measured share may differ from the configured one. */
export const tolerance = 3;

/**
 * So many requests that the tolerance is at least four standard errors of each share p: 16 p (100 - p) / tolerance². What
 * never or always happens is asked for 200 times.
 *
 * @param weights percent by version
 */
export function enough(weights: Readonly<Record<string, number>>): number {
  const worst = Math.max(...Object.values(weights).map((p) => p * (100 - p)));
  return Math.max(200, Math.ceil((16 * worst) / tolerance ** 2));
}

/** One measured share. */
export interface Measured {
  /** The cluster whose gateway was asked. */
  readonly gateway: string;
  readonly version: string;
  /** The clusters that answered with this version. */
  readonly answeredIn: readonly string[];
  /** Percent. */
  readonly configured: number;
  /** Percent of the good answers. */
  readonly measured: number;
}

/** The shares of one gateway, and the requests that failed. */
export interface Measurement {
  readonly shares: readonly Measured[];
  readonly failed: number;
}

/** Sends requests through a cluster's gateway and counts which version answers, and where. */
export async function measure(
  gateway: string,
  url: string,
  weights: Readonly<Record<string, number>>,
  headers: Record<string, string> = {},
): Promise<Measurement> {
  const answeredIn = new Map<string, Set<string>>();
  const totals = await sendRequests({
    url,
    count: enough(weights),
    headers,
    onAnswer: ({ status, version, cluster }) => {
      if (status !== 200) return;
      answeredIn.set(version, (answeredIn.get(version) ?? new Set()).add(cluster));
    },
  });
  const good = totals.total - totals.failed;
  const versions = [...new Set([...Object.keys(weights), ...Object.keys(totals.byVersion)])].sort();
  return {
    failed: totals.failed,
    shares: versions.map((version) => ({
      gateway,
      version,
      answeredIn: [...(answeredIn.get(version) ?? [])].sort(),
      configured: weights[version] ?? 0,
      measured: (100 * (totals.byVersion[version] ?? 0)) / Math.max(1, good),
    })),
  };
}

/** Whether a measured share is as near to the configured one as chance alone explains. */
export function isNear({ configured, measured }: Measured): boolean {
  return Math.abs(configured - measured) <= tolerance;
}

/** Shares as a table for people. */
export function shareTable(shares: readonly Measured[]): string {
  const table = plainTable(
    ["version", "answered in cluster", "through gateway of", "configured", "measured"],
    ["left", "left", "left", "right", "right"],
  );
  for (const { version, answeredIn, gateway, configured, measured } of shares)
    table.push([
      version,
      answeredIn.join(", ") || "-",
      gateway,
      `${configured} %`,
      `${measured.toFixed(1)} %`,
    ]);
  return table.toString();
}
