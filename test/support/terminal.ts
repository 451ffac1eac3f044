// A terminal for specs: it shows what a command writes as a real one does, and types.
import { EventEmitter } from "node:events";
import { Terminal } from "@xterm/headless";
import type { Key } from "node:readline";
import type { KeyStream, TextStream } from "../../cli/frame/command";

/** The terminal, as the streams of a command. */
export class FakeTerminal {
  readonly stdout: TextStream & { columns: number; rows: number };
  readonly stdin: KeyStream;
  /** Whether keys are handed over one by one. */
  raw = false;
  /** All that was written. */
  written = "";
  private readonly screen: Terminal;
  private readonly output = new EventEmitter();
  private readonly input = new EventEmitter();

  constructor(columns: number, rows: number) {
    this.screen = new Terminal({ cols: columns, rows, allowProposedApi: true, convertEol: true });
    this.stdout = {
      ...{ isTTY: true, columns, rows },
      write: (text) => {
        this.written += text;
        this.screen.write(text);
      },
      on: (event, listener) => this.output.on(event, listener),
      off: (event, listener) => this.output.off(event, listener),
    };
    this.stdin = Object.assign(this.input, {
      isTTY: true,
      setRawMode: (raw: boolean) => (this.raw = raw),
      resume: () => undefined,
      pause: () => undefined,
    }) as KeyStream;
  }

  type(key: Key): void {
    this.input.emit("keypress", key.name, key);
  }

  resize(columns: number, rows: number): void {
    Object.assign(this.stdout, { columns, rows });
    this.screen.resize(columns, rows);
    this.output.emit("resize");
  }

  /** How many wait for another size, and for keys. */
  get listeners(): number {
    return this.output.listenerCount("resize") + this.input.listenerCount("keypress");
  }

  /** The lines on the screen now, without empty ones at its end. */
  async lines(): Promise<string[]> {
    await new Promise<void>((done) => this.screen.write("", done));
    const { buffer } = this.screen;
    const { active } = buffer;
    return Array.from({ length: this.screen.rows }, (_, row) =>
      (active.getLine(active.baseY + row)?.translateToString(true) ?? "").trimEnd(),
    )
      .join("\n")
      .trimEnd()
      .split("\n");
  }

  /** Whether the screen is that of a program, and not that of the shell. */
  get isOwn(): boolean {
    return this.screen.buffer.active.type === "alternate";
  }
}
