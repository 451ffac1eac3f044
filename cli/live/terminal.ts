/**
 * A terminal on which text is drawn again and again, and which hands keys over. It has a screen of its
 * own meanwhile, so that nothing of the shell's is lost, and gets all back at the end, also where the
 * process is interrupted.
 */
import { emitKeypressEvents, type Key } from "node:readline";
import { createLogUpdate } from "log-update";
import type { KeyStream, TextStream } from "../frame/command";

/** Escape sequences of every terminal that moves a cursor. */
const ownScreen = { enter: "\u001B[?1049h\u001B[H", leave: "\u001B[?1049l" };
const cleared = "\u001B[2J\u001B[H";

/** What a terminal tells whoever draws on it. */
export interface TerminalEvents {
  readonly key: (key: Key) => void;
  /** The size is another one: what was drawn is gone. */
  readonly resize: () => void;
  /** A signal asks the process to end; the terminal is as before by then. */
  readonly interrupt: (signal: NodeJS.Signals) => void;
}

/** The terminal behind a stream. */
export class LiveTerminal {
  /** Whether keys are handed over. */
  readonly keys: boolean;
  private readonly log: ReturnType<typeof createLogUpdate>;
  private isOpen = true;
  private readonly signals = (["SIGINT", "SIGTERM", "SIGHUP"] as const).map(
    (signal) => [signal, () => this.interrupt(signal)] as const,
  );

  constructor(
    private readonly stdout: TextStream,
    private readonly stdin: KeyStream | undefined,
    private readonly events: TerminalEvents,
  ) {
    this.keys = stdin?.isTTY === true && stdin.setRawMode !== undefined;
    this.log = createLogUpdate(stdout as NodeJS.WriteStream);
    stdout.write(ownScreen.enter);
    stdout.on?.("resize", this.resize);
    for (const [signal, end] of this.signals) process.on(signal, end);
    if (!this.keys || !stdin) return;
    emitKeypressEvents(stdin as NodeJS.ReadStream);
    stdin.setRawMode?.(true);
    stdin.on("keypress", this.press);
    stdin.resume();
  }

  /** Columns and rows; those of the first terminals where the stream knows none. */
  get size(): { readonly width: number; readonly rows: number } {
    return { width: this.stdout.columns ?? 80, rows: this.stdout.rows ?? 24 };
  }

  /** Draws lines in the place of those before; only what is different is written. */
  draw(lines: readonly string[]): void {
    if (this.isOpen) this.log(lines.join("\n"));
  }

  /** Gives the terminal back. */
  close(): void {
    if (!this.isOpen) return;
    this.isOpen = false;
    this.log.done();
    this.stdout.write(ownScreen.leave);
    this.stdout.off?.("resize", this.resize);
    for (const [signal, end] of this.signals) process.off(signal, end);
    if (!this.keys) return;
    this.stdin?.off("keypress", this.press);
    this.stdin?.setRawMode?.(false);
    this.stdin?.pause();
  }

  /** Ends as a signal ends it, which a terminal that hands keys over does not send by itself. */
  interrupt(signal: NodeJS.Signals): void {
    this.close();
    this.events.interrupt(signal);
  }

  private readonly press = (_: string | undefined, key: Key): void => this.events.key(key);

  private readonly resize = (): void => {
    this.log.clear();
    this.stdout.write(cleared);
    this.events.resize();
  };
}
