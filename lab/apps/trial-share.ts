// A share of requests that fail or are slow on purpose, evenly by chance or in bursts.
/** Values of a container's variables, by their names. */
export type Variables = Readonly<Record<string, string>>;

/** Decides for each request whether it is one of the share. */
export class TrialShare {
  private left = 0;

  /**
   * @param share from 0 to 1
   * @param burst how many requests in a row are of the share once one is; the share stays the same over many requests
   * @param random gives numbers from 0 to below 1
   */
  constructor(
    private readonly share: number,
    private readonly burst = 1,
    private readonly random: () => number = Math.random,
  ) {}

  /** Whether the next request is one of the share. */
  takes(): boolean {
    if (this.left > 0) {
      this.left -= 1;
      return true;
    }
    // A burst of b requests follows (1 - p) / p × b others on average: then p of all requests are in bursts.
    const { share, burst } = this;
    const begins = share / (share + burst * (1 - share));
    if (share === 0 || this.random() >= begins) return false;
    this.left = burst - 1;
    return true;
  }
}

/**
 * A variable that is a whole number of 0 or more.
 *
 * @param otherwise the value where it is not set. @default 0
 * @throws Error that names it when it is anything else
 */
export function wholeNumber(env: Variables, name: string, otherwise = 0): number {
  const text = env[name] ?? String(otherwise);
  if (/^\d{1,9}$/.test(text)) return Number(text);
  throw new Error(`The variable ${name} is "${text}", but must be a whole number of 0 or more.`);
}

/**
 * A variable that is a share in percent, such as `5`, `0.5` or `5%`.
 *
 * @returns the share from 0 to 1; 0 where the variable is not set
 * @throws Error that names it when it is anything else
 */
export function percentShare(env: Variables, name: string): number {
  const text = env[name] ?? "0";
  const percent = /^\d{1,3}(\.\d{1,9})?%?$/.test(text) ? parseFloat(text) : NaN;
  if (percent >= 0 && percent <= 100) return percent / 100;
  throw new Error(
    `The variable ${name} is "${text}", but must be a percentage from 0 to 100, such as 5 or 0.5.`,
  );
}

/** Whether a variable that lists clusters, separated by commas or blanks, names this one, or is not set or empty. */
export function coversCluster(env: Variables, name: string, cluster: string): boolean {
  const clusters = (env[name] ?? "").split(/[\s,]+/).filter(Boolean);
  return clusters.length === 0 || clusters.includes(cluster);
}
