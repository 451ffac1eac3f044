// Shows how far the builds are.
import { partLabel, type Part } from "./part";

/** Milliseconds between two updates of the line on a terminal, and between two lines elsewhere. */
const interval = { terminal: 500, lines: 30_000 };

/** Prints a time as people say it: `40 s`, `3 min 20 s`, `12 min`. */
export function formatSeconds(seconds: number): string {
  const whole = Math.max(0, Math.round(seconds));
  if (whole < 60) return `${whole} s`;
  const rest = whole % 60;
  return whole >= 600 || rest === 0
    ? `${Math.round(whole / 60)} min`
    : `${Math.floor(whole / 60)} min ${rest} s`;
}

/**
 * Expected seconds for parts, from their figures for 2 cores. More cores help less and less: the
 * longest chain of packages that need each other stays.
 */
export function expectedSeconds(missing: readonly Part[], cores: number): number {
  const factor = Math.max(0.35, 2 / Math.max(1, cores));
  return missing.reduce((sum, { seconds }) => sum + seconds, 0) * factor;
}

/** The first line: what will be done, how many parts are missing, how long it takes. */
export function firstLine(
  missing: readonly Part[],
  all: number,
  cache: string,
  seconds: number,
): string {
  const count = `${missing.length} of ${all} ${all === 1 ? "tool" : "tools"}`;
  const verb = missing.length === 1 ? "is" : "are";
  return (
    `${count} ${verb} missing and will be built from the package registries into ${cache}: ` +
    `about ${formatSeconds(seconds)}, this first time only.`
  );
}

/** Tells how the builds go: a line for each part, and one that moves with the time. */
export class Progress {
  private readonly started = Date.now();
  private readonly running = new Map<Part, number>();
  private readonly waiting: Set<Part>;
  private readonly timer: NodeJS.Timeout;
  /** Real seconds over expected ones, of what is finished. */
  private spent = { real: 0, expected: 0 };
  private finished = 0;

  /**
   * @param print Receives lines; default: standard error, where a terminal's last line moves.
   */
  constructor(
    missing: readonly Part[],
    private readonly cores: number,
    private readonly print?: (line: string) => void,
  ) {
    this.waiting = new Set(missing);
    const period = this.isTerminal ? interval.terminal : interval.lines;
    this.timer = setInterval(() => this.tick(), period).unref();
  }

  start(part: Part): void {
    this.running.set(part, Date.now());
    if (!this.isTerminal && part.source.kind === "go") this.line(`${partLabel(part)} ...`);
  }

  done(part: Part): void {
    const seconds = (Date.now() - (this.running.get(part) ?? Date.now())) / 1000;
    this.running.delete(part);
    this.waiting.delete(part);
    this.finished += 1;
    this.spent.real += seconds;
    this.spent.expected += expectedSeconds([part], this.cores);
    const count = `[${this.finished}/${this.finished + this.waiting.size}]`;
    this.line(`${count} ${partLabel(part)}: done in ${formatSeconds(seconds)}, ${this.left()}`);
  }

  /** Prints a line of its own. */
  line(text: string): void {
    if (this.print) this.print(text);
    else process.stderr.write(`${this.isTerminal ? "\r\x1b[K" : ""}${text}\n`);
  }

  /** Ends the moving line. */
  close(): void {
    clearInterval(this.timer);
    if (this.isTerminal) process.stderr.write("\r\x1b[K");
  }

  private get isTerminal(): boolean {
    return !this.print && process.stderr.isTTY === true && !process.env.CI;
  }

  private tick(): void {
    const parts = [...this.running].map(
      ([part, since]) => `${partLabel(part)} ${formatSeconds((Date.now() - since) / 1000)}`,
    );
    const text = `      ${parts.join(", ")}; ${this.left()}`;
    if (!this.isTerminal) this.line(text);
    else process.stderr.write(`\r\x1b[K${text.slice(0, (process.stderr.columns ?? 80) - 1)}`);
  }

  private left(): string {
    const elapsed = formatSeconds((Date.now() - this.started) / 1000);
    if (this.waiting.size === 0) return `${elapsed} in all`;
    const { real, expected } = this.spent;
    // Short parts say little about the machine: the pace counts from a minute's worth of work on.
    const pace = expected < 60 ? 1 : Math.min(3, Math.max(0.5, real / expected));
    let seconds = 0;
    for (const part of this.waiting) {
      const whole = expectedSeconds([part], this.cores) * pace;
      const since = this.running.get(part);
      const gone = since === undefined ? 0 : (Date.now() - since) / 1000;
      // A part that takes longer than expected is not over at once.
      seconds += Math.max(whole - gone, gone * 0.15);
    }
    return `${elapsed} so far, about ${formatSeconds(Math.max(5, seconds))} left`;
  }
}
